"""Words as a word processor counts them, which is what the price needs: between spaces, where there
are any. Chinese, Japanese and Thai have none, and OCR spaces Korean titles out letter by letter:
there a word is so many signs, which were counted on running text and on forms."""

import re

from app.prescreen.content import lexicon

SIGNS_A_WORD, KANA_A_WORD, THAI_A_WORD, HANGUL_A_WORD = 1.65, 3.0, 3.3, 5.0
SIGNS, KANA, THAI = "\u3005\u3007\u3400-\u9fff", "\u3041-\u30fa\u30fc", "\u0e00-\u0e7f"
RUN = re.compile(f"([{SIGNS}]+)|([{KANA}]+)|([{THAI}]+)|([^\\s{SIGNS}{KANA}{THAI}]+)")
BETWEEN_SIGNS = re.compile(f"(?<=[{SIGNS}{KANA}]) (?=[{SIGNS}{KANA}])")  # as OCR has them
SPACED_OUT = re.compile(
    "(?<![가-힣])[가-힣](?:(?: [가-힣])+(?: [가-힣]{2,})?(?![가-힣])| [가-힣]{2,})"
)
STROKE = re.compile("(?<!\\S)[ㄱ-ㆎ]+(?!\\S)")  # that OCR makes of frames
ALONE = re.compile("^[가-힣][.,]?$")  # on its line: more often the corner of a cell than a word
NUMBER_OF_DAY = re.compile(r"(?<=\d) (?=[년월일](?![가-힣]))")


def of(tokens: list[str]) -> float:
    """Where no spaces are written, a word is about so many signs, and ends with the run of signs;
    of Thai the letters are counted, without the marks over and under them that OCR loses."""
    line = NUMBER_OF_DAY.sub("", BETWEEN_SIGNS.sub("", " ".join(tokens)))
    line = ALONE.sub("", SPACED_OUT.sub(_closed, STROKE.sub("", line)))
    count = 0.0
    for signs, kana, thai, other in RUN.findall(lexicon.THAI_SIGNS.sub("", line)):
        count += _of_signs(len(signs))
        count += max(1.0, len(kana) / KANA_A_WORD) if kana else 0
        count += len(thai) / THAI_A_WORD + any(map(str.isalnum, other))
    return count


def _of_signs(count: int) -> float:
    """Two signs are a word: what labels are made of."""
    return count / SIGNS_A_WORD if count > 2 else float(count > 0)


def _closed(spaced: re.Match[str]) -> str:
    """A title or a label of a Korean form, its letters spaced out: as many words as so many letters
    make."""
    letters = spaced[0].replace(" ", "")
    return " ".join(["가가"] * max(1, round(len(letters) / HANGUL_A_WORD)))
