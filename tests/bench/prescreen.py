"""The figures of the prescreen on a generated set, in one table: `make bench-prescreen`.

    python -m tests.bench.prescreen [--set DIR] [--sample N] [--no-baseline] [--out rows.jsonl]

Beside them, in the same run, what one would use instead: a plain `tesseract` run on the same upright
page with the right language, told beforehand.
"""  # noqa: E501

import argparse
import json
import os
import random
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.intake import rendering
from app.intake.refusals import UnsupportedFile
from app.prescreen import engine, ocr

CORPUS = Path(os.environ.get("CORPUS_DIR", "../shared/corpus"))
FREQUENT = {"uk", "ru", "ar", "de", "es", "pt", "bg", "zh"}
SCRIPTS = {
    "latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "greek": "Grek", "hebrew": "Hebr",
    "armenian": "Armn", "georgian": "Geor", "ethiopic": "Ethi", "devanagari": "Deva",
    "bengali": "Beng", "tamil": "Taml", "thai": "Thai", "han": "Hans", "japanese": "Jpan",
    "korean": "Kore",
}  # fmt: skip
WRONG_HINT = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=CORPUS / "sets/dev")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-baseline", action="store_true")
    parser.add_argument("--hints", action="store_true", help="read a second time with a hint")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    rows = measured(args)
    if args.out:
        args.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))
    print_table(rows)
    print_misses(rows)


def measured(args: argparse.Namespace) -> list[dict]:
    lines = (args.set / "truth.jsonl").read_text("utf-8").splitlines()
    truths = [json.loads(line) for line in lines]
    rng = random.Random(args.seed)
    if args.sample:
        truths = rng.sample(truths, min(args.sample, len(truths)))
    engine.read_file(args.set / "files" / truths[0]["file"])  # loads models once
    return [_row(truth, args, rng) for truth in truths]


def _row(truth: dict, args: argparse.Namespace, rng: random.Random) -> dict:
    path = args.set / "files" / truth["file"]
    before, clock = _processor(), time.monotonic()
    try:
        found = engine.read_file(path).as_dict()
    except UnsupportedFile as refused:
        found = {"refused": refused.code}
    row = {"truth": truth, "found": found, "cpu": _processor() - before}
    row["wall"] = time.monotonic() - clock
    if args.hints:
        wrong = rng.random() < WRONG_HINT
        hint = rng.choice(["uk", "ru", "ar", "ro", "pt"]) if wrong else truth["languages"][0]
        row["hinted"] = engine.read_file(path, hint).language
    if not args.no_baseline:
        row["plain"] = _plain(path, truth)
    return row


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in used)


def _plain(path: Path, truth: dict) -> float:
    """Processor seconds of plain Tesseract on the pages already turned, language known."""
    model = ocr.MODEL_OF_LANGUAGE.get(truth["languages"][0], "eng")
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for image in rendering.render(path):
            image.convert("L").rotate(-turn_of(truth), expand=True).save(f"{folder}/p.pgm")
            before = _processor()
            command = ["tesseract", f"{folder}/p.pgm", "-", "-l", model]
            subprocess.run(command, capture_output=True, check=False)
            spent += _processor() - before
    return spent


def turn_of(truth: dict) -> int:
    """Degrees clockwise to stand upright once the EXIF tag is applied."""
    tagged = truth["capture"]["defects"].get("exif_orientation")
    return 0 if tagged else (360 - truth["rotation"]) % 360


# -- what is right ---------------------------------------------------------------------------------

Check = Callable[[dict], bool]


def read(row: dict) -> bool:
    return row["truth"]["legible"] and "refused" not in row["found"]


def language_right(row: dict) -> bool:
    return row["found"]["language"] == row["truth"]["languages"][0]


def language_among(row: dict) -> bool:
    return row["found"]["language"] in row["truth"]["languages"]


def hint_right(row: dict) -> bool:
    return row["hinted"] == row["truth"]["languages"][0]


def script_right(row: dict) -> bool:
    return row["found"]["script"] == SCRIPTS[row["truth"]["scripts"][0]]


def rotation_right(row: dict) -> bool:
    return all(page["rotation"] == turn_of(row["truth"]) for page in row["found"]["pages"])


def kind_right(row: dict) -> bool:
    return row["found"]["document_type"] == row["truth"]["type"]


def country_right(row: dict) -> bool:
    return row["found"]["country"] == row["truth"]["country"]


def words_right(row: dict) -> bool:
    true = row["truth"]["words_total"]
    return abs(row["found"]["words"] - true) <= 0.1 * true


