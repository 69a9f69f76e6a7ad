"""Real threads, real commits: the only kind of test that notices a missing lock."""

import os
import threading
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from app.db import db, rollback
from tests.conftest import fresh_database, make_app

ROOT = Path(__file__).parents[2]
WON = "won"


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """A database of its own: what these tests commit, no other test sees."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", f"main{os.getpid()}")
    application = make_app(fresh_database(f"race_{worker}"), tmp_path_factory.mktemp("objects"))
    with application.app_context():
        upgrade(str(ROOT / "migrations"))
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def session(app):
    """Replaces the rolled-back session: these tests commit, so they clean up behind them."""
    with app.app_context():
        yield db.session
        rollback()
        db.session.remove()
        _empty()


def _empty() -> None:
    """Append-only tables refuse to be emptied: only the database's owner can, and says so."""
    names = ", ".join(t.name for t in db.metadata.sorted_tables if t.name != "audit_chain_head")
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {names}"))
        connection.execute(text("UPDATE audit_chain_head SET seq = 0, hash = repeat('0', 64)"))


@pytest.fixture
def race(app):
    """`race(work, …)`: each callable in a thread of its own, started together at `ready()`.

    Answers the outcomes in the order given: "won", or the type of the error.
    """

    def run(*works) -> list:
        outcomes, gate = [None] * len(works), threading.Barrier(len(works), timeout=20)

        def one(rank, work) -> None:
            with app.app_context():
                try:
                    work(gate.wait)
                    outcomes[rank] = WON
                except Exception as error:  # the outcome is what the test looks at
                    rollback()
                    outcomes[rank] = type(error)
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in threads), "deadlock"
        return outcomes

    return run
