"""Late penalties: the files of a month, the hearing letter, the answer, the decision."""

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock, sheets, storage
from app.accounts.models import Role
from app.accounts.permissions import Permission, requires
from app.contracts.queries import contracts
from app.db import commit
from app.errors import Invalid
from app.i18n import _, label
from app.intake.serving import send_object
from app.payables import penalty_operations as operations
from app.payables import penalty_queries as queries
from app.payables.blueprint import bp
from app.payables.forms import PenaltyForm
from app.payables.lifecycle import PenaltyDecision, PenaltyStatus
from app.payables.models import PenaltyFile
from app.payables.own_routes import asked_month
from app.payables.penalty_letter import letter
from app.payables.rules import month_before


@bp.get("/penalties")
@requires(Permission.PENALTY_READ)
def penalties() -> str:
    return render_template(
        "payables/penalties.html",
        rows=queries.penalty_files(status=request.args.get("status", "")),
        statuses=[(member.value, label(member)) for member in PenaltyStatus],
        month=month_before(clock.today()),
        contracts=contracts(),
    )


@bp.post("/penalties/draw-up")
@requires(Permission.PENALTY_DECIDE)
def draw_up_penalties() -> Response:
    month: date = asked_month(month_before(clock.today()))
    files = operations.draw_up(month, g.user)
    commit()
    if files:
        flash(_("%(count)s dossiers de retard établis.", count=len(files)), "good")
    else:
        flash(_("Aucun retard imputable aux prestataires ce mois-là."), "info")
    return redirect(url_for("payables.penalties"), 303)


@bp.get("/penalties/<uuid:file_id>")
@requires(Permission.PENALTY_SEE, load=queries.get_file)
def penalty(file: PenaltyFile) -> str | Response:
    lines = queries.lines_of(file)
    if (kind := request.args.get("format")) in sheets.FORMATS:
        header = (_("Commande"), _("Demande"), _("Valeur HT (€)"), _("Due le"), _("Remise le"),
                  _("Jours exclus"), _("Jours de retard"), _("Pénalité (€)"))  # fmt: skip
        cells = ((row.order.number, row.order.case.reference, row.value, row.owed_on,
                  row.returned_on, row.days_excluded, row.days_late, row.amount)
                 for row in lines)  # fmt: skip
        return sheets.answer(str(kind), f"retards-{file.month:%Y-%m}", header, cells)
    return render_template(
        "payables/penalty.html",
        file=file,
        lines=lines,
        form=PenaltyForm(decision="whole"),
        is_own=g.user.role is Role.CONTRACTOR,
        may_decide=g.user.role is Role.FINANCE,
        hearing_is_over=bool(
            file.observed_at or (file.hearing_until and clock.today() > file.hearing_until)
        ),
    )


@bp.get("/penalties/<uuid:file_id>/letter.pdf")
@requires(Permission.PENALTY_SEE, load=queries.get_file)
def penalty_letter(file: PenaltyFile) -> Response:
    """The letter as it left; before that, as it would."""
    name = f"retards-{file.month:%Y-%m}.pdf"
    if file.letter_sha256:
        return send_object(file.letter_sha256, "application/pdf", name)
    draft = letter(file, None)
    headers = {"Content-Disposition": f'attachment; filename="projet-{name}"'}
    return Response(draft, mimetype="application/pdf", headers=headers)


@bp.post("/penalties/<uuid:file_id>/notify")
@requires(Permission.PENALTY_DECIDE, load=queries.get_file)
def notify_penalty(file: PenaltyFile) -> Response:
    until = operations.ready_to_notify(file)
    kept = storage.put_bytes(letter(file, until)).sha256
    operations.notify(file, g.user, kept, until)
    return _done(file, _("Le prestataire est prévenu ; il peut répondre jusqu'au %(day)s.",
                         day=f"{until:%d/%m/%Y}"))  # fmt: skip


@bp.post("/penalties/<uuid:file_id>/exempt")
@requires(Permission.PENALTY_DECIDE, load=queries.get_file)
def exempt_penalty(file: PenaltyFile) -> Response:
    operations.note_exempt(file, g.user)
    return _done(file, _("Dossier gardé : il sera repris si le seuil du marché est dépassé."))


@bp.post("/penalties/<uuid:file_id>/answer")
@requires(Permission.PENALTY_ANSWER, load=queries.get_file)
def answer_penalty(file: PenaltyFile) -> Response:
    operations.observe(file, g.user, request.form.get("observations", ""))
    return _done(file, _("Vos observations sont enregistrées."))


@bp.post("/penalties/<uuid:file_id>/decide")
@requires(Permission.PENALTY_DECIDE, load=queries.get_file)
def decide_penalty(file: PenaltyFile) -> Response:
    form = PenaltyForm()
    if not form.validate_on_submit():
        raise Invalid(_("Choisissez une décision, et donnez son motif."))
    decision, amount = PenaltyDecision(form.decision.data), form.amount.data
    operations.decide(file, g.user, decision, form.reason.data or "", amount)
    return _done(file, _("Décision enregistrée."))


def _done(file: PenaltyFile, said: str) -> Response:
    commit()
    flash(said, "good")
    return redirect(url_for("payables.penalty", file_id=file.id), 303)
