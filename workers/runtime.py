"""Gives each job an application context, a transaction, and a last word on failure."""

from collections.abc import Callable
from functools import cache, wraps

from flask import Flask, g
from rq import get_current_job

from app.config import Config, environment
from app.db import commit, db, rollback
from app.errors import NotFound
from app.factory import create_app
from app.lifecycle import InvalidTransition


class Permanent(Exception):
    """Trying again cannot help."""


@cache
def flask_app() -> Flask:
    return create_app(Config.from_env(environment()))


def is_last_attempt() -> bool:
    job = get_current_job()
    return job is None or not job.retries_left


def job(give_up: Callable[..., None]) -> Callable:
    """Wrap the work of one row: finished, nothing to do, try again, or give up with a reason."""

    def decorate(work: Callable[..., None]) -> Callable[..., None]:
        @wraps(work)
        def run(*ids: str) -> None:
            app = flask_app()
            with app.app_context():
                g.job_id = getattr(get_current_job(), "id", None)
                try:
                    work(*ids)
                    commit()
                except (InvalidTransition, NotFound):  # done by another, or it no longer applies
                    rollback()
                    app.logger.info("nothing to do: %s %s", work.__module__, ids)
                except Exception as error:
                    rollback()
                    if not (isinstance(error, Permanent) or is_last_attempt()):
                        raise
                    give_up(*ids, reason=repr(error))
                    commit()
                    app.logger.exception("gave up: %s %s", work.__module__, ids)
                finally:
                    db.session.remove()

        return run

    return decorate
