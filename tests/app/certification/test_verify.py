"""The public page says which file was delivered; never a name."""

from html import unescape
from io import BytesIO

import pytest

from app import storage
from app.certification.operations import keep_paper
from app.certification.rendering import render
from app.db import commit
from tests.app.certification.papers import make_certificate


@pytest.fixture
def certificate():
    certificate = make_certificate({"surname": "Ковальчук"})
    keep_paper(certificate, storage.put_bytes(render(certificate)).sha256)
    commit()
    return certificate


def verify(client, code: str, data: bytes | None = None):
    form = {"code": code} | ({"file": (BytesIO(data), "x.pdf")} if data is not None else {})
    return unescape(client.post("/verify", data=form).text)


def test_the_very_file_is_recognised_and_any_other_is_not(client, certificate):
    pdf = storage.read(certificate.pdf_sha256)
    code, reference = certificate.verification_code, certificate.case.reference
    shown = verify(client, code.lower().replace("-", " "), pdf)
    assert reference in shown
    assert "octet pour octet" in shown
    assert "Ковальчук" not in shown
    assert "Paul Renard" not in shown
    assert "authentique" not in shown
    assert "n'est pas celui qui a été délivré" in verify(client, code, pdf + b" ")


def test_an_unknown_code_is_said_so_and_guessing_is_stopped(client, certificate):
    assert "inconnu" in verify(client, "AAAA-BBBB-CCCC")
    for _turn in range(20):
        verify(client, "AAAA-BBBB-CCCC")
    assert client.get(f"/verify?code={certificate.verification_code}").status_code == 429
