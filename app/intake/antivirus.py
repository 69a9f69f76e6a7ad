"""The virus scan: clamd over its socket (INSTREAM), when CLAMD_URL is set."""

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

CHUNK = 1 << 16
PATIENCE = 60  # seconds for clamd to answer


class ScanFailed(OSError):
    """clamd gave no verdict: the document goes on waiting."""


def is_infected(path: Path, url: str) -> bool:
    """Ask clamd at `url` (unix:///path or tcp://host:port) about the bytes of `path`."""
    with _connect(url) as line, path.open("rb") as stream:
        line.sendall(b"zINSTREAM\0")
        while chunk := stream.read(CHUNK):
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
        verdict = _answer(line)
    if verdict.endswith(b"OK"):
        return False
    if verdict.endswith(b"FOUND"):
        return True
    raise ScanFailed("clamd gave no verdict")


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname, parts.port or 3310), PATIENCE)


def _answer(line: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0"):
        piece = line.recv(4096)
        if not piece:
            break
        answer += piece
    return answer.strip(b"\0\n ")