def refused(row: dict) -> bool:
    return "refused" in row["found"] or not row["found"]["legible"]


def is_exempt(row: dict) -> bool:
    return not row["truth"]["needs_translation"]


def proposed(row: dict) -> bool:
    return "refused" not in row["found"] and not row["found"]["needs_translation"]


def reason_right(row: dict) -> bool:
    return row["found"]["reason"] == row["truth"]["no_translation_reason"]


def frequent(row: dict) -> bool:
    return read(row) and row["truth"]["languages"][0] in FREQUENT


def flatbed(row: dict) -> bool:
    return read(row) and row["truth"]["capture"]["kind"].startswith("flatbed")


CHECKS: tuple[tuple[str, Check, Check, str], ...] = (
    ("language, no hint", read, language_right, ">= 97 %"),
    ("language among the true ones", read, language_among, ""),
    ("script", read, script_right, ">= 99.5 %"),
    ("rotation", read, rotation_right, ">= 99 %"),
    ("kind, eight frequent languages", frequent, kind_right, ">= 95 %"),
    ("kind, all", read, kind_right, ">= 85 %"),
    ("country", read, country_right, ""),
    ("illegible caught", lambda r: not r["truth"]["legible"], refused, ">= 95 %"),
    ("legible refused", lambda r: r["truth"]["legible"], refused, "<= 2 %"),
    (
        "exemption precision",
        lambda r: r["truth"]["legible"] and proposed(r),
        lambda r: is_exempt(r),
        ">= 99 %",
    ),
    ("exemption recall", lambda r: read(r) and is_exempt(r), proposed, ">= 90 %"),
    ("exemption reason", lambda r: read(r) and is_exempt(r), reason_right, ""),
    ("words within 10 %, flatbed", flatbed, words_right, ">= 90 %"),
)
HINTED = ("language, hint right 9 in 10", read, hint_right, ">= 99 %")


def print_table(rows: list[dict]) -> None:
    print(f"\n| {'what':34} | {'right':>11} | {'share':>7} | {'aim':>9} |")
    checks = CHECKS + ((HINTED,) if "hinted" in rows[0] else ())
    for what, among, check, aim in checks:
        chosen = [row for row in rows if among(row)]
        right = sum(map(check, chosen))
        share = f"{100 * right / len(chosen):.1f} %" if chosen else "-"
        print(f"| {what:34} | {right:>5}/{len(chosen):<5} | {share:>7} | {aim:>9} |")
    pages = sum(row["truth"]["pages"] for row in rows)
    cpu = sum(row["cpu"] for row in rows)
    print(f"| {'processor seconds a page':34} | {cpu / pages:>11.2f} | {'':7} | {'':9} |")
    if "plain" in rows[0]:
        plain = sum(row["plain"] for row in rows)
        print(
            f"| {'plain tesseract, right language':34} | {plain / pages:>11.2f} | {'':7} | {'':9} |"
        )
        print(f"| {'ratio':34} | {cpu / plain:>11.2f} | {'':7} | {'<= 1.3':>9} |")
    walls = sorted(row["wall"] / row["truth"]["pages"] for row in rows)
    print(f"| {'seconds a page, median / 95th':34} | {_middle(walls):>11} | {'':7} | {'<= 5':>9} |")


def _middle(values: list[float]) -> str:
    return f"{values[len(values) // 2]:.1f} / {values[int(len(values) * 0.95)]:.1f}"


def print_misses(rows: list[dict]) -> None:
    print()
    for row in rows:
        wrong = list(_wrong(row))
        if wrong:
            truth = row["truth"]
            print(truth["file"], truth["template"], truth["capture"]["kind"], "; ".join(wrong))


def _wrong(row: dict) -> Iterator[str]:
    truth, found = row["truth"], row["found"]
    if "refused" in found:
        yield f"refused {found['refused']}"
        return
    if found["legible"] != truth["legible"]:
        yield f"legibility {found['legibility']} (hand {truth['handwriting_share']})"
    if not truth["legible"]:
        return
    if not language_right(row):
        yield f"language {found['languages']} for {truth['languages']}"
    if not script_right(row):
        yield f"script {found['script']}"
    if not rotation_right(row):
        yield f"rotation {[p['rotation'] for p in found['pages']]} for {turn_of(truth)}"
    if not kind_right(row):
        yield f"kind {found['document_type']} for {truth['type']}"
    if found["reason"] != truth["no_translation_reason"]:
        yield f"exemption {found['reason']} for {truth['no_translation_reason']}"
    if flatbed(row) and not words_right(row):
        yield f"words {found['words']} for {truth['words_total']}"


if __name__ == "__main__":
    main()
