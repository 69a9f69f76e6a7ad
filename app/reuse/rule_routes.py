"""Where reuse is allowed at all: between institutions it is off until somebody says why not."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.accounts.queries import get_institution, institutions_by_name
from app.catalogue.models import DocumentType
from app.db import commit, rollback
from app.errors import Conflict, Invalid, NotFound
from app.i18n import _
from app.reuse import operations, queries
from app.reuse.models import ReuseRule

bp = Blueprint("reuse_rules", __name__)


@bp.get("/reuse/rules")
@requires(Permission.REUSE_RULES)
def index():
    return _page()


def _page(status: int = 200):
    page = render_template(
        "reuse/rules.html",
        rules=queries.rules(),
        institutions=institutions_by_name(),
        kinds=list(DocumentType),
    )
    return page, status


@bp.post("/reuse/rules")
@requires(Permission.REUSE_RULES)
def allow():
    try:
        source, target = (get_institution(request.form.get(n, "")) for n in ("source", "target"))
        kind = request.form.get("document_type") or None
        chosen = DocumentType(kind) if kind else None
        basis = request.form.get("legal_basis", "")
        operations.allow(g.user, source, target, chosen, basis)
    except (ValueError, NotFound):
        flash(_("Choisissez les deux organismes dans la liste."), "bad")
        return _page(422)
    except (Invalid, Conflict) as refusal:
        rollback()
        flash(str(refusal), "bad")
        return _page(422)
    commit()
    flash(_("Le réemploi est permis entre ces organismes."), "good")
    return redirect(url_for("reuse_rules.index"), 303)


@bp.post("/reuse/rules/<uuid:rule_id>/end")
@requires(Permission.REUSE_RULES, load=queries.get_rule)
def forbid(rule: ReuseRule):
    operations.forbid(rule, g.user)
    commit()
    flash(_("Le réemploi n'est plus permis ; ce qui a été livré demeure."), "good")
    return redirect(url_for("reuse_rules.index"), 303)
