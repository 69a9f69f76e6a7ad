"""What a returned file says, made safe to print: text for DOCX and ODT, pictures for PDF."""

import io
from pathlib import Path

import nh3
import pypandoc

from app import paper
from app.intake import rendering
from app.translation.files import DOCX, ODT

READERS = {DOCX: "docx", ODT: "odt"}
TAGS = {
    *("p", "br", "strong", "em", "b", "i", "u", "s", "sup", "sub", "blockquote", "pre", "code"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "hr", "span", "div"),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "colgroup", "col"),
}
KEPT = {"*": {"dir", "lang"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def html_of(path: Path, mime: str) -> str:
    """The text of a DOCX or ODT as clean HTML: no picture, no link, no script survives."""
    made = pypandoc.convert_file(
        str(path), "html", format=READERS[mime], extra_args=["--sandbox", "--wrap=none"]
    )
    return nh3.clean(made, tags=TAGS, attributes=KEPT, link_rel=None)


def pictures_of(path: Path) -> list[str]:
    """The pages of a PDF as data URIs, decoded in the limited process."""
    found = []
    for image in rendering.render(path, dpi=200):
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=85)
        found.append(paper.data_uri(out.getvalue(), "image/jpeg"))
    return found
