"""The lists that the body keeps by itself: languages offered, dated rules of exemption."""

from datetime import date, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app import clock
from app.accounts.permissions import Permission, requires
from app.catalogue import operations, queries
from app.catalogue.forms import CERTAINTY, RuleForm, country_codes
from app.catalogue.models import ExemptionReason, ExemptionRule, Language
from app.db import commit
from app.errors import Conflict, Invalid
from app.i18n import _

bp = Blueprint("catalogue", __name__)
BLUEPRINTS = (bp,)


@bp.route("/catalogue", methods=["GET", "POST"])
@requires(Permission.CATALOGUE_EDIT)
def index():
    form = RuleForm()
    if form.validate_on_submit() and _added(form):
        return redirect(url_for("catalogue.index") + "#rules", 303)
    return render_template(
        "catalogue/index.html",
        form=form,
        languages=queries.languages(),
        rules=queries.exemption_rules(),
        certainty=CERTAINTY,
        today=clock.today(),
    ), 422 if form.errors else 200


def _added(form: RuleForm) -> bool:
    try:
        operations.add_rule(
            g.user,
            reason=ExemptionReason(form.reason.data),
            countries=country_codes(form.countries.data or ""),
            valid_from=form.valid_from.data,
            valid_to=form.valid_to.data,
            source=form.source.data or "",
            certainty=form.certainty.data,
        )
    except (Invalid, Conflict) as error:
        form.valid_from.errors = [str(error)]
        return False
    commit()
    flash(_("Règle ajoutée : elle s'applique dès sa date de début."), "good")
    return True


@bp.post("/catalogue/languages/<code>")
@requires(Permission.CATALOGUE_EDIT, load=queries.get_language)
def change_language(language: Language):
    operations.set_offered(language, request.form.get("what") == "offer", g.user)
    commit()
    flash(_("Offre de langues mise à jour."), "good")
    return redirect(url_for("catalogue.index"), 303)


@bp.post("/catalogue/rules/<uuid:rule_id>/end")
@requires(Permission.CATALOGUE_EDIT, load=queries.get_rule)
def end_rule(rule: ExemptionRule):
    """Ends yesterday unless a last day is given."""
    try:
        last_day = date.fromisoformat(request.form.get("last_day", ""))
    except ValueError:
        last_day = clock.today() - timedelta(days=1)
    operations.end_rule(rule, last_day, g.user)
    commit()
    flash(_("Fin de la règle enregistrée. Elle reste au tableau."), "good")
    return redirect(url_for("catalogue.index") + "#rules", 303)
