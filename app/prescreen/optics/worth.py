"""How good a reading is: surely read, and a language at all."""

from app.prescreen import thresholds as limit
from app.prescreen.content import lexicon, script
from app.prescreen.optics.ocr import Text


def quality_of(text: Text) -> float:
    """Confidence, lowered where there is hardly anything to be confident about. Of all that was
    read: without the words that are likely ornament, a wrong model looks nearly as good."""
    letters = sum(len(word.text) for word in text.words)
    wrong = limit.NO_KANA if is_chinese(text) else 0.0
    return text.confidence * min(1.0, letters / 40) - wrong


def worth_of(text: Text) -> float:
    """Confidence, and the words that bear it out: of two scripts, one reads as a language."""
    known = lexicon.known(word.text for word in text.words)
    return quality_of(text) + limit.A_KNOWN_WORD * min(known, limit.MOST_KNOWN)


def is_chinese(text: Text) -> bool:
    """The Japanese model reads Chinese well, but finds no kana in it."""
    found = script.counts(" ".join(word.text for word in text.words))
    return text.model == "jpn" and found["Hans"] > found["Jpan"]


def is_language(text: Text) -> bool:
    """Some word of a list, where there are any to look up."""
    seen = " ".join(word.text for word in text.words)
    no_words = script.main_of(seen) in script.WITHOUT_SPACES | script.IN_SYLLABLES
    return no_words or bool(lexicon.known([seen]))


def says_words(text: Text, least: int = limit.KNOWN_WORDS) -> bool:
    """Words of a list among the noise: the script is right, however badly the page reads."""
    return lexicon.known(word.text for word in text.words) >= least


def share_lost(raw: Text, kept: Text) -> float:
    """Letters of scripts that are not there at all, once the reading is cleaned."""
    if "+" not in raw.model:
        return 0.0
    before, after = (script.counts(" ".join(w.text for w in text.words)) for text in (raw, kept))
    gone = sum(count for name, count in before.items() if not after[name])
    return gone / max(1, before.total())
