"""The heavy parts replaced by ready-made results, at the door where their results come in.

No file is stored, no OCR is run, no PDF is rendered: a document arrives "kept", a reading "read",
a form "filled". Everything after each door is the real operation.
"""

from functools import cache
from hashlib import sha256

from app import storage
from app.catalogue.models import DocumentType
from app.demo.forms import filled
from app.intake.operations import Kept
from app.intake.rendering import FileInfo
from app.prescreen.reading import Reading
from app.replay.demand import Arrival
from app.translation.acts import act_for

MIME = "application/pdf"


def kept(rank: int) -> Kept:
    """A file of its own, so that no twin is found."""
    digest = sha256(f"replay {rank}".encode()).hexdigest()
    return Kept(storage.Stored(digest, 1), FileInfo(MIME, 1))  # type: ignore[arg-type]


def reading(arrival: Arrival, digest: str) -> Reading:
    return Reading(
        sha256=digest,
        mime=MIME,
        pages=(),
        language=arrival.language,
        script=None,
        languages=(arrival.language,),
        words=arrival.words,
        words_by_language={arrival.language: arrival.words},
        document_type=arrival.document_type,
        country=None,
        legible=arrival.is_needed,
        legibility=1.0 if arrival.is_needed else 0.2,
        legibility_reasons=(),
        needs_translation=True,
        reason=None,
        evidence=(),
        doubts=() if arrival.is_needed else ("illegible",),
    )


@cache
def form(document_type: DocumentType | None) -> tuple[str, dict[str, str]]:
    act = act_for(document_type)
    return act.code, filled(act)
