"""Migrations go both ways, and what they make is what the models say."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app.audit import operations as audit
from app.audit.queries import verify
from app.db import commit, db
from tests.conftest import ROOT, fresh_database, make_app
from tests.factories import make_case, make_user

FOLDER = str(ROOT / "migrations")


@pytest.fixture
def session():
    """These tests have a database of their own."""


@pytest.fixture
def empty_app(tmp_path, worker_id):
    app = make_app(fresh_database(f"migrations_{worker_id}"), tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_up_down_and_up_again(empty_app):
    upgrade(FOLDER)
    downgrade(FOLDER, revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    db.engine.dispose()
    upgrade(FOLDER)
    assert "case_file" in inspect(db.engine).get_table_names()


def test_the_models_and_the_migrations_agree(empty_app):
    upgrade(FOLDER)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_last_migration_is_undone_and_redone_on_data(empty_app):
    upgrade(FOLDER)
    case = make_case()
    audit.record("case.test", case, make_user())
    commit()
    rows = verify("audit_event").rows
    reference = case.reference
    db.session.remove()
    downgrade(FOLDER, revision="-1")
    upgrade(FOLDER)
    assert db.session.execute(db.text("SELECT reference FROM case_file")).scalar() == reference
    assert db.session.execute(db.text("SELECT count(*) FROM audit_event")).scalar() == rows


@pytest.mark.no_database
def test_migrations_import_nothing_of_the_application_and_say_what_they_assume():
    for path in sorted(Path(FOLDER, "versions").glob("*.py")):
        source = path.read_text()
        assert "from app" not in source, path.name
        assert "import app" not in source, path.name
        assert source.startswith('"""'), path.name
