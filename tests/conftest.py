"""Real PostgreSQL and Valkey; one transaction a test, rolled back; no network; see ops/test.py."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import make_url

from app.accounts.sessions import COOKIE_KEY, open_session
from app.config import Config
from app.db import commit, db, rollback
from app.factory import create_app

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("CORPUS_DIR", ROOT.parent / "shared" / "corpus")).resolve()
REALDOCS = Path(os.environ.get("REALDOCS_DIR", CORPUS.parent / "realdocs")).resolve()

# No property is timed: on a busy machine a slow draw is no defect.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


class CommittingClient(FlaskClient):
    """After each request, drop what the view did not commit."""

    def open(self, *args, **kwargs):
        response = super().open(*args, **kwargs)
        rollback()
        db.session.expire_all()
        return response


def fresh_database(name: str) -> str:
    """An empty database beside the one that TEST_DATABASE_URL names; returns its URL."""
    url = make_url(os.environ["TEST_DATABASE_URL"])
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return url.set(database=name).render_as_string(hide_password=False)


def make_app(database_url: str, storage_dir: Path, **settings):
    app = create_app(
        Config(
            DATABASE_URL=database_url,
            REDIS_URL=os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:1/0"),
            SECRET_KEY="test-secret-key",
            STORAGE_DIR=str(storage_dir),
            TESTING=True,
            **settings,
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = CommittingClient
    return app


@pytest.fixture(scope="session")
def app(tmp_path_factory, request):
    worker = os.environ.get("PYTEST_XDIST_WORKER", f"main{os.getpid()}")
    url = fresh_database(f"test_{worker}")
    app = make_app(url, tmp_path_factory.mktemp("objects"))
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def session(request) -> Iterator:
    """One transaction per test, rolled back; commits inside it become savepoints.

    Tests marked `no_database` do without; concurrency and browser tests replace it.
    """
    if request.node.get_closest_marker("no_database"):
        yield None
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            outer = connection.begin()
            db.engines[None] = connection
            db.session.configure(join_transaction_mode="create_savepoint")
            yield db.session
            db.session.remove()
            outer.rollback()
        db.engines[None] = engine


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, ...]]:
    """The hints that were sent, in place of the queue."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr("app.jobs.send", lambda job, *ids: calls.append((job.path, *ids)))
    return calls


@pytest.fixture(autouse=True)
def _no_queue(request, monkeypatch) -> None:
    """Hints go nowhere unless a test asks for `sent` or marks itself `with_queue`."""
    if not request.node.get_closest_marker("with_queue"):
        monkeypatch.setattr("app.jobs.send", lambda job, *ids: None)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def login(app, client) -> Callable:
    """`login(user)` opens a real session for the test client; `login(None)` closes it."""

    def _login(user):
        with client.session_transaction() as cookie:
            cookie.pop(COOKIE_KEY, None)
            if user is not None:
                cookie[COOKIE_KEY] = open_session(user, "127.0.0.1")
                commit()
        return client

    return _login


@pytest.fixture
def run_jobs_here(app, monkeypatch):
    """Jobs called in a test use its application and its transaction."""
    monkeypatch.setattr("workers.runtime.flask_app", lambda: app)
