"""A worker is killed in the middle of a page and the queue comes back empty: nothing is lost. A
Tesseract that breaks or stalls costs one page, and a person looks."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from flask_migrate import upgrade

from app import clock, storage
from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.db import alone_at, commit, db, rollback
from app.intake import operations
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Document
from app.intake.queries import pages_of
from app.jobs import QueueName
from app.prescreen.operations import MOST_BEGUN, doubts_of
from app.prescreen.queries import reading_of
from ops import services
from tests.conftest import CORPUS, ROOT, fresh_database, make_app
from tests.factories import make_language, make_user
from workers import sweeps
from workers.jobs import prescreen_document

pytestmark = [pytest.mark.with_queue, pytest.mark.timeout(180)]
SCAN = CORPUS / "sets" / "dev" / "files" / "09fb4c0993.pdf"


@pytest.fixture
def valkey(monkeypatch, tmp_path):
    """A queue of its own, that the test may empty."""
    with services.valkey(tmp_path / "valkey") as url:
        monkeypatch.setenv("TEST_REDIS_URL", url)
        connection = redis.Redis.from_url(url)
        yield connection
        connection.close()


@pytest.fixture
def app(valkey, tmp_path):
    """A database of its own, that a worker in another process sees too."""
    application = make_app(fresh_database(f"lost_{os.getpid()}"), tmp_path / "objects")
    with application.app_context():
        upgrade(str(ROOT / "migrations"))
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def session(app):
    with app.app_context():
        yield db.session
        rollback()
        db.session.remove()


@pytest.fixture
def worker(app, valkey, tmp_path):
    """`worker()` starts a real worker process on this database and this queue."""
    started: list[subprocess.Popen] = []

    def start(**settings: str) -> subprocess.Popen:
        config = app.config
        environment = os.environ | {
            "DATABASE_URL": config["DATABASE_URL"],
            "REDIS_URL": config["REDIS_URL"],
            "SECRET_KEY": "test-secret-key",
            "STORAGE_DIR": config["STORAGE_DIR"],
            "PYTHONPATH": str(ROOT),
        }
        environment |= settings
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        with log:
            command = [
                sys.executable,
                "-m",
                "workers.main",
                "--stays",
                "--queues",
                "ocr,default,compare",
            ]
            process = subprocess.Popen(
                command, env=environment, cwd=tmp_path, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def family(process: subprocess.Popen) -> dict[int, str]:
    """Processes of this worker's session, by id, as they were started: it and what it started."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == process.pid:
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
    return found


def is_reading(process: subprocess.Popen) -> bool:
    return any("tesseract" in command for command in family(process).values())


def kill(process: subprocess.Popen) -> None:
    """SIGKILL to the worker and to whatever it started, as when a machine goes down."""
    for member in family(process):
        with suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)
    process.wait()


