"""The whole platform for the journeys: real server, real workers, real browser, real scans."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CORPUS, ROOT, fresh_database

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCANS = CORPUS / "sets" / "dev" / "files"
PATIENCE = 60_000  # milliseconds that a page may take while the machine reads scans


MINUTES = 5  # a journey may take, on a busy machine


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in Path(item.fspath).parts:
            item.add_marker("browser")
            item.add_marker(pytest.mark.timeout(MINUTES * 60))


@dataclass
class Platform:
    """A running platform: where it listens, who may log in, and its processes."""

    url: str
    env: dict[str, str]
    processes: list[subprocess.Popen] = field(default_factory=list)
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)

    def flask(self, *words: str) -> str:
        command = [sys.executable, "-m", "flask", "--app", "wsgi:app", *words]
        done = subprocess.run(
            command, env=self.env, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def spawn(self, *words: str) -> subprocess.Popen:
        log = Path(self.env["STORAGE_DIR"]).parent / f"process-{len(self.processes)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                env=self.env,
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(url: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=2):  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def platform(tmp_path_factory, worker_id) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    redis_url = os.environ["TEST_REDIS_URL"].rsplit("/", 1)[0] + "/7"
    settings = {
        "DATABASE_URL": fresh_database(f"journeys_{worker_id}"),
        "REDIS_URL": redis_url,
        "SECRET_KEY": "journeys-secret-key",
        "STORAGE_DIR": str(folder / "objects"),
        "PUBLIC_URL": url,
        "DEMO": "1",
        "OMP_THREAD_LIMIT": "1",
        "PYTHONUNBUFFERED": "1",
    }
    running = Platform(url, os.environ | settings)
    flush(redis_url)
    try:
        running.flask("db", "upgrade")
        running.flask("demo", "load")
        accounts = json.loads(running.flask("demo", "accounts", "--json"))
        running.accounts = {account["key"]: account for account in accounts}
        running.spawn(
            "gunicorn",
            "wsgi:app",
            "-b",
            f"127.0.0.1:{port}",
            "--threads",
            "6",
            "--log-level",
            "warning",
        )
        for _reader in range(2):
            running.spawn("workers.main", "--stays", "--queues", "ocr,default,compare")
        running.spawn("workers.main", "--queues", "default,mail")
        running.spawn("workers.schedule")
        wait_until_up(f"{url}/healthz")
        yield running
    finally:
        running.stop()


def flush(redis_url: str) -> None:
    from redis import Redis

    with Redis.from_url(redis_url) as connection:
        connection.flushdb()


@pytest.fixture(autouse=True)
def session():
    """Journeys go through the browser only: no transaction of the test's own."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def as_user(platform, browser) -> Iterator[Callable[..., Page]]:
    """`as_user("agent")` gives a page logged in with that demonstration account."""
    contexts = []

    def _as_user(key: str, *, locale: str = "fr", width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(
            base_url=platform.url,
            viewport={"width": width, "height": height},
            locale="fr-FR" if locale == "fr" else "en-GB",
            accept_downloads=True,
            reduced_motion="reduce",  # axe must not see a colour half-way to another
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE / 4)
        watch_console(page)
        log_in(page, platform.accounts[key])
        return page

    yield _as_user
    problems = [line for context in contexts for page in context.pages for line in page.problems]
    for context in contexts:
        context.close()
    assert problems == []


def watch_console(page: Page) -> None:
    """A script error or a refused inline style is a defect of the page."""
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console",
        lambda line: page.problems.append(line.text) if "Content Security" in line.text else None,
    )


def log_in(page: Page, account: dict[str, str]) -> None:
    page.goto("/login")
    page.get_by_label(re.compile("adresse|e-?mail", re.IGNORECASE)).first.fill(account["email"])
    page.locator("input[type=password]").fill(account["password"])
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    engine = Axe()

    def check(page: Page) -> None:
        found = engine.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
        problems = [
            f"{v['id']}: {v['nodes'][0]['target']} {v['help']}"
            for v in found.response["violations"]
        ]
        assert problems == [], page.url

    return check


@pytest.fixture(scope="session")
def truth() -> list[dict]:
    """Ground truth of the corpus, a row a file."""
    return [json.loads(line) for line in (SCANS.parent / "truth.jsonl").read_text().splitlines()]


@pytest.fixture
def scan(truth) -> Callable[..., Path]:
    """The first scan of the corpus whose truth has these values."""

    def _scan(skip: int = 0, **wanted) -> Path:
        kind = wanted.pop("kind", None)
        language = wanted.pop("language", None)
        found = [
            row
            for row in truth
            if all(row.get(name) == value for name, value in wanted.items())
            and (kind is None or row["capture"]["kind"] == kind)
            and (language is None or row["languages"] == [language])
        ]
        return SCANS / found[skip]["file"]

    return _scan
