"""Months of accounts: checklist, two signatures, statement, corrections."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app import clock, sheets
from app.accounts.models import Role
from app.accounts.permissions import Permission, requires
from app.budget.models import CostEntry
from app.cases.queries import get_case
from app.closing import operations, queries, sealing, statement
from app.closing.checks import Check, checklist, rows_of
from app.closing.lifecycle import MonthStatus
from app.closing.models import MonthClose
from app.closing.rules import month_after, month_before, read_month
from app.db import commit
from app.errors import Invalid, NotFound
from app.i18n import _

bp = Blueprint("closing", __name__)
BLUEPRINTS = (bp,)
SHOWN = 24  # months
LINES_A_PAGE = 100


@dataclass(frozen=True)
class MonthRow:
    month: date
    close: MonthClose | None

    @property
    def status(self) -> MonthStatus:
        return self.close.status if self.close else MonthStatus.OPEN


def _read(text: str) -> date:
    try:
        return read_month(text)
    except ValueError:
        raise NotFound from None


def _months() -> list[MonthRow]:
    """The present month first, down to the first with an entry."""
    closes, first = queries.every_close(), queries.first_month()
    month = clock.today().replace(day=1)
    rows: list[MonthRow] = []
    while first and month >= first and len(rows) < SHOWN:
        rows.append(MonthRow(month, closes.get(month)))
        month = month_before(month)
    return rows


@bp.get("/months")
@requires(Permission.MONTH_READ)
def months() -> str:
    return render_template("closing/months.html", rows=_months(), today=clock.today())


@bp.get("/months/proof")
@requires(Permission.MONTH_READ)
def proof() -> str:
    """Every seal recomputed from its rows, while one waits."""
    return render_template("closing/proof.html", rows=sealing.proofs())


@bp.get("/months/<month>")
@requires(Permission.MONTH_READ)
def month(month: str) -> str:
    first = _read(month)
    close = queries.close_of(first)
    is_closed = close is not None and close.status is MonthStatus.CLOSED
    page = max(request.args.get("page", 0, int), 0)
    lines = statement.lines(first, page, LINES_A_PAGE + 1)
    by_contractor, by_language = (statement.grouped(first, by) for by in ("contractor", "language"))
    return render_template(
        "closing/month.html",
        month=first,
        close=close,
        is_closed=is_closed,
        checks=[] if is_closed else checklist(first),
        by_contractor=by_contractor,
        by_language=by_language,
        totals=statement.sums(by_language),
        stages=statement.STAGES,
        bills=statement.settled_bills(first),
        corrections=queries.corrections_in(first),
        lines=lines[:LINES_A_PAGE],
        page=page,
        has_more=len(lines) > LINES_A_PAGE,
        is_over=month_after(first) <= clock.today(),
        may_sign=g.user.role is Role.FINANCE,
        has_signed=close is not None and close.first_signed_by_id == g.user.id,
        known=close.acknowledged if close else {},
        named={check.value: check for check in Check},
    )


@bp.get("/months/<month>/checks/<code>")
@requires(Permission.MONTH_READ)
def check(month: str, code: str) -> str:
    if code not in set(Check):
        raise NotFound
    first, asked = _read(month), Check(code)
    return render_template(
        "closing/check.html", month=first, check=asked, rows=rows_of(asked, first)
    )


@bp.post("/months/<month>/sign")
@requires(Permission.MONTH_SIGN)
def sign(month: str) -> Answer:
    reasons = {check.value: request.form.get(check.value, "") for check in Check}
    close = operations.sign(_read(month), g.user, reasons)
    commit()
    if close.status is MonthStatus.CLOSED:
        flash(_("Mois clos et scellé : %(count)s lignes.", count=close.line_count), "good")
    else:
        flash(_("Signé. La seconde signature, d'une autre personne, clôturera le mois."), "good")
    return redirect(url_for("closing.month", month=month), 303)


@bp.post("/months/<month>/retract")
@requires(Permission.MONTH_SIGN)
def retract(month: str) -> Answer:
    operations.retract(_read(month), g.user)
    commit()
    flash(_("Signature retirée : le mois est de nouveau ouvert."), "good")
    return redirect(url_for("closing.month", month=month), 303)


@bp.get("/months/<month>/statement.pdf")
@requires(Permission.MONTH_READ)
def statement_pdf(month: str) -> Response:
    name = f'attachment; filename="etat-{month}.pdf"'
    data = statement.pdf(_read(month))
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": name})


@bp.get("/months/<month>/statement.<any(csv, xlsx):kind>")
@requires(Permission.MONTH_READ)
def statement_sheet(month: str, kind: str) -> Response:
    first = _read(month)
    return sheets.answer(kind, f"etat-{month}", statement.header(), statement.table(first))


@bp.route("/cost-entries/<uuid:entry_id>/correct", methods=["GET", "POST"])
@requires(Permission.MONTH_SIGN, load=queries.get_entry)
def correct(entry: CostEntry) -> str | Answer:
    """What a closed month got wrong is put right in the open one."""
    month = f"{entry.at.astimezone(clock.PARIS):%Y-%m}"
    if request.method == "POST":
        fixed = operations.correct(
            entry, _euros(request.form.get("amount", "")), g.user, request.form.get("reason", "")
        )
        commit()
        flash(_("Correction écrite dans le mois ouvert."), "good")
        after = f"{fixed.at.astimezone(clock.PARIS):%Y-%m}"
        return redirect(url_for("closing.month", month=after), 303)
    return render_template(
        "closing/correct.html",
        entry=entry,
        case=get_case(entry.case_id),
        month=month,
        later=queries.entry_after(entry),
    )


def _euros(text: str) -> Decimal:
    try:
        return Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        raise Invalid(_("Indiquez un montant en euros.")) from None
