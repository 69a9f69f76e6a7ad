"""What a returned file may be: PDF, DOCX or ODT, by its content."""

import zipfile
from pathlib import Path

import magic

from app.errors import Invalid
from app.i18n import _l

LIMIT = 25 << 20  # bytes
UNPACKED_LIMIT = 200 << 20  # bytes: a zip that grows beyond is a bomb
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"
SUFFIX = {PDF: "pdf", DOCX: "docx", ODT: "odt"}


class WrongFile(Invalid):
    message = _l(
        "Ce fichier n'est ni un PDF, ni un document Word (.docx), ni un document OpenDocument "
        "(.odt) lisible. Enregistrez la traduction dans l'un de ces formats."
    )


def kind_of(path: Path) -> str:
    """The media type of a returned translation; raises `WrongFile`."""
    found = magic.from_file(str(path), mime=True)
    if found == PDF:
        return PDF
    if not zipfile.is_zipfile(path):
        raise WrongFile
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if sum(item.file_size for item in archive.infolist()) > UNPACKED_LIMIT:
            raise WrongFile
        if "word/document.xml" in names:
            return DOCX
        if "mimetype" in names and archive.read("mimetype")[:100].decode("ascii", "replace") == ODT:
            return ODT
    raise WrongFile
