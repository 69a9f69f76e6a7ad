"""Costs by any dimension over any period; every total links to the rows that make it."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import abort, render_template, request, url_for

from app import clock, sheets
from app.accounts.permissions import Permission, requires
from app.budget import cost_queries as queries
from app.budget.cost_queries import Asked, By, CostRow, MovementRow
from app.budget.models import CostStage
from app.i18n import _, label
from app.reporting.blueprint import bp
from app.reporting.cost_labels import BY
from app.reporting.cost_names import names
from app.reporting.timeline import CAUSES

THRESHOLD = 10_000  # euros: the languages that the yearly report lists
PAGE = 100
DRAWN = 20


def asked() -> Asked:
    """The period, the figure and the scope, from the URL; the year so far by default."""
    args, today = request.args, clock.today()
    stage = args.get("stage", "")
    return Asked(
        _day(args.get("start"), date(today.year, 1, 1)),
        _day(args.get("end"), today),
        CostStage(stage) if stage in set(CostStage) else CostStage.ACCEPTED,
        bool(args.get("outside")),
    )


def asked_by() -> By:
    by = request.args.get("by", "")
    return By(by) if by in set(By) else By.LANGUAGE


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


def _year_before(what: Asked) -> Asked:
    """The same days a year earlier; 29 February becomes the 28th."""

    def back(day: date) -> date:
        last = day.month == 2 and day.day == 29
        return day.replace(year=day.year - 1, day=28 if last else day.day)

    return replace(what, start=back(what.start), end=back(what.end))


@bp.get("/costs")
@requires(Permission.COST_READ)
def costs():
    what, by = asked(), asked_by()
    rows = queries.costs(by, what)
    named = names(by, [row.key for row in rows])
    before = {} if by in (By.MONTH, By.CASE) else _before(by, what)
    if kind := request.args.get("format"):
        return _sheet(kind, by, what, rows, named, before)
    over = [row for row in rows if row.amount > THRESHOLD]
    return render_template(
        "reporting/costs.html",
        what=what,
        by=by,
        dimensions=BY,
        rows=rows,
        named=named,
        before=before,
        over=over,
        over_total=sum((row.amount for row in over), queries.NOUGHT),
        threshold=THRESHOLD,
        total=queries.total(what),
        drawn=[(named[r.key], r.amount, _behind(by, r.key)) for r in rows[:DRAWN]],
        behind=lambda key: _behind(by, key),
        stages=CostStage,
        links=_links("reporting.costs"),
    )


def _before(by: By, what: Asked) -> dict[str, CostRow]:
    return {row.key: row for row in queries.costs(by, _year_before(what))}


def _links(endpoint: str) -> dict[str, str]:
    args: dict[str, Any] = request.args.to_dict()
    return {kind: url_for(endpoint, **(args | {"format": kind})) for kind in sheets.FORMATS}


def _behind(by: By, key: str) -> str:
    args: dict[str, Any] = {
        n: v for n, v in request.args.items() if n in ("start", "end", "stage", "outside")
    }
    return url_for("reporting.cost_rows", **args, by=by.value, key=key)


def _sheet(
    kind: str, by: By, what: Asked, rows: list[CostRow], named: dict, before: dict[str, CostRow]
):
    heads = [
        BY[by], _("Demandes"), _("Mots"), _("Euros HT"), _("Moyenne"),
        _("Euros HT, un an avant"), _("Moyenne, un an avant"),
    ]  # fmt: skip
    lines = [
        [named.get(r.key, r.key), r.cases, r.words, r.amount, round(r.average, 2), *_old(r, before)]
        for r in rows
    ]
    return sheets.answer(kind, f"couts-{by.value}-{what.start}-{what.end}", heads, lines)


def _old(row: CostRow, before: dict[str, CostRow]) -> list:
    old = before.get(row.key)
    return [old.amount, round(old.average, 2)] if old else [None, None]


@bp.get("/costs/rows")
@requires(Permission.COST_READ)
def cost_rows():
    """The rows behind one total: each with its day, its cause and its price lines."""
    what = asked()
    by = asked_by() if "key" in request.args else None
    key = request.args.get("key", "")
    try:
        count, amount = queries.sum_of_movements(by, key, what)
        named = names(by, [key]) if by else {}
    except ValueError:
        abort(404)
    if kind := request.args.get("format"):
        return _rows_sheet(kind, what, queries.movements(by, key, what))
    page = max(request.args.get("page", 0, type=int), 0)
    rows = queries.movements(by, key, what, page, PAGE)
    args = request.args.to_dict()
    return render_template(
        "reporting/cost_rows.html",
        what=what,
        title=named.get(key, key) if by else _("Toutes les lignes"),
        rows=rows,
        causes=CAUSES,
        contractors=_contractors(rows),
        count=count,
        amount=amount,
        back=url_for("reporting.costs", **{n: v for n, v in args.items() if n != "key"}),
        links=_links("reporting.cost_rows"),
        previous=url_for("reporting.cost_rows", **(args | {"page": page - 1})) if page else "",
        following=url_for("reporting.cost_rows", **(args | {"page": page + 1}))
        if (page + 1) * PAGE < count
        else "",
    )


def _contractors(rows) -> dict[str, str]:
    return names(By.CONTRACTOR, {str(r.movement.contractor_id or "") for r in rows})


def _rows_sheet(kind: str, what: Asked, rows):
    heads = [
        _("Date"), _("Demande"), _("Étape"), _("Cause"), _("Langue"), _("Prestataire"),
        _("Reprise"), _("Mots"), _("Euros HT"), _("Lignes de prix"),
    ]  # fmt: skip
    named = _contractors(rows)
    lines = [_row(each, named) for each in rows]
    return sheets.answer(kind, f"couts-lignes-{what.start}-{what.end}", heads, lines)


def _row(each: MovementRow, named: dict[str, str]) -> list:
    move = each.movement
    return [
        move.at, each.reference, label(move.stage), each.entry.cause, move.language,
        named.get(str(move.contractor_id or ""), ""), "x" if move.is_reversal else "",
        move.words, move.amount, price_lines(each),
    ]  # fmt: skip


def price_lines(each: MovementRow) -> str:
    """« 160 word × 0.1159 = 18.54 »: how the figure was made; nothing for what is taken back."""
    if each.movement.is_reversal:
        return ""
    return " ; ".join(
        f"{line['label']}: {line['quantity']} {line['unit']} × {line['unit_price']} = {line['net']}"
        for line in each.entry.lines
    )
