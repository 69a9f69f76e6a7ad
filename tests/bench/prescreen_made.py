"""Cases that the generated sets lack, made of their files: several acts in one file, blank backs,
curled paper.

    python -m tests.bench.prescreen_made --set DIR [--count N]
"""

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from app.intake import rendering
from app.prescreen import engine
from app.prescreen.reading import Reading

PAPER = 250
SPECKS = 0.00004  # share of the pixels of an empty back that dust darkens


def scans(folder: Path) -> list[dict]:
    """Legible scans with their pages in order."""
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    truths = [t for t in map(json.loads, lines) if t["legible"] and t["pages"] <= 2]
    return [t | {"path": folder / "files" / t["file"]} for t in truths]


def pages(truth: dict) -> list[Image.Image]:
    return [image.convert("L") for image in rendering.render(truth["path"], dpi=200)]


def blank(like: Image.Image, rng: random.Random) -> Image.Image:
    """An empty back as a scanner gives it: grey, a little dust, a faint edge."""
    noise = np.random.default_rng(rng.getrandbits(32))
    page = noise.normal(PAPER - 8, 2.0, (like.height, like.width))
    page[noise.random(page.shape) < SPECKS] = 90
    page[:, :4] = 150
    return Image.fromarray(page.clip(0, 255).astype(np.uint8))


def curled(page: Image.Image, rng: random.Random) -> Image.Image:
    """Paper that rises near one edge: lines bend, letters narrow, light falls off."""
    grey = np.asarray(page, np.float32)
    height, width = grey.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    at = x / width if rng.random() < 0.5 else 1 - x / width
    rise = rng.uniform(0.008, 0.02) * height
    bend = rise * np.exp(-((at / rng.uniform(0.25, 0.45)) ** 2)) * (y / height - 0.3)
    narrow = rng.uniform(0.02, 0.05) * width * np.sin(np.pi * at)
    warped = cv2.remap(grey, x + narrow, y + bend, cv2.INTER_LINEAR, borderValue=PAPER)
    light = 1 - rng.uniform(0.15, 0.4) * np.exp(-((at / 0.15) ** 2))
    return Image.fromarray((warped * light).clip(0, 255).astype(np.uint8))


def joined(parts: list[list[Image.Image]], path: Path) -> list[tuple[int, int]]:
    """One file of all the pages; the page ranges of its acts."""
    every = [page for part in parts for page in part]
    every[0].save(path, save_all=True, append_images=every[1:], compression="tiff_deflate")
    ranges, first = [], 1
    for part in parts:
        ranges.append((first, first + len(part) - 1))
        first += len(part)
    return ranges


def two_acts(chosen: list[dict], rng: random.Random, path: Path) -> dict:
    one, other = rng.sample(chosen, 2)
    return {"acts": joined([pages(one), pages(other)], path), "of": [one, other]}


def with_blank_back(chosen: list[dict], rng: random.Random, path: Path) -> dict:
    truth = rng.choice([t for t in chosen if t["pages"] == 1])
    page = pages(truth)[0]
    return {"acts": joined([[page, blank(page, rng)]], path), "of": [truth], "blank": 2}


def two_acts_with_backs(chosen: list[dict], rng: random.Random, path: Path) -> dict:
    """A feeder that scans both sides: an empty page after each act."""
    one, other = rng.sample([t for t in chosen if t["pages"] == 1], 2)
    parts = [[*pages(truth), blank(pages(truth)[0], rng)] for truth in (one, other)]
    return {"acts": joined(parts, path), "of": [one, other]}


def whole(chosen: list[dict], rng: random.Random, path: Path) -> dict:
    truth = rng.choice([t for t in chosen if t["pages"] == 2])
    return {"acts": joined([pages(truth)], path), "of": [truth]}


def curled_paper(chosen: list[dict], rng: random.Random, path: Path) -> dict:
    flat = [t for t in chosen if t["pages"] == 1 and t["capture"]["kind"].startswith("flatbed")]
    truth = rng.choice(flat)
    return {"acts": joined([[curled(pages(truth)[0], rng)]], path), "of": [truth]}


Maker = Callable[[list[dict], random.Random, Path], dict]
MAKERS: dict[str, Maker] = {
    "two acts": two_acts,
    "two acts, empty backs": two_acts_with_backs,
    "one act of two pages": whole,
    "one act, empty back": with_blank_back,
    "curled paper": curled_paper,
}


def measured(folder: Path, count: int, seed: int = 7) -> Iterator[tuple[str, dict, Reading]]:
    chosen, rng = scans(folder), random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        for what, make in MAKERS.items():
            for n in range(count):
                path = Path(place) / f"{n}.tif"
                case = make(chosen, rng, path)
                yield what, case, engine.read_file(path)


def acts_right(case: dict, found: Reading) -> bool:
    return [(act.first, act.last) for act in found.acts] == case["acts"]


def language_right(case: dict, found: Reading) -> bool:
    return found.language in {truth["languages"][0] for truth in case["of"]}


def blank_right(case: dict, found: Reading) -> bool:
    return [page.number for page in found.pages if page.blank] == [case["blank"]]


def print_made(folder: Path, count: int) -> None:
    rows = list(measured(folder, count))
    print(f"\n| {'made of the set':34} | {'right':>11} |\n|{'-' * 36}|{'-' * 13}|")
    for what in MAKERS:
        own = [(case, found) for name, case, found in rows if name == what]
        _line(f"{what}: page ranges", [acts_right(*pair) for pair in own])
        if "blank" in own[0][0]:
            _line(f"{what}: blank page seen", [blank_right(*pair) for pair in own])
        if len(own[0][0]["of"]) == 1:
            _line(f"{what}: language", [language_right(*pair) for pair in own])
    _misses(rows)


def _line(what: str, right: list[bool]) -> None:
    print(f"| {what:34} | {sum(right):>5}/{len(right):<5} |")


def _misses(rows: list[tuple[str, dict, Reading]]) -> None:
    for what, case, found in rows:
        if not acts_right(case, found):
            names = [truth["template"] for truth in case["of"]]
            got = [(act.first, act.last, act.document_type) for act in found.acts]
            print(f"{what}: {names} as {got}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--count", type=int, default=20)
    args = parser.parse_args()
    print_made(args.set, args.count)


if __name__ == "__main__":
    main()
