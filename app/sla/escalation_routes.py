"""What the rules ring for, for whoever they tell; the rules themselves, for the administrator."""

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for

from app import clock
from app.accounts.models import Role
from app.accounts.permissions import Permission, requires
from app.cases.lifecycle import CaseStatus
from app.db import commit
from app.errors import Invalid
from app.i18n import _
from app.sla import escalation_operations as operations
from app.sla import escalation_queries as queries
from app.sla.blueprint import bp
from app.sla.escalation_forms import RuleForm
from app.sla.escalation_notices import said
from app.sla.models import EscalationRule, Trigger


@bp.get("/escalations")
@requires(Permission.ALERT_OWN)
def escalations() -> str:
    now = clock.now()
    rules = [r for r in queries.rules_in_force(clock.today(), g.user.role) if r.on_screen]
    found = [(rule, said(rule), queries.in_force(g.user, rule, now)) for rule in rules]
    return render_template(
        "sla/escalations.html", found=[row for row in found if row[2]], are_rules=bool(rules)
    )


@bp.route("/escalation-rules", methods=["GET", "POST"])
@requires(Permission.ESCALATION_EDIT)
def escalation_rules():
    form = RuleForm(data=None if request.method == "POST" else {"starts_on": clock.today()})
    if form.validate_on_submit() and _added(form):
        return redirect(url_for("sla.escalation_rules"), 303)
    return render_template(
        "sla/escalation_rules.html",
        form=form,
        rules=[(rule, said(rule)) for rule in queries.all_rules()],
        today=clock.today(),
    ), 422 if form.errors else 200


def _added(form: RuleForm) -> bool:
    try:
        operations.add_rule(
            g.user,
            trigger=Trigger(form.trigger.data),
            status=CaseStatus(form.status.data) if form.status.data else None,
            days=form.days.data,
            role=Role(form.role.data),
            by_mail=form.by_mail.data,
            on_screen=form.on_screen.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )
    except Invalid as refusal:
        form.trigger.errors = [str(refusal)]
        return False
    commit()
    flash(_("Règle ajoutée : elle s'applique dès sa date de début."), "good")
    return True


@bp.post("/escalation-rules/<uuid:rule_id>/end")
@requires(Permission.ESCALATION_EDIT, load=queries.get_rule)
def end_escalation_rule(rule: EscalationRule):
    """Ends today unless a last day is given."""
    try:
        last_day = date.fromisoformat(request.form.get("last_day", ""))
    except ValueError:
        last_day = clock.today()
    operations.end_rule(rule, last_day, g.user)
    commit()
    flash(_("Fin de la règle enregistrée. Elle reste au tableau."), "good")
    return redirect(url_for("sla.escalation_rules"), 303)
