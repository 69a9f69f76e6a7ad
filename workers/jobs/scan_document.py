"""Ask the virus scanner about a document that waits for it."""

from flask import current_app

from app import jobs, storage
from app.db import commit
from app.intake import antivirus
from app.intake.lifecycle import DocumentAction, DocumentStatus
from app.intake.operations import advance
from app.intake.queries import get_document
from workers.runtime import job


def leave_waiting(document_id: str, reason: str) -> None:
    """The document stays unreadable; the sweep asks again."""


@job(give_up=leave_waiting)
def run(document_id: str) -> None:
    document = get_document(document_id)
    if document.status is not DocumentStatus.AWAITING_SCAN:
        return
    sha256, url = document.sha256, current_app.config["CLAMD_URL"]
    commit()  # hold no transaction while the scanner works
    with storage.local_copy(sha256) as path:
        infected = bool(url) and antivirus.is_infected(path, url)
    advance(document, DocumentAction.QUARANTINE if infected else DocumentAction.PASS_SCAN)
    if infected and document.case_id:
        jobs.enqueue(jobs.ADMIT_CASE, document.case_id)
    if not infected:
        jobs.enqueue(jobs.PRESCREEN_DOCUMENT, document.id)
