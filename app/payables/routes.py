"""Finance's door to contractors' bills, and the page of one bill for both sides."""

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import sheets
from app.accounts.models import Role
from app.accounts.permissions import Permission, requires
from app.db import commit
from app.errors import Invalid, NotFound
from app.i18n import _, label, ngettext
from app.intake.serving import send_object
from app.payables import operations, own_routes, penalty_routes, queries, settlement
from app.payables.blueprint import bp
from app.payables.forms import TransferForm
from app.payables.lifecycle import OPEN, BillStatus, LineDecision
from app.payables.missing import accepted_unbilled
from app.payables.models import Bill, BillLine
from app.payables.own_routes import asked_month
from app.payables.penalty_queries import deducted_on, penalty_files
from app.payables.rules import BLOCKING, Finding

__all__ = ["own_routes", "penalty_routes"]
BLUEPRINTS = (bp,)
SUFFIX = {"application/pdf": "pdf", "application/xml": "xml", "text/csv": "csv"}


@bp.get("/bills")
@requires(Permission.BILL_READ)
def bills() -> str:
    month = asked_month() if request.args.get("month") else None
    status = request.args.get("status", "")
    return render_template(
        "payables/bills.html",
        rows=queries.bills(status=status, month=month),
        statuses=[(member.value, label(member)) for member in BillStatus],
        files=[file for file in penalty_files() if file.bill_id is None],
    )


@bp.get("/bills/<uuid:bill_id>")
@requires(Permission.BILL_SEE, load=queries.get_bill)
def bill(bill: Bill) -> str | Response:
    lines = queries.lines_of(bill)
    if (kind := request.args.get("format")) in sheets.FORMATS:
        return _sheet(str(kind), bill, list(lines))
    is_own = g.user.role is Role.CONTRACTOR
    return render_template(
        "payables/bill.html",
        bill=bill,
        lines=lines,
        findings=lambda line: [shown(Finding(code), is_own) for code in line.findings],
        blocking=BLOCKING,
        is_open=bill.status in OPEN,
        is_own=is_own,
        may_settle=g.user.role is Role.FINANCE,
        missing=accepted_unbilled(bill),
        deducted=deducted_on(bill.id),
        transfer=TransferForm(),
        pending=sum(line.decision is LineDecision.PENDING for line in lines),
        disputed=sum(line.decision is LineDecision.DISPUTED for line in lines),
        clean=sum(not line.findings and line.decision is LineDecision.PENDING for line in lines),
    )


def shown(finding: Finding, is_own: bool) -> Finding:
    """A contractor is not told that a number exists and is another's."""
    hides = is_own and finding is Finding.OTHER_CONTRACTOR
    return Finding.UNKNOWN_ORDER if hides else finding


def _sheet(kind: str, bill: Bill, lines: list[BillLine]) -> Response:
    header = (_("Ligne"), _("Commande"), _("Quantité"), _("Prix unitaire"), _("Facturé HT (€)"),
              _("Service fait HT (€)"), _("Écarts"), _("Décision"), _("Motif"), _("Réponse"),
              _("Retenu HT (€)"))  # fmt: skip
    is_own = g.user.role is Role.CONTRACTOR
    cells = (
        (line.position, line.reference, line.quantity, line.unit_price, line.net,
         line.accepted.amount if line.accepted else None,
         ", ".join(str(label(shown(Finding(code), is_own))) for code in line.findings),
         label(line.decision), line.reason, line.answer, line.retained)
        for line in lines
    )  # fmt: skip
    return sheets.answer(kind, "facture-prestataire", header, cells)


@bp.get("/bills/<uuid:bill_id>/file")
@requires(Permission.BILL_SEE, load=queries.get_bill)
def bill_file(bill: Bill) -> Response:
    """The file as it came: a download that runs nothing."""
    if bill.file_sha256 is None:
        raise NotFound
    return send_object(bill.file_sha256, bill.file_mime, f"facture.{SUFFIX[bill.file_mime]}")


@bp.post("/bills/<uuid:bill_id>/match")
@requires(Permission.BILL_SETTLE, load=queries.get_bill)
def match_bill(bill: Bill) -> Response:
    operations.rematch(bill, g.user)
    return _done(bill, _("Rapprochement refait."))


@bp.post("/bills/<uuid:bill_id>/accept")
@requires(Permission.BILL_SETTLE, load=queries.get_bill)
def accept_bill(bill: Bill) -> Response:
    count = operations.accept_matching(bill, g.user)
    return _done(bill, ngettext("%(num)d ligne acceptée.", "%(num)d lignes acceptées.", count))


@bp.post("/bills/<uuid:bill_id>/decide")
@requires(Permission.BILL_SETTLE, load=queries.get_bill)
def decide_lines(bill: Bill) -> Response:
    """Several lines at once, or one: accepted or disputed, with a reason."""
    form = request.form
    try:
        decision = LineDecision(form.get("decision", ""))
        positions = {int(text) for text in form.getlist("line")}
    except ValueError:
        raise Invalid(_("Choisissez des lignes et une décision.")) from None
    count = operations.decide(bill, positions, decision, g.user, form.get("reason", ""))
    return _done(bill, ngettext("%(num)d ligne décidée.", "%(num)d lignes décidées.", count))


@bp.post("/bills/<uuid:bill_id>/dispute")
@requires(Permission.BILL_SETTLE, load=queries.get_bill)
def dispute_bill(bill: Bill) -> Response:
    operations.dispute(bill, g.user)
    return _done(bill, _("Le prestataire est prévenu des lignes contestées."))


@bp.post("/bills/<uuid:bill_id>/settle")
@requires(Permission.BILL_SETTLE, load=queries.get_bill)
def settle_bill(bill: Bill) -> Response:
    settlement.settle(bill, g.user)
    return _done(bill, _("Facture mandatée."))


@bp.post("/bills/<uuid:bill_id>/reject")
@requires(Permission.BILL_SETTLE, load=queries.get_bill)
def reject_bill(bill: Bill) -> Response:
    operations.reject(bill, g.user, request.form.get("reason", ""))
    return _done(bill, _("Facture rejetée."))


@bp.post("/bills/<uuid:bill_id>/transfer")
@requires(Permission.BILL_SETTLE, load=queries.get_bill)
def record_transfer(bill: Bill) -> Response:
    form = TransferForm()
    on: date | None = form.transferred_on.data if form.validate_on_submit() else None
    if on is None:
        raise Invalid(_("Indiquez le jour et la référence du virement."))
    operations.record_payment(bill, g.user, on, form.reference.data or "")
    return _done(bill, _("Virement noté."))


def _done(bill: Bill, said: str) -> Response:
    commit()
    flash(said, "good")
    return redirect(url_for("payables.bill", bill_id=bill.id), 303)
