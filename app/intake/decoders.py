"""Decoding processes, one a file, forked by a server that this process starts when it first needs
one (`decoder_server.py`)."""

import atexit
import contextlib
import fcntl
import json
import os
import select
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock

SERVER = Path(__file__).with_name("decoder_server.py")
ROOM = 1 << 20  # bytes under way from a decoder: it and its reader wake each other less often
PATIENCE = 5  # seconds for a child's status, once its frames have ended


class DecoderLost(Exception):
    """The server is gone, and how the decoder ended: it says nothing of the file. Try again."""


class Decoding:
    """One file in the hands of its own process: `frames` to read from, closed at its end."""

    def __init__(self, path: Path, order: dict) -> None:
        self.frames, theirs = os.pipe()
        with contextlib.suppress(OSError):  # it is only slower
            fcntl.fcntl(self.frames, fcntl.F_SETPIPE_SZ, ROOM)
        self._line, line = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            _send(json.dumps({"path": str(path), "order": order}).encode(), theirs, line.fileno())
        except OSError:
            self.close()
            raise
        finally:
            os.close(theirs)
            line.close()

    def status(self) -> int:
        """What it ended with, -n where signal n ended it. Raises DecoderLost."""
        ready, _, _ = select.select([self._line], [], [], PATIENCE)
        told = self._line.recv(16) if ready else b""
        if not told:
            raise DecoderLost
        return int(told)

    def close(self) -> None:
        """It is killed if it still runs."""
        os.close(self.frames)
        self._line.close()


class _Server:
    def __init__(self) -> None:
        self.orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.child = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(SERVER), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"OPENBLAS_NUM_THREADS": "1", "PATH": os.environ.get("PATH", "")},
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def close(self) -> None:
        self.orders.close()
        self.child.wait()


_server: _Server | None = None
_lock = Lock()


def _send(message: bytes, *descriptors: int) -> None:
    """To the server; one that was killed is started anew."""
    global _server
    with _lock:
        for is_last in (False, True):
            _server = _server or _Server()
            try:
                socket.send_fds(_server.orders, [message], descriptors)
                return
            except OSError:
                _server.close()
                _server = None
                if is_last:
                    raise


def processor() -> float:
    """Seconds of processor of the server and of the decoders it has buried; no `getrusage` tells
    it before the server ends."""
    if _server is None:
        return 0.0
    fields = Path(f"/proc/{_server.child.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def close_all() -> None:
    global _server
    with _lock:
        ended, _server = _server, None
    if ended:
        ended.close()


def _forget() -> None:
    """In a fork the server is the parent's."""
    global _server, _lock
    if _server:
        with contextlib.suppress(OSError):
            _server.orders.close()
    _server, _lock = None, Lock()


atexit.register(close_all)
os.register_at_fork(after_in_child=_forget)