def until(holds, seconds: float = 60) -> None:
    """Wait for something that another process does; fail rather than wait for ever."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        rollback()
        db.session.expire_all()
        time.sleep(0.05)


def test_a_killed_worker_and_an_empty_queue_lose_nothing(worker, valkey):
    make_language("uk")
    agent = make_user(Role.AGENT)
    deposit = operations.open_draft(agent)
    with SCAN.open("rb") as stream:
        document = operations.receive(deposit, agent, stream, "acte.pdf", virus_scan=False)
    [case] = operations.send(deposit, agent)
    commit()
    document_id = document.id
    assert valkey.llen(f"rq:queue:{QueueName.OCR}") == 1

    first = worker()
    until(lambda: is_reading(first))
    kill(first)
    valkey.flushall()
    assert db.session.get(Document, document_id).status is DocumentStatus.CLEAN
    assert reading_of(document_id) is None

    second = worker()
    with clock.set_to(clock.now() + sweeps.PATIENCE + timedelta(minutes=1)):
        sweeps.sweep_documents()
    until(lambda: db.session.get(Document, document_id).status is DocumentStatus.READ)
    until(lambda: case.status not in (CaseStatus.SUBMITTED, CaseStatus.PRESCREENING))
    assert second.poll() is None
    assert reading_of(document_id).language == "uk"
    [page, *_] = pages_of(db.session.get(Document, document_id))
    assert storage.read(page.thumbnail_sha256).startswith(b"\xff\xd8")
    assert storage.read(document.sha256) == SCAN.read_bytes()


def test_a_case_whose_hint_was_lost_is_admitted_by_the_sweep(worker, valkey):
    agent = make_user(Role.AGENT)
    deposit = operations.open_draft(agent)
    with SCAN.open("rb") as stream:
        document = operations.receive(deposit, agent, stream, "acte.pdf", virus_scan=False)
    [case] = operations.send(deposit, agent)
    document.status = DocumentStatus.FAILED
    commit()
    valkey.flushall()
    worker()
    with clock.set_to(clock.now() + sweeps.PATIENCE + timedelta(minutes=1)):
        sweeps.sweep_admissions()
    until(lambda: case.status is CaseStatus.INTAKE_REVIEW)


def test_a_scan_that_takes_every_reader_down_is_given_up(worker, valkey):
    """It costs the others nothing more, and a person sees its case."""
    agent = make_user(Role.AGENT)
    deposit = operations.open_draft(agent)
    with SCAN.open("rb") as stream:
        document = operations.receive(deposit, agent, stream, "acte.pdf", virus_scan=False)
    [case] = operations.send(deposit, agent)
    document.readings_begun = MOST_BEGUN - 1  # so many readers were lost on it
    commit()
    document_id = document.id

    first = worker()
    until(lambda: is_reading(first))
    kill(first)
    valkey.flushall()
    assert db.session.get(Document, document_id).status is DocumentStatus.CLEAN
    worker()
    with clock.set_to(clock.now() + sweeps.PATIENCE + timedelta(minutes=1)):
        sweeps.sweep_documents()
    until(lambda: db.session.get(Document, document_id).status is DocumentStatus.FAILED)
    assert db.session.get(Document, document_id).failure == "broke_off"
    until(lambda: case.status is CaseStatus.INTAKE_REVIEW)


def test_a_scan_is_read_by_one_reader_at_a_time(app, run_jobs_here):
    """A second hint, while a long file is being read, does not begin it again."""
    agent = make_user(Role.AGENT)
    deposit = operations.open_draft(agent)
    with SCAN.open("rb") as stream:
        document = operations.receive(deposit, agent, stream, "acte.pdf", virus_scan=False)
    commit()
    document_id = document.id
    with alone_at(f"reading {document_id}") as is_alone:
        assert is_alone
        prescreen_document.run(str(document_id))
        waiting = db.session.get(Document, document_id)
        assert (waiting.status, waiting.readings_begun) == (DocumentStatus.CLEAN, 0)
    db.session.remove()
    prescreen_document.run(str(document_id))
    assert db.session.get(Document, document_id).status is DocumentStatus.READ


def test_a_hint_given_while_the_queue_is_away_is_given_again(app, valkey, monkeypatch):
    """The deposit is kept although Valkey does not answer; the sweep hints once it is back."""
    away = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
    agent = make_user(Role.AGENT)
    deposit = operations.open_draft(agent)
    with monkeypatch.context() as patch:
        patch.setitem(app.extensions, "redis", away)
        with SCAN.open("rb") as stream:
            operations.receive(deposit, agent, stream, "acte.pdf", virus_scan=False)
        commit()
    away.close()
    assert valkey.llen(f"rq:queue:{QueueName.OCR}") == 0
    with clock.set_to(clock.now() + sweeps.PATIENCE + timedelta(minutes=1)):
        sweeps.sweep_documents()
    assert valkey.llen(f"rq:queue:{QueueName.OCR}") == 1


BREAKS = {"crashed": "kill -SEGV $$", "timed_out": "exec sleep 600"}


@pytest.fixture
def breaking(tmp_path, request) -> tuple[Path, dict[str, str]]:
    """While a file is there, the library of Tesseract cannot be loaded, and its command, to which
    the reader then turns, breaks; with the settings that put both before the real ones."""
    folder = tmp_path / "bin"
    folder.mkdir()
    library, program = folder / "libtesseract.so.5", folder / "tesseract"
    library.write_text("no library")
    program.write_text(
        "#!/bin/sh\nunset LD_LIBRARY_PATH\n"
        f'if [ -e {library} ] && [ "$1" != --version ]; then {BREAKS[request.param]}; fi\n'
        f'exec {shutil.which("tesseract")} "$@"\n'
    )
    program.chmod(0o755)
    return library, {"PATH": f"{folder}:{os.environ['PATH']}", "LD_LIBRARY_PATH": str(folder)}


@pytest.mark.parametrize(
    ("breaking", "failure"), [(way, way) for way in BREAKS], indirect=["breaking"]
)
def test_a_page_that_breaks_tesseract_fails_alone_and_a_person_looks(worker, breaking, failure):
    sign, first_in_path = breaking
    make_language("uk")
    agent = make_user(Role.AGENT)
    deposit = operations.open_draft(agent)
    with SCAN.open("rb") as stream:
        broken = operations.receive(deposit, agent, stream, "a.pdf", virus_scan=False)
    commit()
    reader = worker(**first_in_path)
    until(lambda: broken.status is DocumentStatus.READ, 150)
    sign.unlink()
    with SCAN.open("rb") as stream:
        sound = operations.receive(deposit, agent, stream, "b.pdf", virus_scan=False)
    case = operations.send(deposit, agent)[0]
    commit()
    until(lambda: sound.status is DocumentStatus.READ, 150)
    until(lambda: case.status is CaseStatus.INTAKE_REVIEW, 150)
    assert reader.poll() is None
    assert [page["failure"] for page in reading_of(broken.id).evidence["pages"]] == [failure]
    assert "page_failed" in doubts_of(case)
    assert pages_of(broken)  # what could not be read is shown all the same
    assert reading_of(sound.id).language == "uk"
    assert "page_failed" not in reading_of(sound.id).doubts
