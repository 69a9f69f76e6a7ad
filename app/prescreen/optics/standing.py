"""Processes that stay to read pages, each with its models loaded (`tesseract_reader`).

A start costs 0.03 to 0.15 s of processor for each model before the first pixel is looked at, as
much as a third of a page. What crashes or stalls on a page takes its own process with it and
nothing else; the next page gets a new one.
"""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from threading import Lock

from app.prescreen import thresholds as limit

READER = Path(__file__).with_name("tesseract_reader.py")
CHUNK = 1 << 16
HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num"
    "\tleft\ttop\twidth\theight\tconf\ttext\n"
)


class Stalled(Exception):
    """The page outlasted its time."""


class Died(Exception):
    """The process ended, could not be started, or has no such model."""


class Process:
    """One reader: pages one after the other, by whichever model each asks for."""

    def __init__(self) -> None:
        self.pages, self._buffer = 0, b""
        command = [sys.executable, "-I", "-S", str(READER), str(limit.STANDING_MODELS)]
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own program, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"OMP_THREAD_LIMIT": "1"} | _inherited(),
            )
        except OSError as missing:
            raise Died from missing

    def read(self, path: Path, model: str, config: str, seconds: float) -> str:
        """The page at `path` as Tesseract's table. Raises Stalled or Died: the process is over."""
        order = {"path": str(path), "model": model} | _options(config)
        try:
            self._child.stdin.write(json.dumps(order).encode() + b"\n")  # type: ignore[union-attr]
            self._child.stdin.flush()  # type: ignore[union-attr]
            return HEAD + self._answer(seconds)
        except OSError as gone:
            self.close()
            raise Died from gone
        except BaseException:  # its own, or that of whoever stops the job in the middle of a page
            self.close()
            raise

    def _answer(self, seconds: float) -> str:
        self.pages += 1
        spell = _Spell(self, seconds)
        while b"\n" not in self._buffer:
            self._more(spell)
        head, _, self._buffer = self._buffer.partition(b"\n")
        size = int(head)
        if size < 0:
            raise Died
        while len(self._buffer) < size:
            self._more(spell)
        table, self._buffer = self._buffer[:size], self._buffer[size:]
        return table.decode("utf-8", "replace")

    def _more(self, spell: "_Spell") -> None:
        out = self._child.stdout.fileno()  # type: ignore[union-attr]
        while not select.select([out], [], [], spell.wait())[0]:
            if spell.is_over():
                raise Stalled
        chunk = os.read(out, CHUNK)
        if not chunk:
            raise Died
        self._buffer += chunk

    def processor(self) -> float:
        """Seconds of processor so far."""
        return int(Path(f"/proc/{self._child.pid}/schedstat").read_text().split()[0]) / 1e9

    def close(self) -> None:
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


class _Spell:
    """The time that one page may take. On a machine that does much else it takes longer, and is not
    to fail for it: what counts is the processor's time, or that none is spent."""

    def __init__(self, process: Process, seconds: float) -> None:
        self.process, self.seconds = process, seconds
        self.started, self.worked = time.monotonic(), process.processor()

    def wait(self) -> float:
        """Seconds until it is worth asking whether it is over."""
        return max(self.seconds / 20, self.started + self.seconds - time.monotonic())

    def is_over(self) -> bool:
        passed = time.monotonic() - self.started
        spent = self.process.processor() - self.worked
        sleeps = passed >= self.seconds and spent < limit.ASLEEP * passed
        return spent >= self.seconds or sleeps or passed >= limit.PATIENCE * self.seconds


def _inherited() -> dict[str, str]:
    """What tells where things are; nothing else that this process was told."""
    names = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "LANG", "LC_ALL")
    return {name: os.environ[name] for name in names if name in os.environ}


def _options(config: str) -> dict:
    """The command's arguments, as the reader takes them."""
    words = config.split()
    pairs = list(zip(words[::2], words[1::2], strict=True))
    given = dict(pairs)
    variables = dict(value.split("=", 1) for name, value in pairs if name == "-c")
    options = {"folder": given.get("--tessdata-dir"), "mode": int(given["--psm"])}
    return {"resolution": int(given["--dpi"]), "options": options | {"variables": variables}}


_idle: list[Process] = []
_lock = Lock()


def read(path: Path, model: str, config: str, seconds: float) -> str:
    """The table of a page, by a process that stays. Raises Stalled or Died; either way the other
    processes go on."""
    with _lock:
        process = _idle.pop() if _idle else None
    process = process or Process()
    table = process.read(path, model, config, seconds)
    _keep(process)
    return table


def _keep(process: Process) -> None:
    """Back among the idle ones; the worn go, and those that only a rush of threads needed."""
    with _lock:
        is_kept = process.pages < limit.PAGES_A_PROCESS and len(_idle) < limit.STANDING_PROCESSES
        if is_kept:
            _idle.append(process)
    if not is_kept:
        process.close()


def processor() -> float:
    """Seconds of processor of the processes that stay: no `getrusage` tells it before they end."""
    with _lock:
        return sum(process.processor() for process in _idle)


def close_all() -> None:
    with _lock:
        ended = list(_idle)
        _idle.clear()
    for process in ended:
        process.close()


atexit.register(close_all)
os.register_at_fork(after_in_child=_idle.clear)  # they are the parent's
