"""Note what was already seen."""

from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.db import db
from app.fingerprint.models import Duplicate, Relation
from app.fingerprint.queries import pair_exists
from app.intake.models import Document
from app.intake.queries import earlier_identical


def note_identical(document: Document) -> list[Duplicate]:
    """A row for each earlier document with the same bytes; done twice it adds nothing."""
    found = []
    for earlier in earlier_identical(document):
        if pair_exists(document, earlier):
            continue
        duplicate = Duplicate(
            document_id=document.id,
            earlier_id=earlier.id,
            relation=Relation.IDENTICAL,
            same_institution=earlier.institution_id == document.institution_id,
            evidence={"sha256": document.sha256},
        )
        try:
            with db.session.begin_nested():
                db.session.add(duplicate)
        except IntegrityError:  # another worker noted the pair in the meantime
            continue
        audit.record("duplicate.note", document, None, earlier=earlier.id, relation="identical")
        found.append(duplicate)
    return found
