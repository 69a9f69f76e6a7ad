"""`make run`: the whole platform on one machine, until Ctrl-C.

Starts the engines that DATABASE_URL, REDIS_URL and S3_* do not replace, migrates, loads the
demonstration set the first time, then keeps the web server, the workers and the schedule alive.
"""

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import create_engine, text

from ops import processes as children
from ops import services

VAR = Path("var")
LOGS = VAR / "log"
RUN_ENV = VAR / "run.env"  # lets `flask …` reach the private engines while this runs
SECRET = VAR / "secret.key"
BACK_OFF = (1, 2, 5, 10, 30)  # seconds before a process that died is started again
STEADY = 60  # seconds alive after which a process is trusted again
stopping = threading.Event()


class Stop(Exception):
    """Said on the terminal as one sentence, without a traceback."""


@dataclass
class Process:
    name: str
    command: list[str]
    environment: dict[str, str]
    running: subprocess.Popen | None = None
    started_at: float = 0.0
    failures: int = 0
    next_start: float = field(default=0.0)

    def start(self) -> None:
        log = LOGS / f"{self.name}.jsonl"
        self.running = children.start(self.command, log, env=self.environment)
        self.started_at = time.monotonic()

    def makes_way(self, now: float) -> bool:
        """A reader ends after many jobs, for a fresh one."""
        ended_well = self.running is not None and self.running.returncode == 0
        return ended_well and now - self.started_at > STEADY

    def watch(self) -> None:
        """Start it, or start it again after a back-off; say so."""
        now = time.monotonic()
        if self.running and self.running.poll() is None:
            if now - self.started_at > STEADY:
                self.failures = 0
            return
        if self.running and self.makes_way(now):
            self.running, self.next_start = None, now
        elif self.running:
            wait = BACK_OFF[min(self.failures, len(BACK_OFF) - 1)]
            code = self.running.returncode
            print(f"{self.name} stopped (code {code}); starts again in {wait} s", flush=True)
            children.kill_session(self.running.pid)  # a job whose worker was killed, its scheduler
            self.failures += 1
            self.next_start, self.running = now + wait, None
        if now >= self.next_start:
            self.start()


