"""One scan altered in every way a file travels: is it still known for the same scan?

`python -m tests.bench.fingerprint --transformed N` takes N legible files of one set, drawn with a
fixed seed, half of them of several pages. Each alteration is written to disk, opened anew and
compared with what the file itself reads as: by its pixels, and by OCR where these leave a doubt.
"""

import io
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from app.fingerprint.pair import decision
from app.fingerprint.pair.sheet import Capture, sheet_of
from app.fingerprint.relation import SERVES, Relation
from app.intake import rendering
from app.reuse.captures import of_file
from tests.bench import captures, fingerprint_digits
from tests.bench.captures import Readings

Pages = list[Image.Image]
Change = Callable[[Image.Image], Image.Image]
DPI = 200
RETOUCHED = "recompressed, quality 60"
BILEVEL = "black and white"  # keeps no shade and no grey: counted on its own


def report(readings: Readings, most: int, share: tuple[int, int] = (0, 1), read: int = 2) -> None:
    """Of `most` files, or a share of them; the first `read` of them go the whole way, OCR
    included, as well."""
    part, of = share
    chosen = _chosen(readings, most)[part::of]
    told: dict[str, Counter[str]] = {name: Counter() for name in ALTERED}
    whole: dict[str, Counter[str]] = {name: Counter() for name in ALTERED}
    seconds: list[float] = []
    retouched: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        for rank, name in enumerate(chosen):
            first = readings.read(name).capture()
            if first is None:
                continue
            for way, path in _altered(readings.folder / "files" / name, Path(place) / "altered"):
                before = captures.processor()
                relation = _told(first, path)
                seconds.append(captures.processor() - before)
                told[way][relation] += 1
                if relation not in (Relation.SAME_CAPTURE, Relation.IDENTICAL):
                    print(f"  {name}, {way}: {relation}", flush=True)
                if way == RETOUCHED:
                    retouched += _retouched(readings, name, first, path)
                if rank < read and not part:
                    whole[way][decision.relate(first, of_file(path)).relation] += 1
    _print("the same scan, altered", told)
    seconds.sort()
    middle, high = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    print(f"seconds of processor a file: median {middle:.2f}, 95th percentile {high:.2f}")
    print(f"one character retouched in the scan, then {RETOUCHED} (none may serve): {retouched}")
    if read and not part:
        _print("read by OCR as at upload", whole)


