"""Which script and way up: a few lines as each candidate would have the page, the surest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.prescreen import thresholds as limit
from app.prescreen.content import language
from app.prescreen.content.document_type import is_machine_readable
from app.prescreen.optics import noise, orientation, probe
from app.prescreen.optics.ocr import PageFailed, Text
from app.prescreen.optics.orientation import Candidate
from app.prescreen.optics.sheet import Sheet
from app.prescreen.optics.worth import quality_of, says_words, worth_of


@dataclass(frozen=True)
class Probe:
    """What a few lines gave, read as one candidate would have the page."""

    candidate: Candidate
    page: probe.Standing
    lines: Text
    is_foreign: bool = False  # none of the scripts that glyphs make likely

    @property
    def prose(self) -> Text:
        """Without the strip for readers, which every model reads: it tells no script."""
        words = (word for word in self.lines.words if not is_machine_readable(word.text))
        return Text(tuple(words), self.lines.model)

    @property
    def quality(self) -> float:
        return quality_of(self.prose)

    @property
    def worth(self) -> float:
        """Less of what glyphs speak against; much less of a script that they know nothing of, where
        no word bears it out: some models read anything as a fluent nothing."""
        if not self.is_foreign or says_words(self.lines, 1) or self.quality >= limit.UNLIKELY_SURE:
            return worth_of(self.prose) - (0 if self.candidate.is_close else limit.LESS_LIKELY)
        return worth_of(self.prose) - limit.UNLIKELY

    @property
    def tells(self) -> bool:
        """The script, the way up and the language."""
        return self.quality >= limit.POOR_LINES or says_words(self.lines, limit.WORDS_OF_LINES)

    @property
    def is_enough(self) -> bool:
        """Words of a list, in one language beyond doubt, however badly the rest reads."""
        found = language.identify(noise.cleaned(self.lines).lines)
        return says_words(self.lines, limit.WORDS_OF_LINES) and found.probability >= limit.ENOUGH

    @property
    def is_sure(self) -> bool:
        letters = sum(len(word.text) for word in self.prose.words)
        least = limit.UNLIKELY_SURE if self.is_foreign else limit.SURE_LINES
        return self.quality >= least and letters >= limit.PROBE_LETTERS


def probed(sheet: Sheet, likely: list[Candidate]) -> list[Probe]:
    """A band for each close candidate until one reads surely, else more of each. The best first."""
    tried: list[Probe] = []
    for candidate in likely:
        if tried and not candidate.is_close:
            break
        tried.append(_tried(sheet, candidate))
        if tried[-1].is_sure or (tried[-1].quality < limit.POOR_LINES and not sheet.is_sound):
            return tried[-1:]
    best = _ranked(tried)[0]
    if best.is_enough or not sheet.is_sound:
        return _ranked(tried)
    least = best.worth - limit.LESS_LIKELY if best.tells else 0.0
    return _ranked([_more(item) if item.worth >= least else item for item in tried])


def _ranked(tried: list[Probe]) -> list[Probe]:
    return sorted(tried, key=lambda item: -item.worth)


def _tried(sheet: Sheet, candidate: Candidate) -> Probe:
    page = probe.stand(sheet, candidate.rotation)
    return Probe(candidate, page, probe.read(page, candidate.model))


def _more(found: Probe) -> Probe:
    return replace(found, lines=probe.more(found.page, found.candidate.model, found.lines))


def searched(sheet: Sheet, likely: list[Candidate], tried: list[Probe]) -> list[Probe]:
    """Handwriting and display faces deceive the glyph model: first what else it thinks likely, then
    the likeliest of all scripts, as the page reads best so far. The best first."""
    known = {item.candidate for item in tried}
    found = tried + list(_until_sure(sheet, (c for c in likely if c not in known)))
    best = _ranked(found)[0]
    if best.is_sure:
        return _ranked(found)
    rotation = best.candidate.rotation
    read = {(item.candidate.rotation, item.candidate.model) for item in found}
    scripts = orientation.by_likelihood(sheet.opinion, rotation)
    others = [Candidate(rotation, name, False) for name in scripts if (rotation, name) not in read]
    foreign = _until_sure(sheet, others[: limit.OTHER_READINGS], is_foreign=True)
    return _ranked(found + list(foreign))


def _until_sure(
    sheet: Sheet, candidates: Iterable[Candidate], is_foreign: bool = False
) -> Iterator[Probe]:
    """A band as each has it. One that stalls ends the search, but the page is not lost."""
    for candidate in candidates:
        try:
            found = replace(_tried(sheet, candidate), is_foreign=is_foreign)
        except PageFailed:
            return
        yield found
        if found.is_sure:
            return
