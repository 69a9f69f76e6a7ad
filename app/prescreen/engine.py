"""From a file to what the machine says of it. No database, no Flask: a path in, a Reading out."""

import hashlib
import time
from dataclasses import replace
from pathlib import Path

from app.intake import rendering
from app.prescreen import thresholds as limit
from app.prescreen.content import (
    acts,
    country,
    document_type,
    exemption,
    fields,
    language,
    lexicon,
    script,
)
from app.prescreen.optics import marks, page
from app.prescreen.optics.upright_page import OnPage
from app.prescreen.reading import Mark, PageReading, Reading, Reason

UNCHECKED = script.WITHOUT_SPACES | script.IN_SYLLABLES  # whose words are not looked up


def read_file(
    path: Path | str, declared_language: str | None = None, on_page: OnPage | None = None
) -> Reading:
    """Read every page; `on_page` receives each upright image. Raises UnsupportedFile."""
    started = time.monotonic()
    pages: list[PageReading] = []
    seen: list[Mark] = []
    for sheet in rendering.render_pages(path):
        if time.monotonic() - started > limit.FILE_SECONDS:
            pages.append(PageReading(sheet.number, failure="timed_out", legible=False))
            continue
        reading, upright = page.read(sheet, declared_language)
        pages.append(reading)
        seen += marks.find(reading, upright)
        if on_page:
            on_page(upright)
    draft = _reading(Path(path), tuple(pages), declared_language, started)
    return replace(draft, marks=tuple(seen), seconds=round(time.monotonic() - started, 3))


def _reading(
    path: Path, pages: tuple[PageReading, ...], declared: str | None, started: float
) -> Reading:
    lines = [line for item in pages for line in item.text.split("\n") if line]
    prose = [line for line in lines if not document_type.is_machine_readable(line)]
    found = language.identify(prose, declared)
    titles = [line for page in pages for line in acts.title_lines(page)]
    kind, margin = document_type.guess(lines, found.codes, titles)
    exempt = exemption.find(lines, found.words)
    draft = Reading(
        sha256=_sha256(path),
        mime=rendering.kind_of(path),
        pages=pages,
        language=found.codes[0] if found.codes else None,
        script=script.of_language(found.codes[0] if found.codes else None, "".join(prose)),
        languages=found.codes,
        words=sum(found.words.values()),
        words_by_language=found.words,
        document_type=kind,
        country=country.guess(lines, found.codes),
        legible=_is_legible(pages),
        legibility=_legibility(pages),
        legibility_reasons=_reasons(pages),
        needs_translation=exempt.reason is None,
        reason=exempt.reason,
        evidence=exempt.evidence,
        doubts=(),
        fields=fields.of_kind((f for p in pages for f in fields.find(p, found.codes)), kind),
        acts=acts.find(pages, kind),
        confidence={"language": round(found.probability, 3), "document_type": margin},
        seconds=round(time.monotonic() - started, 3),
    )
    return replace(draft, doubts=_doubts(draft, declared))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _written(pages: tuple[PageReading, ...]) -> list[PageReading]:
    return [item for item in pages if not item.blank]


def _is_legible(pages: tuple[PageReading, ...]) -> bool:
    """One page that says enough is not spoilt by an empty back; a ruined one spoils the act."""
    return bool(_written(pages)) and all(item.legible for item in _written(pages))


def _legibility(pages: tuple[PageReading, ...]) -> float:
    return min((item.legibility for item in _written(pages)), default=0.0)


def _reasons(pages: tuple[PageReading, ...]) -> tuple[Reason, ...]:
    if not _written(pages):
        return (Reason("blank"),)
    return tuple({reason.code: reason for item in pages for reason in item.reasons}.values())


def _is_unsure(reading: Reading) -> bool:
    """Two languages are as likely, or too little was read to tell (handwriting mostly), or what
    was read is no language."""
    weights = [(page.words, page.read_share) for page in _written(reading.pages) if page.words]
    words = sum(count for count, _ in weights)
    share = sum(count * read for count, read in weights) / words if words else 0.0
    least = limit.READ_SURELY if reading.script in UNCHECKED else limit.READ_ENOUGH
    is_scant = reading.words < limit.ENOUGH_WORDS or share < least
    is_even = reading.confidence["language"] < limit.SURE_LANGUAGE
    return is_scant or is_even or not _says_words(reading)


def _says_words(reading: Reading) -> bool:
    """A script read by another's model gives letters in plenty and not a word: Greek capitals make
    fluent nonsense in Cyrillic. What is written without spaces has no words to look up."""
    if reading.script in UNCHECKED or not reading.language:
        return True
    return lexicon.known_of(reading.language, reading.text) >= limit.WORDS_OF_LANGUAGE


def _doubts(reading: Reading, declared: str | None) -> tuple[str, ...]:
    doubts = {
        "illegible": not reading.legible,
        "page_failed": any(item.failure for item in reading.pages),
        "no_translation_needed": not reading.needs_translation,
        "language_differs": bool(
            declared and reading.language and declared not in reading.languages
        ),
        "language_unsure": reading.legible and _is_unsure(reading),
        "several_acts": len(reading.acts) > 1,
    }
    return tuple(code for code, holds in doubts.items() if holds)
