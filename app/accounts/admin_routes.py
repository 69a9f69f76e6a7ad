"""Accounts of others: the administrator's, and those of a fund for its manager."""

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app.accounts import mails, operations, queries
from app.accounts.forms import InstitutionForm, InviteForm, StaffForm, role_choices
from app.accounts.models import INSTITUTION_ROLES, Institution, Role, User
from app.accounts.permissions import Permission, requires
from app.db import commit
from app.errors import Invalid
from app.i18n import _

bp = Blueprint("accounts", __name__)


def page_number() -> int:
    return max(1, request.args.get("page", 1, type=int))


def page_links(rows: list, page: int) -> dict[str, str]:
    """Links of a pager, the filters kept."""
    kept = request.args.to_dict()
    link = lambda number: url_for(request.endpoint or "", **{**kept, "page": number})  # noqa: E731
    return {
        "next_url": link(page + 1) if len(rows) > queries.PAGE else "",
        "previous_url": link(page - 1) if page > 1 else "",
    }


@bp.route("/users", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ADMINISTER)
def users():
    form = InviteForm()
    form.institution_id.choices = [("", "—")] + [
        (str(i.id), i.name) for i in queries.institutions_by_name()
    ]
    form.contractor_id.choices = [("", "—")] + [
        (str(c.id), c.name) for c in queries.all_contractors()
    ]
    if form.validate_on_submit():
        user = operations.invite(
            g.user,
            email=form.email.data,
            name=form.name.data,
            role=Role(form.role.data),
            institution_id=form.institution_id.data or None,
            contractor_id=form.contractor_id.data or None,
        )
        mails.send_invitation(user)
        commit()
        flash(_("Invitation envoyée."), "good")
        return redirect(url_for("accounts.users"), 303)
    page = page_number()
    args = request.args
    rows = queries.search_users(
        args.get("q", ""),
        args.get("role", ""),
        institution_id=args.get("institution", type=UUID),
        page=page,
    )
    return render_template(
        "accounts/users.html",
        form=form,
        rows=rows[: queries.PAGE],
        roles=role_choices(frozenset(Role)),
        institutions=form.institution_id.choices[1:],
        pages=page_links(rows, page),
    ), 422 if form.errors else 200


@bp.get("/users/<uuid:user_id>")
@requires(Permission.ACCOUNT_ADMINISTER, load=queries.get_user)
def user(user: User):
    inside = user.role in INSTITUTION_ROLES
    allowed = frozenset(r for r in Role if (r in INSTITUTION_ROLES) == inside) - {Role.CONTRACTOR}
    return render_template("accounts/user.html", user=user, roles=role_choices(allowed))


def known(role: str) -> str:
    if role not in set(Role):
        raise Invalid(_("Ce profil n'existe pas."))
    return role


@bp.post("/users/<uuid:user_id>")
@requires(Permission.ACCOUNT_ADMINISTER, load=queries.get_user)
def change_user(user: User):
    what = request.form.get("what")
    if what == "role":
        operations.change_role(user, Role(known(request.form.get("role", ""))), g.user)
    elif what == "deactivate":
        operations.set_active(user, False, g.user)
    elif what == "activate":
        operations.set_active(user, True, g.user)
    elif what == "second_factor":  # lost telephone
        operations.disable_second_factor(user, g.user)
    elif what == "invite":
        mails.send_invitation(user)
    commit()
    flash(_("Compte mis à jour."), "good")
    return redirect(url_for("accounts.user", user_id=user.id), 303)


@bp.get("/institutions")
@requires(Permission.ACCOUNT_ADMINISTER)
def institutions():
    page = page_number()
    args = request.args
    rows = queries.search_institutions(args.get("q", ""), args.get("network", ""), page)
    return render_template(
        "accounts/institutions.html",
        rows=rows[: queries.PAGE],
        networks=[(name, name) for name in queries.networks()],
        pages=page_links(rows, page),
    )


@bp.route("/institutions/<uuid:institution_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ADMINISTER, load=queries.get_institution)
def institution(institution: Institution):
    form = InstitutionForm(obj=institution)
    if form.validate_on_submit():
        operations.update_institution(
            institution, g.user, siret=form.siret.data or "", active=form.is_active.data
        )
        commit()
        flash(_("Organisme mis à jour."), "good")
        return redirect(url_for("accounts.institutions"), 303)
    members = queries.users_of_institution(institution.id)
    return render_template(
        "accounts/institution.html", form=form, institution=institution, members=members
    )


@bp.get("/contractors")
@requires(Permission.ACCOUNT_ADMINISTER)
def contractors():
    return render_template(
        "accounts/contractors.html",
        rows=queries.all_contractors(),
        people=queries.people_by_contractor(),
    )


@bp.route("/staff", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_STAFF, load=lambda: g.user)
def staff(manager: User):
    form = StaffForm()
    if form.validate_on_submit():
        user = operations.invite(
            manager,
            email=form.email.data,
            name=form.name.data,
            role=Role(form.role.data),
            institution_id=manager.institution_id,
        )
        mails.send_invitation(user)
        commit()
        flash(_("Invitation envoyée."), "good")
        return redirect(url_for("accounts.staff"), 303)
    rows = queries.users_of_institution(manager.institution_id)
    return render_template("accounts/staff.html", form=form, rows=rows), 422 if form.errors else 200


@bp.post("/staff/<uuid:user_id>")
@requires(Permission.INSTITUTION_STAFF, load=queries.get_user)
def change_staff(user: User):
    """Open or close the account of a colleague; never one's own."""
    if user.id != g.user.id:
        operations.set_active(user, request.form.get("what") == "activate", g.user)
        commit()
        flash(_("Compte mis à jour."), "good")
    return redirect(url_for("accounts.staff"), 303)
