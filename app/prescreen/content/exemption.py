"""Evidence that a paper needs no translation. It proposes; a person decides; never by country.

Vienna convention of 8 September 1976 (forms A, B, C: numbered boxes, dates under Jo Mo An);
Regulation (EU) 2016/1191 (multilingual standard form attached); a paper already in French.
"""

import re
from dataclasses import dataclass

from app.prescreen import thresholds as limit
from app.prescreen.content import lexicon

SYMBOLS = re.compile(r"\bjo\b\W{0,3}\d{0,2}\W{0,4}\bmo\b\W{0,3}\d{0,2}\W{0,4}\ban\b", re.I)
CIEC_WORDS = re.compile(
    r"extrait de l'acte de|convention .{0,40}vienne|\bciec\b"
    r"|date et lieu d[ue] (la )?(naissance|mariage|deces)|autres enonciations de l'acte"
    r"|delivrance, signature|service de l'etat civil de|nom avant le mariage|dernier conjoint"
    r"|state \W{0,3}(staat|estado|stato|devlet|drzava)|etat \W{0,3}state"
)
EU_WORDS = re.compile(
    r"2016 ?/ ?1191|formulaire type multilingue|multilingual standard form|mehrsprachiges formular"
    r"|formulaire multilingue|aide a la traduction|translation aid"
)
FRENCH_ACT = re.compile(
    r"extrait (d|du registre|des? )|acte de (naissance|mariage|deces)|copie integrale"
    r"|etat civil|apostille"
)


@dataclass(frozen=True)
class Exemption:
    reason: str | None
    evidence: tuple[str, ...] = ()


def find(lines: list[str], words: dict[str, int]) -> Exemption:
    total = sum(words.values()) or 1
    french = words.get("fr", 0) / total
    bare = [lexicon.bare(line) for line in lines]
    eu = [line for line, text in zip(lines, bare, strict=True) if EU_WORDS.search(text)]
    if eu and (french > 0.08 or len(eu) > 1):
        return Exemption("eu_form", tuple(eu[:4]))
    ciec = _ciec(lines, bare, words, french)
    if ciec:
        return Exemption("multilingual_ciec", tuple(ciec[:4]))
    if french >= limit.FRENCH_SHARE:
        return Exemption("already_french", _french_lines(lines, bare))
    return Exemption(None)


def _ciec(lines: list[str], bare: list[str], words: dict[str, int], french: float) -> list[str]:
    total = sum(words.values()) or 1
    shares = [count / total for count in words.values() if count / total >= 0.08]
    several = len(shares) >= 3 and french > 0.08
    symbols = [line for line, text in zip(lines, bare, strict=True) if SYMBOLS.search(text)]
    said = [line for line, text in zip(lines, bare, strict=True) if CIEC_WORDS.search(text)]
    if (symbols and said and french > 0.05) or (several and (said or symbols)):
        return symbols + said
    return []


def _french_lines(lines: list[str], bare: list[str]) -> tuple[str, ...]:
    found = [line for line, text in zip(lines, bare, strict=True) if FRENCH_ACT.search(text)]
    return tuple((found or lines)[:4])
