"""Domain errors know the problem; only this file knows the HTTP status."""

from flask import Flask, g, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.i18n import _, _l


class DomainError(Exception):
    """What went wrong, why, what next: `message` is a sentence for a person."""

    message = _l("Une erreur est survenue.")

    def __init__(self, message: object = None, **details: object) -> None:
        super().__init__(message or self.message)
        self.details = details

    def __str__(self) -> str:
        return str(self.args[0])


class NotFound(DomainError):
    message = _l("Cette page n'existe pas, ou vous n'y avez pas accès.")


class Forbidden(DomainError):
    message = _l("Votre profil ne permet pas cette action.")


class Invalid(DomainError):
    message = _l("Les informations saisies ne sont pas valables.")


class Conflict(DomainError):
    message = _l("Quelqu'un a modifié ce dossier entre-temps. Rechargez la page.")


class TooMany(DomainError):
    message = _l("Trop de tentatives. Patientez quelques minutes avant de réessayer.")


STATUS = {NotFound: 404, Forbidden: 403, Invalid: 422, Conflict: 409, TooMany: 429}


def status_of(error: DomainError) -> int:
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, _crash)


def _undo() -> None:
    from app.db import rollback  # a command on files alone knows these errors and no database

    rollback()


def _domain_error(error: DomainError) -> tuple[str | dict, int]:
    _undo()
    return _answer(status_of(error), type(error).__name__, str(error))


def _http_error(error: HTTPException) -> tuple[str | dict, int] | Response:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    _undo()
    return _answer(error.code or 500, type(error).__name__, "")


def _crash(error: Exception) -> tuple[str | dict, int]:
    from flask import current_app

    _undo()
    current_app.logger.exception("request failed", exc_info=error)
    return _answer(500, "ServerError", _("Le service a rencontré une erreur. Elle est signalée."))


def _answer(code: int, name: str, message: str) -> tuple[str | dict, int]:
    if wants_json():
        return {"error": {"code": name, "message": message}}, code
    g.setdefault("user", None)
    return render_template("errors/error.html", code=code, message=message), code


def wants_json() -> bool:
    accepts = request.accept_mimetypes
    return accepts["application/json"] > accepts["text/html"]
