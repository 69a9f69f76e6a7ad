"""The virus scan, against a real server that speaks clamd's INSTREAM protocol."""

import socket
import struct
import threading

import pytest

from app import storage
from app.db import db
from app.intake import antivirus
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Document
from tests.factories import make_document
from workers.jobs import scan_document

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner:
    """Reads the chunks of INSTREAM and finds the test virus in them; or says it cannot."""

    def __init__(self, server: socket.socket, address: str) -> None:
        self.server, self.address, self.broken, self.received = server, address, False, b""
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                self.received = b""
                while size := struct.unpack("!I", stream.read(4))[0]:
                    self.received += stream.read(size)
                line.sendall(self.verdict())

    def verdict(self) -> bytes:
        if self.broken:
            return b"INSTREAM size limit exceeded. ERROR\0"
        found = EICAR in self.received
        return b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0"


@pytest.fixture(params=["unix", "tcp"])
def scanner(request, tmp_path):
    if request.param == "unix":
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "clamd.sock"))
        address = f"unix://{tmp_path}/clamd.sock"
    else:
        server = socket.create_server(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    server.listen()
    yield Scanner(server, address)
    server.close()


@pytest.fixture
def waiting(app, tmp_path, run_jobs_here):
    def make(data: bytes) -> Document:
        stored = storage.put_bytes(data)
        return make_document(status=DocumentStatus.AWAITING_SCAN, sha256=stored.sha256)

    return make


@pytest.mark.no_database
def test_every_byte_reaches_the_scanner(scanner, tmp_path):
    path = tmp_path / "file"
    data = bytes(range(256)) * 1024  # several chunks
    path.write_bytes(data)
    assert antivirus.is_infected(path, scanner.address) is False
    assert scanner.received == data


@pytest.mark.no_database
def test_a_scanner_without_a_verdict_says_nothing(scanner, tmp_path):
    scanner.broken = True
    path = tmp_path / "file"
    path.write_bytes(b"acte")
    with pytest.raises(antivirus.ScanFailed):
        antivirus.is_infected(path, scanner.address)


@pytest.mark.parametrize(
    ("data", "after"), [(b"acte", DocumentStatus.CLEAN), (EICAR, DocumentStatus.INFECTED)]
)
def test_the_verdict_decides(app, monkeypatch, scanner, waiting, sent, data, after):
    monkeypatch.setitem(app.config, "CLAMD_URL", scanner.address)
    document = waiting(data)
    scan_document.run(str(document.id))
    db.session.refresh(document)
    assert document.status is after
    read = ("workers.jobs.prescreen_document.run", str(document.id))
    assert (read in sent) is (after is DocumentStatus.CLEAN)


def test_without_an_answer_the_document_goes_on_waiting(app, monkeypatch, scanner, waiting):
    scanner.broken = True
    monkeypatch.setitem(app.config, "CLAMD_URL", scanner.address)
    document = waiting(b"acte")
    scan_document.run(str(document.id))
    db.session.refresh(document)
    assert document.status is DocumentStatus.AWAITING_SCAN
