"""What a returned file says, made safe to show and to print: text, or pictures of its pages."""

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nh3
import pypandoc
from PIL import Image

from app.errors import Invalid
from app.i18n import _l
from app.intake import rendering
from app.translation.files import DOCX, ODT

READERS = {DOCX: "docx", ODT: "odt"}
SECONDS, MEMORY = 60, "512m"  # what a converter may use of a stranger's file
TAGS = {
    *("p", "br", "strong", "em", "b", "i", "u", "s", "sup", "sub", "blockquote", "pre", "code"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "hr", "span", "div"),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "colgroup", "col"),
}
KEPT = {"*": {"dir", "lang"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


class Unreadable(Invalid):
    message = _l("Le texte de ce fichier n'a pas pu être lu. Enregistrez-le à nouveau, ou en PDF.")


def is_text(mime: str | None) -> bool:
    return mime in READERS


def html_of(path: Path, mime: str) -> str:
    """The text of a DOCX or ODT as clean HTML: no picture, no link, no script survives."""
    command = [pypandoc.get_pandoc_path(), "+RTS", f"-M{MEMORY}", "-RTS", "--sandbox"]
    command += ["--wrap=none", f"--from={READERS[mime]}", "--to=html", str(path)]
    try:
        made = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603 - our program, no shell
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Unreadable from None
    return nh3.clean(made.stdout.decode(), tags=TAGS, attributes=KEPT, link_rel=None)


def pictures_of(path: Path) -> Iterator[bytes]:
    """The pages of a PDF or a scan as JPEG, decoded in the limited process."""
    for image in rendering.render(path, dpi=200):
        yield _jpeg(image)


def picture_of(path: Path, number: int) -> bytes:
    """One page of it, from 1."""
    image = next(iter(rendering.render(path, dpi=150, pages=[number])), None)
    if image is None:
        raise Unreadable
    return _jpeg(image)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
