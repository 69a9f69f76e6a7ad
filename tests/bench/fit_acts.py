"""Fits what parts acts in one file, on rows that the bench wrote (`--out rows.jsonl`): no OCR.

    python -m tests.bench.fit_acts rows.jsonl…

Two acts in a row must be parted, of one language above all; an act cut in two at its middle, the
second half as a page of its own, must stay one: as a page that follows does.
"""

import argparse
import json
import random
from dataclasses import replace
from itertools import product
from pathlib import Path

from app.prescreen import prepared
from app.prescreen import thresholds as limit
from app.prescreen.content import acts, language
from app.prescreen.content.rows import rows_of
from app.prescreen.reading import PageReading, Word

STRENGTHS, SIZES, MARGINS = (2.0, 2.5, 4.0, 6.0), (1.15, 1.25), (0.45, 0.6, 0.75)
PAIRS = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="+", type=Path)
    read = single_pages(parser.parse_args().rows)
    print("title, size, margin: pairs parted, pairs of one language parted, halves kept")
    for strength, size, margin in product(STRENGTHS, SIZES, MARGINS):
        limit.TITLE_STRENGTH, limit.LARGE, limit.KIND_MARGIN = strength, size, margin
        print(strength, size, margin, parted(read), parted(read, alike=True), kept(read))


def single_pages(paths: list[Path]) -> list[tuple[dict, PageReading]]:
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return [
        (row["truth"], _page(row["found"]["pages"][0]))
        for row in rows
        if row["truth"]["legible"] and len(row["found"].get("pages", ())) == 1
    ]


def _page(data: dict) -> PageReading:
    boxes = [Word(text, *place, 90.0, 0) for *place, text in data["boxes"]]
    return replace(prepared._page(data), boxes=tuple(boxes))


def parted(read: list[tuple[dict, PageReading]], alike: bool = False) -> str:
    rng, right, total = random.Random(3), 0, 0
    for _ in range(PAIRS):
        (one, first), (other, second) = rng.sample(read, 2)
        same_act = one["act_id"] == other["act_id"]
        if same_act or (alike and one["languages"][0] != other["languages"][0]):
            continue
        right += len(acts.find([first, replace(second, number=2)], "other")) == 2
        total += 1
    return f"{right}/{total}"


def kept(read: list[tuple[dict, PageReading]]) -> str:
    halves = [pair for _, page in read if (pair := _halves(page))]
    return f"{sum(len(acts.find(pair, 'other')) == 1 for pair in halves)}/{len(halves)}"


def _halves(page: PageReading) -> list[PageReading] | None:
    rows = rows_of(page.boxes)
    middle = len(rows) // 2
    return [_part(page, rows[:middle], 1), _part(page, rows[middle:], 2)] if middle > 3 else None


def _part(page: PageReading, rows: list[list[Word]], number: int) -> PageReading:
    lines = [" ".join(word.text for word in row) for row in rows]
    found = language.identify(lines)
    return replace(
        page,
        number=number,
        boxes=tuple(word for row in rows for word in row),
        text="\n".join(lines),
        languages=found.codes,
        words=sum(found.words.values()),
        words_by_language=found.words,
    )


if __name__ == "__main__":
    main()
