"""Read a document: renditions of its pages, what it says, what was already seen."""

from app import jobs, storage
from app.db import alone_at, commit
from app.fingerprint.operations import note_identical
from app.intake.operations import add_page
from app.intake.queries import get_document, pages_of
from app.intake.refusals import SENTENCES, UnsupportedFile
from app.prescreen import engine, operations
from app.prescreen.renditions import keep
from workers.runtime import Permanent, job


def give_up(document_id: str, reason: str) -> None:
    """A person will look; `reason` is one of the refusals' codes, or what broke."""
    document = get_document(document_id)
    if operations.is_due(document):
        known = next((code for code in SENTENCES if code in reason), "unreadable")
        operations.fail(document, known)
        note_identical(document)


@job(give_up)
def run(document_id: str) -> None:
    with alone_at(f"reading {document_id}") as is_alone:
        if is_alone:  # else it is a second hint: the first is being followed
            read(document_id)


def read(document_id: str) -> None:
    document = get_document(document_id)
    if not operations.is_due(document):
        return
    if not operations.begin(document):
        raise Permanent("broke_off")
    sha256, declared = document.sha256, document.declared_language
    commit()  # hold no transaction while the engine works
    renditions: list[dict] = []
    try:
        with storage.local_copy(sha256) as path:
            found = engine.read_file(path, declared, on_page=lambda p: renditions.append(keep(p)))
    except UnsupportedFile as error:
        raise Permanent(error.code) from error
    operations.finish(document, found)
    already = {page.number for page in pages_of(document)}
    for rendition in renditions:
        if rendition["number"] not in already:
            add_page(document, **rendition)
    note_identical(document)
    jobs.enqueue(jobs.FINGERPRINT_DOCUMENT, document.id)
