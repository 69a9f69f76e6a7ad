"""The figures of the prescreen on a generated set, in one table: `make bench-prescreen`.

    python -m tests.bench.prescreen [--set DIR] [--sample N] [--minutes M] [--hints] [--no-baseline]
        [--alone N] [--rival N] [--made N] [--real] [--memory PAGES] [--out rows.jsonl]

Beside them, in the same run, what one would use instead: plain `tesseract` on the same upright
page, told the right language, and OCRmyPDF `--rotate-pages --deskew` on a sample of the files.
"""

import argparse
import contextlib
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from app.intake import decoders
from app.intake.refusals import UnsupportedFile
from app.prescreen import engine
from app.prescreen.optics import standing
from tests.bench import (
    prescreen_fields,
    prescreen_made,
    prescreen_memory,
    prescreen_real,
    prescreen_rivals,
)
from tests.bench.prescreen_checks import (
    CHECKS,
    HINTED,
    SCRIPTS,
    read,
    rotation_right,
    turn_of,
    wrong,
)
from tests.bench.prescreen_rivals import processor

__all__ = ["SCRIPTS", "turn_of"]
CORPUS = Path(os.environ.get("CORPUS_DIR", "../shared/corpus"))
WRONG_HINT = 0.1
WORST = 20


def main() -> None:
    args = _arguments()
    rows = measured(args)
    print_table(rows)
    print_misses(rows)
    if args.made:
        prescreen_made.print_made(args.set, args.made)
    if args.real:
        prescreen_real.print_real(most=args.real)
    if args.memory:
        prescreen_memory.print_memory(sorted((args.set / "files").iterdir()), args.memory)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=CORPUS / "sets/dev")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--minutes", type=float, help="after which no other file is begun")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-baseline", action="store_true")
    parser.add_argument("--hints", action="store_true", help="read a second time with a hint")
    parser.add_argument("--rival", type=int, default=0, help="files that OCRmyPDF reads too")
    parser.add_argument("--alone", type=int, default=0, help="files read by processes of their own")
    parser.add_argument("--made", type=int, default=0, help="cases of each kind the set lacks")
    parser.add_argument("--real", type=int, default=0, help="real pages, at random, listed apart")
    parser.add_argument("--memory", type=int, default=0, help="pages read in a row")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def measured(args: argparse.Namespace) -> list[dict]:
    lines = (args.set / "truth.jsonl").read_text("utf-8").splitlines()
    truths = [json.loads(line) for line in lines]
    rng = random.Random(args.seed)
    if args.sample:
        truths = rng.sample(truths, min(args.sample, len(truths)))
    engine.read_file(args.set / "files" / truths[0]["file"])  # loads models once
    rows = []
    for truth in _in_time(truths, args.minutes):
        rows.append(_row(truth, args, rng))
        if args.out:  # as they come: a long run that is cut short is not lost
            with args.out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(rows[-1], ensure_ascii=False) + "\n")
    for row in rng.sample(rows, min(args.alone, len(rows))):
        row["alone"] = _alone(args.set / "files" / row["truth"]["file"])
    for row in rng.sample(rows, min(args.rival, len(rows))):
        path = args.set / "files" / row["truth"]["file"]
        row["ocrmypdf"] = asdict(prescreen_rivals.ocrmypdf(path, row["truth"]))
    return rows


def _alone(path: Path) -> float:
    """Processor seconds where the file finds neither decoder nor Tesseract standing."""
    standing.close_all()
    decoders.close_all()
    before = processor()
    with contextlib.suppress(UnsupportedFile):
        engine.read_file(path)
    return processor() - before


def _in_time(truths: list[dict], minutes: float | None) -> Iterator[dict]:
    """As many as `minutes` leave time for, whichever they are: the sample's order is random."""
    started = time.monotonic()
    for truth in truths:
        if minutes and time.monotonic() - started > 60 * minutes:
            return
        yield truth


def _row(truth: dict, args: argparse.Namespace, rng: random.Random) -> dict:
    path = args.set / "files" / truth["file"]
    before, clock = processor(), time.monotonic()
    try:
        found = engine.read_file(path).as_dict()
    except UnsupportedFile as refused:
        found = {"refused": refused.code}
    row = {"truth": truth, "found": found, "cpu": processor() - before}
    row["wall"] = time.monotonic() - clock
    row["mib"] = sum(prescreen_memory.resident())
    if args.hints and "refused" not in found:
        is_wrong = rng.random() < WRONG_HINT
        hint = rng.choice(["uk", "ru", "ar", "ro", "pt"]) if is_wrong else truth["languages"][0]
        before = processor()
        row["hinted"] = engine.read_file(path, hint).language
        row["hinted_cpu"] = processor() - before
    if not args.no_baseline:
        row["plain"] = prescreen_rivals.plain(path, truth)
    return row


