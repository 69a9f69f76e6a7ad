"""A program that has the decoder loaded and gives each file a process of its own, by forking.

To start Python and load the libraries costs 0.08 s of processor, more than most pages cost to
decode; a fork costs a tenth of that. The server itself never opens a file: what is decoded, and
under which limits, is the child's alone. It imports nothing of the application and is started by
path with one socket: an order comes with two descriptors, a pipe for the frames and a line on which
the child's end is told. Whoever closes the line has the child killed; whoever closes the socket
ends the server.
"""

import contextlib
import importlib
import importlib.util
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from types import ModuleType

LIBRARIES = (
    "pypdfium2", "PIL.ImageOps", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.TiffImagePlugin",
)  # fmt: skip
LARGEST_ORDER = 1 << 16  # bytes
FIRST_OWN = 3  # descriptor from which on everything is closed in a child


def loaded() -> ModuleType:
    """The decoder, and the libraries that nearly every file needs."""
    for name in LIBRARIES:
        importlib.import_module(name)
    spec = importlib.util.spec_from_file_location("decoder", Path(__file__).with_name("decoder.py"))
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


class Child:
    """One file being decoded. `alive` is a pipe that only the child holds open."""

    def __init__(self, pid: int, alive: int, line: socket.socket) -> None:
        self.pid, self.alive, self.line = pid, alive, line

    def end(self) -> None:
        """Dead or to be killed: its status is told to whoever still listens."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        with contextlib.suppress(OSError):
            self.line.send(str(os.waitstatus_to_exitcode(status)).encode())
        os.close(self.alive)
        self.line.close()


def serve(orders: socket.socket) -> None:
    decoder = loaded()
    children: list[Child] = []
    while True:
        ends: list[int | socket.socket] = [c.alive for c in children]
        waited = [orders, *ends, *(c.line for c in children)]
        ready, _, _ = select.select(waited, [], [])
        for child in [c for c in children if c.alive in ready or c.line in ready]:
            children.remove(child)
            child.end()
        if orders not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(orders, LARGEST_ORDER, 2)
        if not message:
            break
        children.append(begun(decoder, json.loads(message), *descriptors))
    for child in children:
        child.end()


def begun(decoder: ModuleType, job: dict, frames: int, line: int) -> Child:
    alive, own = os.pipe()
    pid = os.fork()
    if not pid:
        decode(decoder, job, frames, own)
    os.close(own)
    os.close(frames)
    return Child(pid, alive, socket.socket(fileno=line))


def decode(decoder: ModuleType, job: dict, frames: int, own: int) -> None:
    """In the child: nothing of the server's stays open, and nothing of it runs afterwards."""
    code = 1
    try:
        os.dup2(frames, 1)
        os.dup2(own, FIRST_OWN)
        os.closerange(FIRST_OWN + 1, os.sysconf("SC_OPEN_MAX"))
        decoder.main(job["path"], job["order"])
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve(socket.socket(fileno=int(sys.argv[1])))
