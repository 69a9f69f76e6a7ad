"""Children of the supervisor: started apart from the terminal, never left behind."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def wait_for(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} does not answer after {seconds:.0f} s")
        time.sleep(0.05)


def wait_for_port(process: subprocess.Popen, port: int, what: str, seconds: float = 30) -> None:
    def is_ready() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"{what} stopped at once (code {process.returncode})")
        return answers(port)

    wait_for(is_ready, what, seconds)


def start(
    command: list[str], log: Path, on_orphan: int = signal.SIGTERM, **options
) -> subprocess.Popen:
    """A child in a session of its own: the terminal's Ctrl-C reaches the supervisor only.

    Should the supervisor be killed, the kernel sends the child `on_orphan`.
    """
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: LIBC.prctl(PR_SET_PDEATHSIG, on_orphan),
            **options,
        )


def stop(process: subprocess.Popen, how: int = signal.SIGTERM, seconds: float = 10) -> None:
    if process.poll() is None:
        process.send_signal(how)
    wait_or_kill([process], seconds)


def stop_all(processes: Iterable[subprocess.Popen], seconds: float) -> None:
    """Ask all of them once, then share one wait: a second signal would cut a job short."""
    processes = list(processes)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    wait_or_kill(processes, seconds)


def wait_or_kill(processes: Iterable[subprocess.Popen], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        kill_session(process.pid)
        process.wait()


def kill_session(leader: int) -> None:
    """Kill what is left of a child and of all that it started (a job, its Tesseract)."""
    for pid in session_members(leader):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def session_members(leader: int) -> list[int]:
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(") ")[2].split()  # state ppid pgrp session …
            if int(fields[3]) == leader and fields[0] != "Z":
                members.append(int(stat.parent.name))
    return members
