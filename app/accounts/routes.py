"""Doors of one's own: log-in, log-out, password, second factor, mailed links, language."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts import mails, operations, second_factor
from app.accounts.admin_routes import bp as bp
from app.accounts.forms import ChangePasswordForm, CodeForm, LoginForm, PasswordForm, ResetForm
from app.accounts.operations import CodeNeeded, DeadLink, WrongCode, WrongCredentials
from app.accounts.passwords import WeakPassword
from app.accounts.permissions import Permission, public, requires
from app.accounts.queries import get_user, open_sessions, user_by_email
from app.accounts.sessions import COOKIE_KEY
from app.db import commit, rollback
from app.errors import TooMany
from app.i18n import LOCALES, _, _l
from app.web import address

preferences = Blueprint("preferences", __name__)
BLUEPRINTS = (bp, preferences)
PENDING = "pending_user"  # the password was right, the code is still owed; since when
PENDING_SECONDS = 600
LINK = "account_link"  # the token of a mailed link, out of the address bar

# The mails that a person may turn off, by code.
MAILS = {
    "case_delivered": _l("Traduction livrée"),
    "case_question": _l("Question posée sur une demande"),
    "case_message": _l("Nouveau message"),
    "case_correction": _l("Correction demandée"),
    "case_given": _l("Traductions affectées"),
    "deadlines": _l("Délais à surveiller"),
    "escalation": _l("Relances des demandes en attente"),
    "order_offered": _l("Nouvelle commande proposée"),
    "bill": _l("Suite donnée à une facture"),
}


def safe_next(target: str) -> str:
    """A path of this site, or the home page: never another host."""
    parts = urlsplit(target)
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if local and not parts.netloc and not parts.scheme else url_for("pages.home")


@bp.route("/login", methods=["GET", "POST"])
@public
def login():
    if g.user:
        return redirect(url_for("pages.home"))
    form, problem, code = LoginForm(), None, 200
    if form.validate_on_submit():
        try:
            return _try(form.email.data, form.password.data)
        except WrongCredentials as error:
            rollback()
            operations.note_attempt(form.email.data, address(), succeeded=False)
            commit()
            problem, code = str(error), 422
        except TooMany as error:
            problem, code = str(error), 429
    return render_template("accounts/login.html", form=form, problem=problem), code


def _try(email: str, password: str) -> Response:
    operations.throttle(email, address())
    user = operations.check_password(email, password)
    target = safe_next(request.args.get("next", ""))
    try:
        token = operations.log_in(user, address())
    except CodeNeeded:
        commit()
        session[PENDING] = [str(user.id), clock.now().timestamp()]
        return redirect(url_for("accounts.code", next=target), 303)
    operations.note_attempt(email, address(), succeeded=True)
    commit()
    return _enter(token, target)


def _enter(token: str, target: str) -> Response:
    locale = session.get("locale")
    session.clear()
    session[COOKIE_KEY] = token
    if locale:
        session["locale"] = locale
    return redirect(target, 303)


@bp.route("/login/code", methods=["GET", "POST"])
@public
def code():
    user_id, since = session.get(PENDING, ("", 0.0))
    if clock.now().timestamp() - since > PENDING_SECONDS:
        session.pop(PENDING, None)
        return redirect(url_for("accounts.login"))
    form, problem = CodeForm(), None
    if form.validate_on_submit():
        user = get_user(user_id)
        operations.throttle(user.email, address())
        try:
            token = operations.log_in(user, address(), form.code.data)
        except WrongCode as error:
            rollback()
            operations.note_attempt(user.email, address(), succeeded=False)
            commit()
            problem = str(error)
        else:
            commit()
            return _enter(token, safe_next(request.args.get("next", "")))
    return render_template(
        "accounts/code.html", form=form, problem=problem
    ), 422 if problem else 200


@bp.post("/logout")
@requires(Permission.ACCOUNT_OWN)
def logout():
    operations.close_session(g.user_session)
    commit()
    session.clear()
    return redirect(url_for("accounts.login"), 303)


@bp.route("/account", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def security():
    form = ChangePasswordForm()
    if form.validate_on_submit():
        operations.throttle(g.user.email, address())
        try:
            operations.check_password(g.user.email, form.current.data)
            operations.set_password(g.user, form.password.data, g.user_session)
        except WeakPassword as error:
            rollback()
            form.password.errors = [str(error)]
        except WrongCredentials:
            rollback()
            operations.note_attempt(g.user.email, address(), succeeded=False)
            commit()
            form.current.errors = [_("Ce n'est pas votre mot de passe actuel.")]
        else:
            commit()
            flash(_("Mot de passe changé. Vos autres sessions sont fermées."), "good")
            return redirect(url_for("accounts.security"), 303)
    return render_template(
        "accounts/security.html",
        form=form,
        sessions=open_sessions(g.user),
        mails=MAILS,
        muted=set(g.user.muted_mails.split()),
    ), 422 if form.errors else 200


@bp.post("/account/sessions/close")
@requires(Permission.ACCOUNT_OWN)
def close_sessions():
    operations.close_other_sessions(g.user, g.user_session)
    commit()
    flash(_("Vos autres sessions sont fermées."), "good")
    return redirect(url_for("accounts.security"), 303)


@bp.post("/account/mails")
@requires(Permission.ACCOUNT_OWN)
def mail_preferences():
    wanted = set(request.form.getlist("wanted"))
    operations.mute(g.user, [code for code in MAILS if code not in wanted])
    commit()
    flash(_("Préférences enregistrées."), "good")
    return redirect(url_for("accounts.security"), 303)


@bp.route("/account/second-factor", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def enrol():
    form, problem = CodeForm(), None
    if request.method == "GET" or "enrolment" not in session:
        session["enrolment"] = second_factor.seal(second_factor.new_secret())
    secret = second_factor.unseal(session["enrolment"])
    if form.validate_on_submit():
        try:
            operations.enable_second_factor(g.user, secret, form.code.data)
        except WrongCode as error:
            rollback()
            problem = str(error)
        else:
            commit()
            session.pop("enrolment")
            flash(
                _("Second facteur activé : un code vous sera demandé à chaque connexion."), "good"
            )
            return redirect(url_for("accounts.security"), 303)
    picture = second_factor.picture(secret, g.user.email)
    return render_template(
        "accounts/enrol.html", form=form, problem=problem, picture=picture, secret=secret
    ), 422 if problem else 200


@bp.post("/account/second-factor/disable")
@requires(Permission.ACCOUNT_OWN)
def disable_second_factor():
    operations.throttle(g.user.email, address())
    try:
        operations.check_password(g.user.email, request.form.get("password", ""))
        operations.disable_second_factor(g.user, g.user)
        flash(_("Second facteur désactivé."), "warn")
    except WrongCredentials:
        rollback()
        operations.note_attempt(g.user.email, address(), succeeded=False)
        flash(_("Ce n'est pas votre mot de passe actuel."), "bad")
    commit()
    return redirect(url_for("accounts.security"), 303)


@bp.route("/password/reset", methods=["GET", "POST"])
@public
def reset_request():
    form = ResetForm()
    if form.validate_on_submit():
        operations.throttle(form.email.data, address())
        operations.note_attempt(form.email.data, address(), succeeded=False)
        user = user_by_email(form.email.data)
        if user and user.is_active:
            mails.send_reset(user)
        commit()
        flash(_("Si un compte existe à cette adresse, un lien vient d'y être envoyé."), "info")
        return redirect(url_for("accounts.login"), 303)
    return render_template("accounts/reset_request.html", form=form)


@bp.get("/password/link/<token>")
@public
def open_link(token: str):
    """Take the token out of the address bar, so that no history or referrer keeps it."""
    session[LINK] = token
    return redirect(url_for("accounts.choose_password"))


@bp.route("/password/choose", methods=["GET", "POST"])
@public
def choose_password():
    form = PasswordForm()
    if not session.get(LINK):
        raise DeadLink
    if form.validate_on_submit():
        try:
            operations.use_link(session[LINK], form.password.data)
        except WeakPassword as error:
            rollback()
            form.password.errors = [str(error)]
        else:
            commit()
            session.pop(LINK)
            flash(_("Mot de passe enregistré. Connectez-vous."), "good")
            return redirect(url_for("accounts.login"), 303)
    return render_template("accounts/choose_password.html", form=form), 422 if form.errors else 200


@preferences.post("/preferences/locale")
@public
def set_locale():
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        session["locale"] = chosen
        if g.user:
            operations.set_locale(g.user, chosen)
            commit()
    return redirect(safe_next(request.form.get("next", "").rstrip("?")), 303)
