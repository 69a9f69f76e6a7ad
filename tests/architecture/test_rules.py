"""What the style asks, held by tests (docs/architecture.md)."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import Enum, text

from app import jobs
from app.accounts.permissions import RULES, Permission
from app.db import db

ROOT = Path(__file__).parents[2]
MAY_COMMIT = {"routes", "cli", "db", "sessions", "serving"}  # the edge: doors and commands
LIMIT = 300  # lines: a sign to split
STATUS_WRITE = re.compile(r"\.status\s*=[^=]")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|\sstyle=|\son(click|change|submit|load|input)=|hx-on", re.IGNORECASE
)
LOGGED_TEXT = re.compile(r"logger\.\w+\([^)]*\b(email|filename|recipient|\.name\b|\.text\b)")


def modules(*folders: str):
    return [p for folder in folders for p in sorted((ROOT / folder).rglob("*.py"))]


def is_edge(path: Path) -> bool:
    return any(path.stem == kind or path.stem.endswith(f"_{kind}") for kind in MAY_COMMIT)


@pytest.mark.no_database
def test_every_job_resolves_and_every_queue_is_consumed():
    from workers.main import LISTENS_TO

    declared = [v for v in vars(jobs).values() if isinstance(v, jobs.Job)]
    assert declared
    for job in declared:
        module, name = job.path.rsplit(".", 1)
        assert callable(getattr(import_module(module), name)), job.path
    assert {j.queue for j in declared} <= set(LISTENS_TO)


def test_every_endpoint_declares_a_permission(app):
    bare = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not hasattr(view, "permission")
    ]
    assert bare == []


@pytest.mark.no_database
def test_every_permission_has_a_rule_and_a_rule_only_grants_known_ones():
    assert set(RULES) == set(Permission)


@pytest.mark.no_database
def test_only_the_edge_commits():
    edge = {"demo", "replay"}  # loaded and played by a command
    offenders = [
        str(p.relative_to(ROOT))
        for p in modules("app")
        if not is_edge(p)
        and not edge & set(p.relative_to(ROOT).parts)
        and re.search(r"(?<!\w)commit\(\)", p.read_text())
        and "def commit" not in p.read_text()
        and "render" not in p.stem
    ]
    assert offenders == []


@pytest.mark.no_database
def test_only_an_advance_writes_a_status():
    writers = {
        str(p.relative_to(ROOT))
        for p in modules("app", "workers")
        if STATUS_WRITE.search(p.read_text())
    }
    assert all(name.endswith("operations.py") for name in writers), writers


@pytest.mark.no_database
def test_modules_stay_small():
    long = {
        str(p.relative_to(ROOT)): n
        for p in modules("app", "workers", "pricing")
        if (n := len(p.read_text().splitlines())) > LIMIT
    }
    assert long == {}


@pytest.mark.no_database
def test_queries_live_in_queries():
    offenders = [
        str(p.relative_to(ROOT))
        for p in modules("app")
        if p.stem in {"routes", "rules", "lifecycle", "forms"}
        and re.search(r"(?<![\w.])select\(", p.read_text())
    ]
    assert offenders == []


@pytest.mark.no_database
def test_logs_carry_no_personal_data():
    offenders = [str(p) for p in modules("app", "workers") if LOGGED_TEXT.search(p.read_text())]
    assert offenders == []


@pytest.mark.no_database
def test_templates_carry_no_inline_script_style_or_handler():
    offenders = [
        str(p.relative_to(ROOT))
        for p in sorted((ROOT / "templates").rglob("*.html"))
        if not {"papers", "pdf"} & set(p.parts) and INLINE.search(p.read_text())
    ]
    assert offenders == []


def test_enum_checks_in_the_database_match_the_enums(session):
    rows = session.execute(
        text("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'")
    )
    found = {name: set(re.findall(r"'([^']*)'", body)) for name, body in rows}
    for table in db.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Enum):
                assert found[f"ck_{table.name}_{column.type.name}"] == set(column.type.enums)


def test_every_foreign_key_is_backed_by_an_index_or_a_small_table(session):
    """A list that slows down past 300 rows is how the old platform failed."""
    rows = session.execute(
        text("""
            SELECT c.conrelid::regclass::text AS tab, a.attname AS col
            FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid IN ('case_file'::regclass, 'document'::regclass)
              AND NOT EXISTS (SELECT 1 FROM pg_index i
                              WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
        """)
    )
    assert [tuple(r) for r in rows] == []
