"""`make run`: the whole platform on one machine, until Ctrl-C.

Starts the engines that DATABASE_URL, REDIS_URL and S3_* do not replace, migrates, loads the
demonstration set the first time, then keeps the web server, the workers and the schedule alive.
"""

import json
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
        self.running = services.start(self.command, log, env=self.environment)
        self.started_at = time.monotonic()

    def watch(self) -> None:
        """Start it, or start it again after a back-off; say so."""
        now = time.monotonic()
        if self.running and self.running.poll() is None:
            if now - self.started_at > STEADY:
                self.failures = 0
            return
        if self.running:
            wait = BACK_OFF[min(self.failures, len(BACK_OFF) - 1)]
            print(f"{self.name} stopped (code {self.running.returncode}); starts again in {wait} s")
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
    except Stop as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def run(stack: ExitStack, began: float) -> None:
    for folder in (VAR, LOGS):
        folder.mkdir(exist_ok=True)
    port = int(os.environ.get("PORT", "8000"))
    refuse_taken(port)
    environment = settings(stack, port)
    stack.callback(RUN_ENV.unlink, missing_ok=True)
    flask(environment, "db", "upgrade")
    if os.environ.get("DEMO", "1") != "0" and is_empty(environment):
        print("First start: loading the demonstration set…", flush=True)
        flask(environment, "demo", "load")
    processes = [Process(name, command, environment) for name, command in commands(environment)]
    stack.callback(stop_all, processes)
    for process in processes:
        process.start()
    services.wait_for(lambda: services.answers(port) or stopping.is_set(), "the web server")
    greet(environment, port, time.monotonic() - began)
    while not stopping.wait(0.5):
        for process in processes:
            process.watch()
    print("\nStopping…", flush=True)


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST", "127.0.0.1"), port))
        except OSError:
            raise Stop(f"Port {port} is taken. Choose another:  PORT={port + 1} make run") from None


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
    ocr = [*python, "workers.main", "--queues", "ocr,default"]
    return [
        ("web", [*python, "gunicorn", "-c", "ops/gunicorn.conf.py", "wsgi:app"]),
        *((f"reader-{rank + 1}", ocr) for rank in range(readers)),
        ("worker", [*python, "workers.main", "--queues", "default,mail"]),
        ("schedule", [*python, "workers.schedule"]),
    ]


def flask(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi:app", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"`flask {' '.join(words)}` failed:\n{done.stderr.strip()[-3000:]}")
    return done.stdout


def is_empty(environment: dict[str, str]) -> bool:
    return not json.loads(flask(environment, "demo", "accounts", "--json") or "[]")


def greet(environment: dict[str, str], port: int, seconds: float) -> None:
    if stopping.is_set():
        return
    print(
        f"\n  {environment['PUBLIC_URL']}    (ready in {seconds:.0f} s, Ctrl-C stops everything)\n"
    )
    if environment["DEMO"] != "0":
        print(flask(environment, "demo", "accounts"))
    print(f"Logs: {LOGS}/*.jsonl", flush=True)


def stop_all(processes: list[Process]) -> None:
    """All at once, then wait for each; what hangs is killed and loses nothing (jobs are hints)."""
    alive = [p.running for p in processes if p.running and p.running.poll() is None]
    for process in alive:
        process.terminate()
    for process in alive:
        services.stop(process, seconds=8)


if __name__ == "__main__":
    sys.exit(main())
