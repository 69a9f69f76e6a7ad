"""A program of its own that turns one hostile file into plain pixels, under hard limits.

It is loaded by path, imports nothing of the application, and has nothing to lose: no database, no
queue, no secret. It answers with frames: a line of JSON, then the raw pixels that it announces.
"""

import importlib.util
import io
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

Frame = tuple[dict, Iterable]  # what is told, and pieces of what follows it
SCAN_COVER = 0.7  # an image over this share of a PDF page is the page: a scan


def beside(name: str) -> ModuleType:
    """A module of this folder: there is no path to import from."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


text_layer, pixels = beside("text_layer"), beside("decoder_pixels")


class Refused(Exception):
    """The file cannot be taken; the argument is a code of `refusals.SENTENCES`."""


def main(path: str, order: dict) -> None:
    limits = order["limits"]
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        work = inspect if order["inspect"] else extract if order.get("extract") else render
        for head, body in work(path, order):
            pixels.send(head, body)
    except Refused as refused:
        pixels.send({"refused": str(refused)})
    except MemoryError:
        pixels.send({"refused": "too_many_pixels"})
    except Exception as error:  # whatever a broken file provokes: said in one word, never raised
        pixels.send({"refused": code_of(error, Path(path))})


def code_of(error: Exception, path: Path) -> str:
    words = str(error).lower()
    if "password" in words or "security" in words:
        return "encrypted"
    if "truncated" in words or "unexpected end" in words or "premature end" in words:
        return "truncated"
    if "out of memory" in words or "too large" in words:
        return "too_many_pixels"
    data = path.read_bytes()
    if "failed to load" in words and b"/Encrypt" in data:
        return "encrypted"
    return "truncated" if is_cut(data) else "unreadable"


def is_cut(data: bytes) -> bool:
    """A PDF without its end, or a TIFF whose table of contents lies beyond its end."""
    if data[:4] in (b"II*\0", b"MM\0*"):
        return int.from_bytes(data[4:8], "little" if data[:2] == b"II" else "big") >= len(data)
    return data.startswith(b"%PDF-") and b"%%EOF" not in data


def inspect(path: str, order: dict) -> Iterator[Frame]:
    """How many pages; the first one is decoded in full, so that a cut file shows at once."""
    count, pages = opened(path, order | {"dpi": 36})
    try:
        next(pages)
    except StopIteration:
        raise Refused("unreadable") from None
    yield {"pages": count}, ()


def render(path: str, order: dict) -> Iterator[Frame]:
    _, pages = opened(path, order)
    for head, image in pages:
        if head.get("pdf"):
            yield head | pixels.drawn(image), [image.buffer]
        else:
            image = upright(reduced(image, order["limits"]["output_pixels"]))
            yield head | pixels.decoded(image), pixels.strips(image)


def extract(path: str, order: dict) -> Iterator[Frame]:
    """Some pages of a file as a file of its own, in the same format and without loss."""
    body = io.BytesIO()
    if order["mime"] == "application/pdf":
        pdf_of(path, order["extract"], body)
    else:
        tiff_of(path, order, body)
    made = body.getvalue()
    yield {"pages": len(order["extract"]), "bytes": len(made)}, [made]


def pdf_of(path: str, numbers: list[int], body: io.BytesIO) -> None:
    import pypdfium2

    chosen = pypdfium2.PdfDocument.new()
    chosen.import_pages(pypdfium2.PdfDocument(path), [number - 1 for number in numbers])
    chosen.save(body)


def tiff_of(path: str, order: dict, body: io.BytesIO) -> None:
    _, pages = picture(path, order | {"pages": order["extract"]})
    images = []
    for _, image in pages:
        images.append(image.copy())
    first, *others = images
    dpi = first.info.get("dpi")
    options = {"dpi": dpi} if plausible(dpi) else {}
    first.save(body, "TIFF", save_all=True, append_images=others, compression="tiff_lzw", **options)


def opened(path: str, order: dict):
    return pdf(path, order) if order["mime"] == "application/pdf" else picture(path, order)


# -- images ----------------------------------------------------------------------------------------


def picture(path: str, order: dict):
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before any pixel is decoded
    if order["mime"] == "image/heic":
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener(thumbnails=False)
    image = Image.open(path)
    check_size(image, order)
    count = count_frames(image, order["limits"]["pages"]) if image.format == "TIFF" else 1
    return count, frames(image, count, order)


def check_size(image, order: dict) -> None:
    if image.width * image.height > order["limits"]["pixels"]:
        raise Refused("too_many_pixels")


def count_frames(image, most: int) -> int:
    count = 0
    while True:
        try:
            image.seek(count)
        except EOFError:
            image.seek(0)
            return count
        count += 1
        if count > most:
            raise Refused("too_many_pages")


def frames(image, count: int, order: dict):
    for index in range(count):
        if order.get("pages") and index + 1 not in order["pages"]:
            continue
        if count > 1:
            image.seek(index)
        check_size(image, order)
        stored = image.size
        image.draft(None, at_most(stored, order["limits"]["output_pixels"]))
        image.load()
        dpi = image.info.get("dpi")
        yield {"number": index + 1, "dpi": plausible(dpi), "stored": stored, "text": ""}, image


def at_most(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    factor = min(1.0, (pixels / (size[0] * size[1])) ** 0.5)
    return int(size[0] * factor), int(size[1] * factor)


def plausible(dpi) -> float | None:
    """A camera writes 72 where it knows nothing."""
    try:
        value = float(min(dpi))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return value if 100 <= value <= 1200 else None


def reduced(image, pixels: int):
    factor = -(-((image.width * image.height) ** 0.5) // pixels**0.5)
    if factor <= 1:
        return image
    if image.mode in ("P", "1"):
        image = image.convert("RGB" if image.mode == "P" else "L")
    return keep_tag(image, image.reduce(int(factor)))


def keep_tag(old, new):
    new.info.update({k: v for k, v in old.info.items() if k == "exif"})
    new._exif = old.getexif()
    return new


def upright(image):
    """EXIF applied, transparency on white, one of the modes L and RGB."""
    from PIL import Image, ImageOps

    orientation = ORIENTATIONS.get(tag_of(image))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    elif image.mode.startswith(("I", "F")):
        image = ImageOps.autocontrast(to_eight_bits(image))
    elif image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    return image.transpose(orientation) if orientation is not None else image


ORIENTATIONS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # EXIF 274 → PIL.Image.Transpose


def tag_of(image) -> int:
    try:
        return int(image.getexif().get(274, 1))
    except Exception:  # a malformed tag turns nothing
        return 1


def to_eight_bits(image):
    low, high = image.getextrema()
    scale = 255 / max(high - low, 1)
    return image.convert("F").point(lambda value: value * scale - low * scale).convert("L")


# -- PDF -------------------------------------------------------------------------------------------


def pdf(path: str, order: dict):
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    count = len(document)
    if not count:
        raise Refused("unreadable")
    if count > order["limits"]["pages"]:
        raise Refused("too_many_pages")
    return count, sheets(document, count, order)


def sheets(document, count: int, order: dict):
    shown = 0
    for index in range(count):
        if order.get("pages") and index + 1 not in order["pages"]:
            continue
        try:
            yield sheet(document, index, order)
            shown += 1
        except Exception:
            if index + 1 == count and not shown:
                raise


def sheet(document, index: int, order: dict):
    page = document[index]
    width, height = page.get_size()
    native = scan_resolution(page, width * height)
    dpi = min(order["dpi"], max(native, 72)) if native else order["dpi"]
    most = (order["limits"]["output_pixels"] / max(width * height, 1)) ** 0.5
    said = {} if order["inspect"] else text_layer.of(page)
    bitmap = page.render(scale=min(dpi / 72, most), may_draw_forms=False)
    page.close()
    return {"number": index + 1, "dpi": native or None, "pdf": True, **said}, bitmap


def scan_resolution(page, area: float) -> float:
    """Dots per inch of the scan that fills the page; 0 where the page is drawn (born digital)."""
    import pypdfium2.raw as raw

    best = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        cover = (right - left) * (top - bottom)
        if area and cover / area >= SCAN_COVER:
            pixels = item.get_px_size()
            best = max(best, 72 * (pixels[0] * pixels[1] / cover) ** 0.5)
    return round(best, 1)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
