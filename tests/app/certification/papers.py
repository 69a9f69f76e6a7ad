"""A certified case in one call, and what a PDF says."""

import subprocess
from pathlib import Path

from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.certification.operations import certify
from app.certification.queries import certificate_of
from app.db import commit
from app.translation import operations as translation
from tests.factories import make_case, make_document, make_user

BIRTH = {
    "authority": "Bureau d'état civil",
    "surname": "Kovalenko",
    "given_names": "Oksana",
    "born_on": "12/04/1992",
    "born_at": "Lviv",
    "marginal_mentions": "Néant",
    "stamps": "Cachet rond bleu",
}


def make_held_case(**fields):
    """A case on somebody's desk, with the person."""
    doer = make_user(Role.TRANSLATOR, "Iryna Bondar")
    case = make_case(CaseStatus.IN_PROGRESS, translator_id=doer.id, **fields)
    make_document(case)
    return case, doer


def make_certificate(fields: dict[str, str] | None = None, act: str = "birth", **facts):
    case, doer = make_held_case(**facts)
    translation.hand_in_form(case, doer, act, BIRTH | (fields or {}))
    return certify_as(case, make_user(Role.REVISER, "Paul Renard"))


def certify_as(case, reviser):
    translation.take(case, reviser)
    certify(case, reviser)
    commit()
    return certificate_of(case)


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
