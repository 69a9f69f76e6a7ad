"""Words as the eye groups them: rows side by side, cells that a wide gap parts."""

from collections.abc import Sequence
from itertools import pairwise

from app.prescreen import thresholds as limit
from app.prescreen.reading import Word

Box = tuple[int, int, int, int]


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand side by side, whatever block OCR put them in; a text layer that gives no
    places gives lines."""
    if not any(word.height for word in words):
        return _by_line(words)
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.top + w.height / 2):
        middle = word.top + word.height / 2
        if rows and middle - middle_of(rows[-1]) < 0.55 * max(word.height, rows[-1][-1].height):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.left) for row in rows]


def _by_line(words: Sequence[Word]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())


def middle_of(row: Sequence[Word]) -> float:
    return sum(word.top + word.height / 2 for word in row) / len(row)


def cells_of(row: Sequence[Word]) -> list[list[Word]]:
    """A row parted where a wide gap is: a note, or the next column, stands apart."""
    cells = [[row[0]]]
    for before, word in pairwise(row):
        gap = word.left - before.left - before.width
        if gap > limit.BLOCK_GAP * word.height > 0:
            cells.append([])
        cells[-1].append(word)
    return cells


def box_of(words: Sequence[Word]) -> Box | None:
    if not words or not any(word.width for word in words):
        return None
    left, top = min(w.left for w in words), min(w.top for w in words)
    right, bottom = max(w.left + w.width for w in words), max(w.top + w.height for w in words)
    return left, top, right - left, bottom - top
