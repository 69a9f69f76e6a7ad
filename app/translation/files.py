"""What a returned file may be: PDF, DOCX or ODT, by its content."""

import zipfile
from pathlib import Path

import magic

from app.errors import Invalid
from app.i18n import _l
from app.intake import rendering
from app.intake.refusals import UnsupportedFile

LIMIT = 25 << 20  # bytes
UNPACKED_LIMIT = 200 << 20  # bytes: a zip that grows beyond is a bomb
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"
SUFFIX = {
    PDF: "pdf",
    DOCX: "docx",
    ODT: "odt",
    "image/jpeg": "jpg",  # a translation that the fund scanned, to be certified
    "image/png": "png",
    "image/tiff": "tif",
    "image/heic": "heic",
    "image/webp": "webp",
}
MACROS = ("vbaproject.bin", "basic/script-lc.xml")


class WrongFile(Invalid):
    message = _l(
        "Ce fichier n'est ni un PDF, ni un document Word (.docx), ni un document OpenDocument "
        "(.odt) lisible. Enregistrez la traduction dans l'un de ces formats."
    )


class WithMacros(WrongFile):
    message = _l("Ce document contient des macros. Enregistrez-le sans macros, ou en PDF.")


def kind_of(path: Path) -> str:
    """The media type of a returned translation; raises `WrongFile`."""
    if magic.from_file(str(path), mime=True) == PDF:
        _open_pages(path)
        return PDF
    if not zipfile.is_zipfile(path):
        raise WrongFile
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind_of_archive(archive)
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError):
        raise WrongFile from None


def _open_pages(path: Path) -> None:
    """A PDF that the limited process cannot open can be neither read again nor printed."""
    try:
        rendering.inspect(path)
    except UnsupportedFile as error:
        raise WrongFile(str(error)) from error


def _kind_of_archive(archive: zipfile.ZipFile) -> str:
    names = {name.lower() for name in archive.namelist()}
    if sum(item.file_size for item in archive.infolist()) > UNPACKED_LIMIT:
        raise WrongFile
    if any(name.endswith(MACROS) for name in names):
        raise WithMacros
    if "word/document.xml" in names:
        return DOCX
    if "mimetype" in names and archive.read("mimetype")[:100].decode("ascii", "replace") == ODT:
        return ODT
    raise WrongFile
