"""What kind of paper it is, by its own words: titles weigh more than what is said in passing.

A phrase is found when all of its words stand on one line, in any order and with others between
("certidão narrativa de nascimento"), each as OCR may have damaged it.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from rapidfuzz import fuzz, process

from app.prescreen import thresholds as limit
from app.prescreen.content import lexicon, script

ALWAYS = ("en", "fr")
MRZ = re.compile(r"(?:^|\s)([PIAC])[A-Z<][A-Z<]{3}[A-Z0-9<]{10,}")
TITLE_SHARE = 0.4  # of the lines, from the top: a title stands there
ALIKE = 84.0  # per cent of letters that a damaged word shares with the true one
ALIKE_SYLLABLES = 74.0  # the same where a sign is a syllable
SHORTEST = 5  # letters from which a damaged word is still known
SHORT, ENDING = 4, 2  # letters of a short word, and of its endings
LINE_OF_PROSE = 7  # words
IN_PASSING = 0.5  # what a single word inside a sentence is worth
ACTS = ("birth", "marriage", "death", "divorce", "family_book")
ACT_ENOUGH = 2.5
MOSTLY_PROSE, LETTER_SHAPE, UNTITLED = 0.6, 1.2, 2.5
TITLE_BONUS = 1.0  # for what is said in a title, beside what it is worth anywhere
STRIP = 8.0  # what the strip for readers is worth: nothing else bears one
Lines = list[list[str]]


def guess(
    lines: list[str], languages: tuple[str, ...], titles: Sequence[str] = ()
) -> tuple[str, float]:
    """Kind, and by how much it beats the next (0 … 1); `titles` are the lines printed large."""
    scores = _scores(lines, languages)
    dissolves = scores["divorce"] >= 0.1 * scores["judgment"]
    said = _scores(list(titles), languages) if titles else {}
    for kind, strength in said.items():
        scores[kind] += TITLE_BONUS * strength
    kind_of_strip = _machine_readable(lines)
    if kind_of_strip:
        scores[kind_of_strip] += STRIP
    prose = _prose(lines)
    if prose >= MOSTLY_PROSE:
        is_untitled = max(said.values(), default=0.0) < limit.TITLE_STRENGTH
        scores["letter"] += LETTER_SHAPE + (UNTITLED if is_untitled else 0.0)
    if dissolves:
        scores["divorce"] += scores.pop("judgment", 0.0)  # the judgment that dissolves a marriage
    if any(scores[kind] >= ACT_ENOUGH for kind in ACTS):
        scores.pop("apostille", None)  # bound to an act: the act is what matters
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 0.6:
        return ("letter", 0.2) if prose >= 0.5 else ("other", 0.0)
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0], round((ranked[0][1] - second) / ranked[0][1], 3)


def titled(lines: list[str], languages: tuple[str, ...]) -> tuple[str, float]:
    """The kind that the head of a page names, and how strongly: what begins an act."""
    scores = _scores(lines[: _top(lines)], languages)
    if strip := _machine_readable(lines):
        scores[strip] += STRIP
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    return ranked[0] if ranked else ("other", 0.0)


def _top(lines: list[str]) -> int:
    return max(6, int(len(lines) * TITLE_SHARE))


def _scores(lines: list[str], languages: tuple[str, ...]) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    bare = [lexicon.bare(line) for line in lines]
    top = _top(bare)
    known = [code for code in dict.fromkeys((*languages, *ALWAYS)) if code in lexicon.phrases()]
    where = _places(bare, tuple(known))
    glued = "".join(bare).replace(" ", "")
    for code in known:
        share = 1.0 if code in languages else 0.4
        for kind, phrases in lexicon.phrases()[code].items():
            for phrase, weight in phrases:
                scores[kind] += share * weight * _worth(phrase, where, bare, glued, top)
    return scores


@cache
def _tokens(known: tuple[str, ...]) -> tuple[str, ...]:
    phrases = (p for code in known for own in lexicon.phrases()[code].values() for p, _ in own)
    return tuple({token for phrase in phrases for token in phrase.split()})


def _places(bare: list[str], known: tuple[str, ...]) -> dict[str, dict[int, float]]:
    """Token of a phrase → the lines it stands on, and how well it was read there."""
    seen: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(bare):
        for word in re.findall(r"[^\s,.;:()\[\]|/\"«»„“]+", line):
            seen[word].add(number)
    words, wanted = list(seen), _tokens(known)
    if not words:
        return {}
    table = process.cdist(wanted, words, scorer=fuzz.ratio, score_cutoff=ALIKE_SYLLABLES)
    places: dict[str, dict[int, float]] = {}
    in_order = sorted(words)
    position = {word: n for n, word in enumerate(words)}
    for token, row in zip(wanted, table, strict=True):
        begun = [position[word] for word in _beginning_with(token, in_order)]
        for n in sorted({*np.flatnonzero(row).tolist(), *begun}):  # all the others are unlike
            how = _how_well(token, words[n], float(row[n]))
            for number in seen[words[n]] if how else ():
                places.setdefault(token, {})[number] = how
    return places


def _beginning_with(token: str, in_order: list[str]) -> Iterator[str]:
    for n in range(bisect_left(in_order, token), len(in_order)):
        if not in_order[n].startswith(token):
            return
        yield in_order[n]


def _how_well(token: str, word: str, alike: float) -> float:
    if word.startswith(token) and not _is_another(token, word):
        return 1.0  # endings do not matter
    syllabic = "\u1200" <= token[0] <= "\u139f"
    if alike < (ALIKE_SYLLABLES if syllabic else ALIKE) or token[0] != word[0]:
        return 0.0  # presidencia is no residencia
    return 0.8 if min(len(token), len(word)) >= SHORTEST - syllabic else 0.0


def _is_another(token: str, word: str) -> bool:
    """A short word of an alphabet has short endings: "auto" and "autos", but not "autoridad"."""
    return token[0] < "\u0590" and len(token) <= SHORT and len(word) > len(token) + ENDING


def _worth(
    phrase: str, where: dict[str, dict[int, float]], bare: list[str], glued: str, top: int
) -> float:
    """Seen at all counts once; in the upper part, twice more; repeated, a little."""
    if ord(phrase[0]) > 0xE00 and not "\u10a0" <= phrase[0] <= "\u139f":  # no spaces to rely on
        close = phrase.replace(" ", "")
        count = glued.count(close)
        high = close in "".join(bare[:top]).replace(" ", "")
        return _weighed(count, high) if count else 0.0
    held = [where.get(token, {}) for token in phrase.split()]
    if len(held) > 2:  # a long title may run on to the next line
        held = [
            lines | {n - 1: how for n, how in lines.items() if n - 1 not in lines} for lines in held
        ]
    shared = set.intersection(*(set(lines) for lines in held)) if held else set()
    if not shared:
        return 0.0
    how = max(min(lines[n] for lines in held) for n in shared)
    if len(held) == 1 and all(len(bare[n].split()) >= LINE_OF_PROSE for n in shared):
        how *= IN_PASSING
    return how * _weighed(len(shared), min(shared) < top)


def _weighed(count: int, high: bool) -> float:
    return 1.0 + (2.0 if high else 0.0) + 0.3 * min(count - 1, 3)


def _prose(lines: list[str]) -> float:
    """Share of the words that run in whole lines: a letter is told by its shape too."""
    lengths = [_length(line) for line in lines]
    return sum(n for n in lengths if n >= LINE_OF_PROSE) / max(1, sum(lengths))


def _length(line: str) -> float:
    """Words of a line; where no spaces are written, three signs to one, for labels run together."""
    if script.main_of(line) in ("Hans", "Jpan"):
        return sum(map(str.isalpha, line)) / 3
    return len(line.split())


def is_machine_readable(line: str) -> bool:
    """Of the strip for readers at the foot of a passport or a card (ICAO 9303)."""
    return line.count("<") + line.count("«") >= 3 and len(line) >= 12


def _machine_readable(lines: list[str]) -> str | None:
    for line in filter(is_machine_readable, lines):
        found = MRZ.search(line.replace(" ", "").replace("«", "<"))
        if found:
            return "passport" if found[1] == "P" else "identity_card"
    return None
