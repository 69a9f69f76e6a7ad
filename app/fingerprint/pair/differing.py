"""Where two pages differ: marks that are lost, words of which a character is another, numbers.

Every rule says under which agreement ink is other ink, by what OCR reads there on either page.
"""

from app.fingerprint.pair import glyphs, ink, numbers
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.glyphs import Compared
from app.fingerprint.pair.ink import Found
from app.fingerprint.pair.laid import Laid
from app.fingerprint.pair.zone import Zone

Unread = list[tuple[Found, float]]  # a mark, and the agreement of its worst window


def zones(
    side: Laid, marks: list[Found], words: list[Compared], unread: Unread, sharpness: float
) -> list[Zone]:
    """Before any second look."""
    return [
        *_lost(side, marks),
        *_other(side, words, sharpness),
        *_other_unread(side, unread, sharpness),
        *_cut_off(side),
    ]


def unread(side: Laid, marks: list[Found]) -> Unread:
    """Ink found at its place that OCR did not read alike on both pages.

    A mark beside a word is not the word: on a page read upside down a box that means nothing
    lies over a number that is never compared as such.
    """
    found = []
    for mark in marks:
        if mark.score >= limit.FOUND_MARK and not glyphs.read_alike(*side.texts(mark.box)):
            scores = glyphs.scores_of(side.density, side.over, side.shown, mark.box)
            if scores is not None:
                found.append((mark, scores[0]))
    return found


def sharpness(words: list[Compared], unread: Unread) -> float:
    """The agreement that nineteen words of twenty reach: numbers excepted, they may differ.

    Of a page whose words have no place (a PDF as its office made it), nine marks of ten.
    """
    usual = sorted(w.worst for w in words if not w.has_digits and glyphs.is_word(w.text))
    if len(usual) >= limit.FEWEST_WORDS:
        return usual[len(usual) // 20]
    usual = sorted([*usual, *(worst for _, worst in unread)])
    return usual[len(usual) // 10] if len(usual) >= limit.FEWEST_WORDS else 0.0


def is_contradicted(side: Laid, words: list[Compared], sharpness: float) -> bool:
    """Whether an exact text says another number, and ink does not prove that OCR misread it."""
    least = max(limit.DIGITS_CONTRADICTED[0], sharpness - limit.DIGITS_CONTRADICTED[1])
    proved = {run for word in words if word.worst >= least for run in numbers.runs(word.text)}
    return any(proved.isdisjoint(pair) for pair in numbers.contradicted(side.own, side.other))


def _lost(side: Laid, marks: list[Found]) -> list[Zone]:
    """Marks that are not at their place on the other page."""
    lost = [(m, side.texts(m.box)) for m in marks if m.score < limit.FOUND_MARK]
    usual = ink.character(side.own)
    return [side.zone(m.box, t, m.score, m.score) for m, t in lost if not _is_excused(m, t, usual)]


def _is_excused(mark: Found, texts: tuple[str, str], usual: float) -> bool:
    """Specks, a rosette that one device sees half, and ink that OCR reads alike on both: a fold, a
    stain or a fax line crosses it. `usual`: pixels of a character."""
    _, _, width, height = mark.box
    own, other = (glyphs.folded(text) for text in texts)
    if not own and not other:
        is_ornament = min(width, height) >= limit.ORNAMENT[0] * usual
        return max(width, height) < limit.SPECK or (is_ornament and mark.score >= limit.ORNAMENT[1])
    return len(own) >= 3 and own == other and mark.score >= limit.CROSSED_MARK


def _other(side: Laid, words: list[Compared], sharpness: float) -> list[Zone]:
    """Words of which a character differs."""
    found = [word for word in words if word.worst < _bar(word, sharpness)]
    return [side.zone(w.box, (w.text, w.other), w.worst, w.score) for w in found]


def _bar(word: Compared, sharpness: float) -> float:
    """Agreement under which a word differs: highest where OCR reads another number there, low
    where it reads nothing or a piece of the same, for then it is OCR that fails."""
    own, other = glyphs.folded(word.text), glyphs.folded(word.other)
    count = len(glyphs.digits(word.text))
    if word.reads_alike:
        return limit.DIGITS_ALIKE if count else limit.READ_ALIKE
    if count:
        told = limit.DIGITS_CONTRADICTED if glyphs.digits(word.other) else limit.DIGITS_SILENT
        return max(told[0], sharpness - told[1])
    if min(len(own), len(other)) >= 3 and own not in other and other not in own:
        level, below = limit.LETTERS_CONTRADICTED
    else:
        level, below = limit.LETTERS_SILENT if len(own) >= 4 else limit.SCRAP
    return min(level, sharpness - below)


def _other_unread(side: Laid, unread: Unread, sharpness: float) -> list[Zone]:
    """Ink that was not read may be a number: where readings do not help, it is held to that."""
    placed = numbers.is_placed(side.own) or numbers.is_placed(side.other)
    level, below = limit.UNREAD if placed else limit.BARE
    lowest = min(level, sharpness - below)
    found = [(m, worst) for m, worst in unread if worst < lowest and max(m.box[2:]) > limit.SPECK]
    return [side.zone(m.box, side.texts(m.box), worst, m.score) for m, worst in found]


def _cut_off(side: Laid) -> list[Zone]:
    """Numbers that the other page does not show whole."""
    cut = numbers.cut_off(side.own, side.other, side.there)
    return [side.zone(seen.box, (seen.text, ""), 0.0, 1.0) for seen in cut]