def main() -> int:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    began = time.monotonic()
    try:
        with ExitStack() as stack:
            run(stack, began)
        print("Stopped.", flush=True)
    except (Stop, TimeoutError, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 0 if stopping.is_set() else 1
    return 0


def run(stack: ExitStack, began: float) -> None:
    for folder in (VAR, LOGS):
        folder.mkdir(exist_ok=True)
    port = int(os.environ.get("PORT", "8000"))
    alone_here(stack)
    refuse_taken(port)
    environment = settings(stack, port)
    stack.callback(RUN_ENV.unlink, missing_ok=True)
    flask(environment, "db", "upgrade")
    if environment["DEMO"] != "0" and is_empty(environment["DATABASE_URL"]):
        print("First start: loading the demonstration set…", flush=True)
        flask(environment, "demo", "load")
    processes = [Process(name, command, environment) for name, command in commands(environment)]
    stack.callback(stop_all, processes)
    for process in processes:
        process.start()
    wait_until_ready(processes[0], port)
    greet(environment, time.monotonic() - began)
    while not stopping.wait(0.5):
        for process in processes:
            process.watch()
    print("\nStopping…", flush=True)


def alone_here(stack: ExitStack) -> None:
    """Two supervisors on one `var/` would take each other's engines for leftovers."""
    lock = stack.enter_context((VAR / "run.lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Stop(
            "`make run` is already running in this folder. Stop it first (Ctrl-C)."
        ) from None


def refuse_taken(port: int) -> None:
    """Say that the port is taken; after a start that was killed, let its web server leave."""
    deadline = time.monotonic() + (10 if RUN_ENV.exists() else 0)
    while not is_free(port):
        if time.monotonic() >= deadline:
            raise Stop(f"Port {port} is taken. Choose another:  PORT={port + 1} make run")
        time.sleep(0.2)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST", "127.0.0.1"), port))
        except OSError:
            return False
    return True


def settings(stack: ExitStack, port: int) -> dict[str, str]:
    """The environment of every process, engines included; written down for `flask …`."""
    chosen = {"DEMO": os.environ.get("DEMO", "1")}
    chosen["PUBLIC_URL"] = os.environ.get("PUBLIC_URL", f"http://localhost:{port}")
    chosen["SECRET_KEY"] = os.environ.get("SECRET_KEY") or secret_key()
    chosen["DATABASE_URL"] = os.environ.get("DATABASE_URL") or stack.enter_context(
        services.postgres(VAR / "postgres")
    )
    chosen["REDIS_URL"] = os.environ.get("REDIS_URL") or stack.enter_context(
        services.valkey(VAR / "valkey")
    )
    if not os.environ.get("S3_ENDPOINT"):
        chosen["STORAGE_DIR"] = os.environ.get("STORAGE_DIR", str((VAR / "objects").resolve()))
    metrics = VAR / "metrics"
    metrics.mkdir(exist_ok=True)
    for old in metrics.glob("*.db"):
        old.unlink()
    chosen["PROMETHEUS_MULTIPROC_DIR"] = str(metrics.resolve())
    RUN_ENV.touch(mode=0o600)
    RUN_ENV.write_text("".join(f"{name}={value}\n" for name, value in chosen.items()))
    return os.environ | chosen | {"OMP_THREAD_LIMIT": "1", "PYTHONUNBUFFERED": "1"}


def secret_key() -> str:
    """A key of this machine's own, made on first start and kept readable by its owner only."""
    if not SECRET.exists():
        SECRET.touch(mode=0o600)
        SECRET.write_text(secrets.token_hex(32))
        print(f"SECRET_KEY is not set: one was made and kept in {SECRET}.")
    return SECRET.read_text().strip()


def commands(environment: dict[str, str]) -> list[tuple[str, list[str]]]:
    """One reader of scans a core, one worker for the rest, the schedule, the web."""
    python = [sys.executable, "-m"]
    readers = int(environment.get("OCR_WORKERS", str(os.cpu_count() or 1)))
    reader = [*python, "workers.main", "--stays", "--queues", "ocr,default,compare,compare-again"]
    return [
        ("web", [*python, "gunicorn", "-c", "ops/gunicorn.conf.py", "wsgi:app"]),
        *((f"reader-{rank + 1}", reader) for rank in range(readers)),
        ("worker", [*python, "workers.main", "--queues", "default,mail"]),
        ("schedule", [*python, "workers.schedule"]),
    ]


def flask(environment: dict[str, str], *words: str) -> str:
    """Run one command of the application; Ctrl-C ends it."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi:app", *words]
    output, log = LOGS / "flask.out", LOGS / "flask.jsonl"
    log_begins = log.stat().st_size if log.exists() else 0
    with output.open("wb") as out, log.open("ab") as err:
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=err, start_new_session=True
        )
        while process.poll() is None and not stopping.wait(0.05):
            pass
    children.stop(process, seconds=2)
    if stopping.is_set():
        raise Stop("Stopped before it was ready.")
    if process.returncode:
        said = log.read_bytes()[log_begins:].decode(errors="replace").strip()
        raise Stop(f"`flask {' '.join(words)}` failed:\n{said[-3000:]}")
    return output.read_text()


def is_empty(database_url: str) -> bool:
    """Whether nobody has an account: a database that serves already gets no demonstration."""
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            return not connection.scalar(text("SELECT EXISTS (SELECT 1 FROM user_account)"))
    finally:
        engine.dispose()


def wait_until_ready(web: Process, port: int) -> None:
    host = os.environ.get("HOST", "127.0.0.1")
    url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/readyz"  # noqa: S104

    def is_ready() -> bool:
        if stopping.is_set():
            return True
        if web.running and web.running.poll() is not None:
            raise Stop(f"The web server stopped at once; see {LOGS}/web.jsonl")
        try:
            with urlopen(url, timeout=5):
                return True
        except (URLError, OSError):
            return False

    children.wait_for(is_ready, f"The web server (see {url} and {LOGS}/web.jsonl)", 180)


def greet(environment: dict[str, str], seconds: float) -> None:
    if stopping.is_set():
        return
    address = environment["PUBLIC_URL"]
    print(f"\n  {address}    (ready in {seconds:.0f} s, Ctrl-C stops everything)\n")
    if environment["DEMO"] != "0":
        print(flask(environment, "demo", "accounts"))
    print(f"Logs: {LOGS}/*.jsonl", flush=True)


def stop_all(processes: list[Process]) -> None:
    """All at once; what hangs is killed with its children and loses nothing (jobs are hints)."""
    children.stop_all([p.running for p in processes if p.running], seconds=7)


if __name__ == "__main__":
    sys.exit(main())
