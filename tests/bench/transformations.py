"""One scan altered in every way a file travels: is it still known for the same scan?

`python -m tests.bench.fingerprint --transformed N` takes N legible files of one set, drawn with a
fixed seed. Each alteration is written to disk, read anew by the prescreen and compared with what
the file itself reads as.
"""

import io
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from app.fingerprint import decision
from app.fingerprint.relation import SERVES, Relation
from app.fingerprint.sheet import Capture
from app.intake import rendering
from app.reuse.captures import of_file
from tests.bench import captures

Pages = list[Image.Image]
DPI = 200
MARGIN = 0.02  # of each side


def report(folder: Path, kept: Path, most: int) -> None:
    names = [r["file"] for r in captures.rows(folder / "truth.jsonl") if r["legible"]]
    chosen = random.Random(4).sample(names, min(most, len(names)))
    told: dict[str, Counter[str]] = {name: Counter() for name in ALTERED}
    with tempfile.TemporaryDirectory() as place:
        for name in chosen:
            first = captures.read(folder / "files" / name, kept).capture()
            pages = [page.convert("RGB") for page in rendering.render(folder / "files" / name, DPI)]
            for way, alter in ALTERED.items():
                if first is not None and not (way == "page order" and len(pages) < 2):
                    told[way][_told(first, alter, pages, Path(place) / "altered")] += 1
    _print(told)


def _told(first: Capture, alter: Callable[[Pages, Path], Path], pages: Pages, at: Path) -> str:
    second = of_file(alter(pages, at))
    return decision.relate(first, second).relation.value


def _print(told: dict[str, Counter[str]]) -> None:
    same, served, total = 0, 0, 0
    print(f"\n{'the same scan, altered':24} same_capture, or closer   serves   of")
    for way, counts in told.items():
        close = counts[Relation.SAME_CAPTURE] + counts[Relation.IDENTICAL]
        serve = sum(counts[relation] for relation in SERVES)
        same, served, total = same + close, served + serve, total + counts.total()
        print(f"{way:24} {close:>22} {serve:>10} {counts.total():>4}   {dict(counts)}")
    print(f"{'all':24} {same:>22} {served:>10} {total:>4}   aim 99 % same_capture")


def _jpeg(quality: int, change: Callable[[Image.Image], Image.Image] = lambda page: page):
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
        pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_deflate")
        return path
    path = at.with_suffix(".png")
    pages[0].save(path)
    return path


def _pdf(pages: Pages, at: Path) -> Path:
    path = at.with_suffix(".pdf")
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=DPI)
    return path


def _resized(factor: float) -> Callable[[Image.Image], Image.Image]:
    return lambda page: page.resize((round(page.width * factor), round(page.height * factor)))


def _turned(degrees: float) -> Callable[[Image.Image], Image.Image]:
    return lambda page: page.rotate(degrees, Image.Resampling.BICUBIC, True, fillcolor="white")


def _cropped(page: Image.Image) -> Image.Image:
    across, down = round(page.width * MARGIN), round(page.height * MARGIN)
    return page.crop((across, down, page.width - across, page.height - down))


ALTERED: dict[str, Callable[[Pages, Path], Path]] = {
    "re-encoded": _png,
    "recompressed, quality 60": _jpeg(60),
    "resized to 70 %": _jpeg(90, _resized(0.7)),
    "resized to 130 %": _jpeg(90, _resized(1.3)),
    "turned by 90 degrees": _jpeg(90, _turned(90)),
    "turned by 180 degrees": _jpeg(90, _turned(180)),
    "turned by 270 degrees": _jpeg(90, _turned(270)),
    "turned by 3 degrees": _jpeg(90, _turned(3)),
    "margins cropped": _jpeg(90, _cropped),
    "put into a PDF": _pdf,
    "page order": lambda pages, at: _pdf(pages[::-1], at),
}