def print_table(rows: list[dict]) -> None:
    print(f"\n| {'what':38} | {'right':>11} | {'share':>7} | {'aim':>9} |")
    print(f"|{'-' * 40}|{'-' * 13}|{'-' * 9}|{'-' * 11}|")
    for what, among, check, aim in CHECKS + ((HINTED,) if _hinted(rows) else ()):
        chosen = [row for row in rows if among(row)]
        _share(what, sum(map(check, chosen)), len(chosen), aim)
    for what, right, among in prescreen_fields.shares(rows):
        _share(what, right, among)
    _times(rows)
    _rival([row for row in rows if "ocrmypdf" in row])
    _memory(rows)


def _share(what: str, right: int, among: int, aim: str = "") -> None:
    share = f"{100 * right / among:.1f} %" if among else "-"
    print(f"| {what:38} | {right:>5}/{among:<5} | {share:>7} | {aim:>9} |")


def _figure(what: str, value: str, aim: str = "") -> None:
    print(f"| {what:38} | {value:>11} | {'':7} | {aim:>9} |")


def _lonely(rows: list[dict]) -> None:
    lonely = [row for row in rows if "alone" in row and "plain" in row]
    if lonely:
        spent, plain = (sum(row[key] for row in lonely) for key in ("alone", "plain"))
        _figure(f"ratio, no process stands ({len(lonely)} files)", f"{spent / plain:.2f}", "<= 1.3")


def _hinted(rows: list[dict]) -> list[dict]:
    return [row for row in rows if "hinted" in row]


def _times(rows: list[dict]) -> None:
    pages = _pages(rows)
    cpu = sum(row["cpu"] for row in rows)
    _figure("processor seconds a page", f"{cpu / pages:.2f}")
    if "plain" in rows[0]:
        plain = sum(row["plain"] for row in rows)
        _figure("plain tesseract, right language", f"{plain / pages:.2f}")
        _figure("ratio", f"{cpu / plain:.2f}", "<= 1.3")
        if hinted := _hinted(rows):
            ratio = sum(row["hinted_cpu"] for row in hinted) / sum(row["plain"] for row in hinted)
            _figure("ratio, hint right 9 in 10", f"{ratio:.2f}", "<= 1.3")
    _lonely(rows)
    walls = sorted(row["wall"] / row["truth"]["pages"] for row in rows)
    _figure("seconds a page, median / 95th", _middle(walls), "<= 5")


def _memory(rows: list[dict]) -> None:
    """Of this process and those it keeps; it read every page in a row (twice with hints)."""
    tenths = [rows[len(rows) * n // 10 - 1]["mib"] for n in range(1, 11)] if len(rows) > 9 else []
    if tenths:
        shown = " ".join(f"{mib:.0f}" for mib in tenths)
        print(f"resident memory after each tenth, MiB: {shown}")


def _rival(rows: list[dict]) -> None:
    """OCRmyPDF beside us, on the files it read too; it has no notion of language."""
    if not rows:
        return
    legible = [row for row in rows if read(row)]
    right = sum(map(prescreen_rivals.turned_right, legible))
    _share("OCRmyPDF: rotation", right, len(legible))
    _share("... ours, the same files", sum(map(rotation_right, legible)), len(legible))
    cpu = sum(row["ocrmypdf"]["cpu"] for row in rows)
    _figure("OCRmyPDF: processor seconds a page", f"{cpu / _pages(rows):.2f}")
    _figure("... ours, the same files", f"{sum(row['cpu'] for row in rows) / _pages(rows):.2f}")


def _pages(rows: list[dict]) -> int:
    return sum(row["truth"]["pages"] for row in rows)


def _middle(values: list[float]) -> str:
    return f"{values[len(values) // 2]:.1f} / {values[int(len(values) * 0.95)]:.1f}"


def print_misses(rows: list[dict]) -> None:
    """Most wrongs first: the worst ones are named, the others only counted."""
    missed = [(row["truth"], list(wrong(row))) for row in rows]
    missed = sorted((m for m in missed if m[1]), key=lambda m: -len(m[1]))
    print(f"\n{len(missed)} files of {len(rows)} have something wrong; the worst {WORST}:")
    for truth, reasons in missed[:WORST]:
        print(truth["file"], truth["template"], truth["capture"]["kind"], "; ".join(reasons))


if __name__ == "__main__":
    main()
