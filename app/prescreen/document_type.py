"""What kind of paper it is, by its own words: titles weigh more than what is said in passing."""

import re
from collections import defaultdict

from app.prescreen import lexicon

ALWAYS = ("en", "fr")
MRZ = re.compile(r"(?:^|\s)([PIAC])[A-Z<][A-Z<]{3}[A-Z0-9<]{10,}")
TITLE_LINES = 0.4  # of the page, from the top: a title stands there


def guess(lines: list[str], languages: tuple[str, ...]) -> tuple[str, float]:
    """Kind, and by how much it beats the next (0 … 1)."""
    scores = _scores(lines, languages)
    kind_of_strip = _machine_readable(lines)
    if kind_of_strip:
        scores[kind_of_strip] += 8.0
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 0.6:
        return "other", 0.0
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0], round((ranked[0][1] - second) / ranked[0][1], 3)


def _scores(lines: list[str], languages: tuple[str, ...]) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    bare = [f" {lexicon.bare(line)} " for line in lines]
    glued = f" {' '.join(line.strip() for line in bare)} "
    top = f" {' '.join(line.strip() for line in bare[: max(6, int(len(bare) * TITLE_LINES))])} "
    known = [code for code in dict.fromkeys((*languages, *ALWAYS)) if code in lexicon.phrases()]
    for code in known:
        share = 1.0 if code in languages else 0.4
        for kind, phrases in lexicon.phrases()[code].items():
            for phrase, weight in phrases:
                scores[kind] += share * weight * _hits(phrase, glued, top)
    return scores


def _hits(phrase: str, text: str, top: str) -> float:
    """Seen at all counts once; at the top, twice more; repeated, a little."""
    at = phrase if ord(phrase[0]) > 0xE00 or "<" in phrase else f" {phrase}"
    count = text.count(at)
    if not count:
        return 0.0
    return 1.0 + (2.0 if at in top else 0.0) + 0.3 * min(count - 1, 3)


def _machine_readable(lines: list[str]) -> str | None:
    for line in lines:
        found = MRZ.search(line.replace(" ", "").replace("«", "<"))
        if found and line.count("<") + line.count("«") >= 3:
            return "passport" if found[1] == "P" else "identity_card"
    return None