def _chosen(readings: Readings, most: int) -> list[str]:
    """Legible files, half of them of several pages where there are as many."""
    draw = random.Random(4)
    legible = [row for row in readings.truth.values() if row["legible"]]
    several = [row["file"] for row in legible if len(row["text"]) > 1]
    single = [row["file"] for row in legible if len(row["text"]) == 1]
    first = draw.sample(several, min(most // 2, len(several)))
    return first + draw.sample(single, min(most - len(first), len(single)))


def _altered(file: Path, at: Path) -> Iterator[tuple[str, Path]]:
    pages = [page.convert("RGB") for page in rendering.render(file, DPI)]
    for way, alter in ALTERED.items():
        if way != "page order" or len(pages) > 1:
            yield way, alter(pages, at)


def _told(first: Capture, path: Path) -> Relation:
    """By pixels as received, whatever way up; only what is left in doubt is read."""
    verdict = decision.relate(first, _unread(path))
    if verdict.pages and all(page.is_same_scan for page in verdict.pages):
        return verdict.relation
    return decision.relate(first, of_file(path)).relation


def _unread(path: Path) -> Capture:
    pages = enumerate(rendering.render(path, DPI), start=1)
    sheets = [sheet_of(number, page.convert("L"), (), page.width) for number, page in pages]
    return Capture("unread", tuple(sheets))


def _retouched(readings: Readings, name: str, first: Capture, path: Path) -> Counter[str]:
    """What the altered scan is to scans of which a digit or a letter is another."""
    said = fingerprint_digits.Truth.of(readings.truth[name])
    altered, told = _unread(path), Counter[str]()
    for kind in fingerprint_digits.KINDS:
        if made := fingerprint_digits.neighbour(first, name, said, kind):
            relation = decision.relate(made[0], altered).relation
            told[str(relation)] += 1
            if relation in SERVES:
                print(f"  {name}, {made[1]}: {relation}", flush=True)
    return told


def _print(title: str, told: dict[str, Counter[str]]) -> None:
    same, served, total = 0, 0, 0
    print(f"\n{title:26} same_capture, or closer   serves   of")
    for way, counts in told.items():
        close = counts[Relation.SAME_CAPTURE] + counts[Relation.IDENTICAL]
        serve = sum(counts[relation] for relation in SERVES)
        if way != BILEVEL:
            same, served, total = same + close, served + serve, total + counts.total()
        said = {str(relation): count for relation, count in counts.items()}
        print(f"{way:26} {close:>22} {serve:>10} {counts.total():>4}   {said}")
    share = f"{same / max(1, total):.1%}, aim 99 % same_capture"
    print(f"{'all but the last':26} {same:>22} {served:>10} {total:>4}   {share}")


def _jpeg(quality: int, change: Change = lambda page: page) -> Callable[[Pages, Path], Path]:
    """Written as JPEG; more than one page goes into a PDF of JPEGs."""

    def write(pages: Pages, at: Path) -> Path:
        altered = [_again(change(page), quality) for page in pages]
        if len(altered) > 1:
            return _pdf(altered, at)
        path = at.with_suffix(".jpg")
        altered[0].save(path, quality=quality, dpi=(DPI, DPI))
        return path

    return write


def _again(page: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _png(pages: Pages, at: Path) -> Path:
    if len(pages) > 1:
        path = at.with_suffix(".tif")
        first, *others = (page.copy() for page in pages)
        first.save(path, save_all=True, append_images=others, compression="tiff_deflate")
        return path
    path = at.with_suffix(".png")
    pages[0].save(path)
    return path


def _pdf(pages: Pages, at: Path) -> Path:
    """Of copies: an image that Pillow saved before brings the pages of that time along."""
    path = at.with_suffix(".pdf")
    first, *others = (page.copy() for page in pages)
    first.save(path, save_all=True, append_images=others, resolution=DPI)
    return path


def _resized(factor: float) -> Change:
    return lambda page: page.resize((round(page.width * factor), round(page.height * factor)))


def _turned(degrees: float) -> Change:
    return lambda page: page.rotate(degrees, Image.Resampling.BICUBIC, True, fillcolor="white")


def _cropped(left: float, top: float, right: float, bottom: float) -> Change:
    """Shares of the width or the height."""

    def change(page: Image.Image) -> Image.Image:
        wide, high = page.size
        box = (wide * left, high * top, wide * (1 - right), high * (1 - bottom))
        return page.crop(tuple(round(value) for value in box))

    return change


def _margins(share: float) -> Change:
    return _cropped(share, share, share, share)


def _grey(page: Image.Image) -> Image.Image:
    return page.convert("L").convert("RGB")


def _bilevel(page: Image.Image) -> Image.Image:
    """As a gateway makes a fax of a picture: darker than its surroundings is black."""
    grey = np.asarray(page.convert("L")).astype(np.float32)
    around = cv2.GaussianBlur(grey, (0, 0), 20)
    dark = grey <= np.minimum(around - 25, 200)
    return Image.fromarray(np.where(dark, 0, 255).astype(np.uint8)).convert("RGB")


def _then(*changes: Change) -> Change:
    return lambda page: reduce(lambda made, change: change(made), changes, page)


ALTERED: dict[str, Callable[[Pages, Path], Path]] = {
    "re-encoded": _png,
    "recompressed, quality 60": _jpeg(60),
    "recompressed, quality 40": _jpeg(40),
    "resized to 50 %": _jpeg(90, _resized(0.5)),
    "resized to 70 %": _jpeg(90, _resized(0.7)),
    "resized to 130 %": _jpeg(90, _resized(1.3)),
    "resized to 200 %": _jpeg(85, _resized(2)),
    "turned by 90 degrees": _jpeg(90, _turned(90)),
    "turned by 180 degrees": _jpeg(90, _turned(180)),
    "turned by 270 degrees": _jpeg(90, _turned(270)),
    "turned by 1 degree": _jpeg(90, _turned(1)),
    "turned by -2 degrees": _jpeg(90, _turned(-2)),
    "turned by 3 degrees": _jpeg(90, _turned(3)),
    "turned by 5 degrees": _jpeg(90, _turned(5)),
    "turned by -7 degrees": _jpeg(90, _turned(-7)),
    "margins cropped by 2 %": _jpeg(90, _margins(0.02)),
    "margins cropped by 5 %": _jpeg(90, _margins(0.05)),
    "margins cropped by 8 %": _jpeg(90, _margins(0.08)),
    "two sides cropped": _jpeg(90, _cropped(0.06, 0, 0, 0.05)),
    "put into a PDF": _pdf,
    "page order": lambda pages, at: _pdf(pages[::-1], at),
    "in grey": _jpeg(85, _grey),
    "3 degrees, 70 %": _jpeg(80, _then(_turned(3), _resized(0.7))),
    "cropped, 130 %, quality 50": _jpeg(50, _then(_margins(0.05), _resized(1.3))),
    "2 degrees, cropped, grey": _jpeg(60, _then(_turned(-2), _margins(0.05), _grey)),
    "60 %, quality 40": _jpeg(40, _resized(0.6)),
    "90 degrees, cropped": _jpeg(75, _then(_turned(90), _margins(0.02))),
    BILEVEL: lambda pages, at: _png([_bilevel(page) for page in pages], at),
}
