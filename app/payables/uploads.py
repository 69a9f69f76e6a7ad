"""A file that a contractor hands in as its bill: kept as it came, scanned, read, submitted."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO

from app import clock, settings, storage
from app.accounts.models import User
from app.i18n import _
from app.intake import antivirus
from app.payables import csv_lines, factur_x, reading
from app.payables.models import Bill, BillSource
from app.payables.operations import BillRefused, Heading, submit
from app.payables.rules import Billed

MIMES = {"pdf": "application/pdf", "xml": "application/xml", "csv": "text/csv"}


def submit_file(
    stream: IO[bytes],
    actor: User,
    month: date,
    number: str = "",
    issued_on: date | None = None,
    vat_rate: Decimal = Decimal(0),
) -> Bill:
    """Raise `BillRefused`: what is wrong with the file, in words. The original is kept."""
    contractor = actor.contractor
    assert contractor is not None  # noqa: S101 (only contractors have this permission)
    try:
        stored = storage.put(stream, reading.FILE_LIMIT)
    except storage.TooLarge:
        raise BillRefused(_("Ce fichier dépasse 10 Mo.")) from None
    if not stored.size:
        raise BillRefused(_("Ce fichier est vide."))
    with storage.local_copy(stored.sha256) as path:
        _refuse_infected(path)
        with path.open("rb") as start:
            kind = reading.kind_of(start.read(64))
        if kind == "csv":
            heading = Heading(number, month, issued_on or clock.today())
            billed, source = csv_lines.lines_of(path.read_bytes(), vat_rate), BillSource.CSV
        else:
            heading, billed = _from_xml(kind, path, actor, month)
            source = BillSource.FACTUR_X
    return submit(contractor.id, actor, heading, billed, source, (stored.sha256, MIMES[kind]))


def _from_xml(kind: str, path: Path, actor: User, month: date) -> tuple[Heading, list[Billed]]:
    xml = reading.xml_of_pdf(path) if kind == "pdf" else path.read_bytes()
    root = reading.checked(xml)
    assert actor.contractor is not None  # noqa: S101
    return factur_x.bill_of(root, actor.contractor, month)


def _refuse_infected(path: Path) -> None:
    url = settings.current()["CLAMD_URL"]
    try:
        infected = bool(url) and antivirus.is_infected(path, url)
    except OSError:
        raise BillRefused(_("L'analyse antivirus ne répond pas : réessayez plus tard.")) from None
    if infected:
        raise BillRefused(_("L'analyse antivirus a bloqué ce fichier."))
