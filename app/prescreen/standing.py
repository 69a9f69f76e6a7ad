"""Tesseract processes that stay, each with its model loaded.

A start costs 0.03 to 0.15 s of processor before the first pixel is looked at (a third of a page in
Latin letters), and a page takes two models. So a process is given one picture after another: with
`stream_filelist` Tesseract reads their names from its input as they come. It writes each page as
soon as it is read only to a terminal, so its output is one; a small picture after each page marks
the end of it.
"""

import atexit
import contextlib
import os
import pty
import select
import subprocess
import time
import tty
from collections import OrderedDict
from pathlib import Path
from threading import Lock

import cv2
import numpy as np
from pytesseract import pytesseract

from app.prescreen import thresholds as limit

END = (17, 10)  # pixels, width and height, of the picture that marks the end of a page
CHUNK = 1 << 16
HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num"
    "\tleft\ttop\twidth\theight\tconf\ttext\n"
)


class Stalled(Exception):
    """The page outlasted its time."""


class Died(Exception):
    """The process ended, or could not be started."""


class Process:
    """One Tesseract: a model and its settings, pages one after the other."""

    def __init__(self, model: str, config: str) -> None:
        self.pages, self._buffer = 0, b""
        self._out, terminal = _terminal()
        command = [pytesseract.tesseract_cmd, "-", "-", "-l", model, *config.split()]
        command += ["-c", "stream_filelist=1", "-c", "tessedit_create_tsv=1"]
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own words, no shell
                command, stdin=subprocess.PIPE, stdout=terminal, stderr=subprocess.DEVNULL
            )
        except OSError as missing:
            os.close(self._out)
            raise Died from missing
        finally:
            os.close(terminal)

    def read(self, path: Path, seconds: float) -> str:
        """The page at `path` as Tesseract's table. Raises Stalled or Died: the process is over."""
        end = path.with_name("end.pgm")
        cv2.imwrite(str(end), np.full(END[::-1], 255, np.uint8))
        try:
            self._child.stdin.write(f"{path}\n{end}\n".encode())  # type: ignore[union-attr]
            self._child.stdin.flush()  # type: ignore[union-attr]
            return self._table(seconds)
        except OSError as gone:
            self.close()
            raise Died from gone
        except BaseException:  # stalled, died, or the job's own time is over in the middle of it
            self.close()
            raise

    def _table(self, seconds: float) -> str:
        self.pages += 2
        mark = f"\n1\t{self.pages}\t0\t0\t0\t0\t0\t0\t{END[0]}\t{END[1]}\t-1\t".encode()
        started, worked, wait = time.monotonic(), self.processor(), seconds
        while True:
            table, found, rest = self._buffer.partition(mark)
            if found and b"\n" in rest:
                self._buffer = b"\n"
                return HEAD + _without_head(table.decode("utf-8", "replace"))
            ready, _, _ = select.select([self._out], [], [], wait)
            if not ready and self._is_stalled(time.monotonic() - started, worked, seconds):
                raise Stalled
            wait = max(0.0, min(started + seconds - time.monotonic(), seconds)) or seconds / 20
            if ready:
                self._more()

    def _more(self) -> None:
        chunk = os.read(self._out, CHUNK)
        if not chunk:
            raise Died
        self._buffer += chunk

    def _is_stalled(self, passed: float, worked: float, seconds: float) -> bool:
        """On a machine that does much else a page takes longer, and is not to fail for it: what
        counts is the processor's time, or that none is spent."""
        spent = self.processor() - worked
        sleeps = passed >= seconds and spent < limit.ASLEEP * passed
        return spent >= seconds or sleeps or passed >= limit.PATIENCE * seconds

    def processor(self) -> float:
        """Seconds of processor so far."""
        return int(Path(f"/proc/{self._child.pid}/schedstat").read_text().split()[0]) / 1e9

    def close(self) -> None:
        self._child.kill()
        self._child.wait()
        os.close(self._out)
        with contextlib.suppress(OSError):
            self._child.stdin.close()  # type: ignore[union-attr]


def _without_head(table: str) -> str:
    """Tesseract names the columns once, before its first page."""
    return table.removeprefix(HEAD).strip("\n")


def _terminal() -> tuple[int, int]:
    try:
        ours, theirs = pty.openpty()
    except OSError as none_left:
        raise Died from none_left
    tty.setraw(theirs)
    return ours, theirs


_idle: OrderedDict[tuple[str, str], Process] = OrderedDict()  # the longest unused first
_lock = Lock()


def read(path: Path, model: str, config: str, seconds: float) -> str:
    """The table of a page, by a process that has the model already where there is one.

    Raises Stalled or Died; either way the other processes go on.
    """
    with _lock:
        process = _idle.pop((model, config), None)
    process = process or Process(model, config)
    table = process.read(path, seconds)
    _keep((model, config), process)
    return table


def _keep(key: tuple[str, str], process: Process) -> None:
    """Back among the idle ones; those over the number that memory allows go, and the worn."""
    if process.pages >= limit.PAGES_A_PROCESS:
        process.close()
        return
    with _lock:
        worn = [_idle.pop(key)] if key in _idle else []
        _idle[key] = process
        while len(_idle) > limit.STANDING_PROCESSES:
            worn.append(_idle.popitem(last=False)[1])
    for other in worn:
        other.close()


def processor() -> float:
    """Seconds of processor of the processes that stay: no `getrusage` tells it before they end."""
    with _lock:
        return sum(process.processor() for process in _idle.values())


def close_all() -> None:
    with _lock:
        ended = list(_idle.values())
        _idle.clear()
    for process in ended:
        process.close()


atexit.register(close_all)
os.register_at_fork(after_in_child=_idle.clear)  # they are the parent's
