"""Pages that nobody here made, listed apart: orientation, script and language beside the index."""

import json
import os
import random
from collections import defaultdict
from pathlib import Path

from app.intake.refusals import UnsupportedFile
from app.prescreen import engine
from app.prescreen.reading import Reading

REAL = Path(os.environ.get("REALDOCS_DIR", "../shared/realdocs"))
ENDINGS = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".pdf", ".webp"}
TURNED = ("rotat", "orient")  # said of pages that do not stand upright: how far is not said


def pages(folder: Path) -> list[dict]:
    """Pages in one language, whose index says which."""
    rows = map(json.loads, (folder / "index.jsonl").read_text("utf-8").splitlines())
    return [
        row
        for row in rows
        if row["file"].startswith("pages/")
        and row.get("languages")
        and Path(row["file"]).suffix.lower() in ENDINGS
    ]


def script_of(row: dict) -> set[str]:
    """The index says "Jpan (vertical)", "Latn+Cyrl", "Latf" (Fraktur is Latin), "Hant"."""
    names = (row.get("script") or "").split(" ")[0].split("+")
    return {{"Latf": "Latn", "Hant": "Hans"}.get(name, name) for name in names}


def is_upright(row: dict) -> bool:
    said = " ".join(str(row.get(key, "")) for key in ("orientation", "capture", "shows", "file"))
    return not any(word in said.lower() for word in TURNED)


def answer(path: Path) -> Reading | None:
    try:
        return engine.read_file(path)
    except UnsupportedFile:
        return None


def print_real(folder: Path = REAL, most: int | None = None) -> None:
    found: dict[str, list[tuple[dict, Reading | None]]] = defaultdict(list)
    chosen = pages(folder)
    if most:
        chosen = random.Random(1).sample(chosen, min(most, len(chosen)))
    for row in sorted(chosen, key=lambda row: row["file"]):
        found[row["file"].split("/")[1]].append((row, answer(folder / row["file"])))
    print(f"\n| {'real pages':26} | {'files':>5} | upright | script | language | legible |")
    total = [0, 0, 0, 0, 0]
    for name, rows in [*found.items()]:
        counts = _counts(rows)
        total = [a + b for a, b in zip(total, counts, strict=True)]
        _line(name, counts)
    _line("all", total)


def _counts(rows: list[tuple[dict, Reading | None]]) -> list[int]:
    """Of pages that stand upright, those left so; handwriting and old print are among them."""
    read = [(row, reading) for row, reading in rows if reading]
    return [
        len(rows),
        sum(reading.rotation == 0 for row, reading in read if is_upright(row)),
        sum(reading.script in script_of(row) for row, reading in read),
        sum(reading.language in row["languages"] for row, reading in read),
        sum(reading.legible for _, reading in read),
    ]


def _line(name: str, counts: list[int]) -> None:
    files, upright, script, language, legible = counts
    print(f"| {name:26} | {files:>5} | {upright:>7} | {script:>6} | {language:>8} | {legible:>7} |")
