"""A bill that comes as a file: its XML, without a door open to what a hostile file asks for.

Limits first, then the type from the content, then a parser that resolves nothing, then the
schema and the rules of EN 16931. Every refusal is a sentence a bookkeeper understands.
"""

import subprocess
import sys
from pathlib import Path

from facturx.facturx import get_level
from lxml import etree

from app.billing.validation import LEVELS, Finding, findings
from app.i18n import _
from app.payables.operations import BillRefused
from app.payables.plain_words import told

FILE_LIMIT = 10 << 20  # bytes
XML_LIMIT = 5 << 20  # bytes
WAIT = 30  # seconds
SHOWN = 12  # rules told at once
PROFILES = {level: syntax for syntax, level in LEVELS.items()}
NAMESPACE = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"


def kind_of(start: bytes) -> str:
    """pdf, xml or csv, from the content; the name of the file says nothing."""
    if start.startswith(b"%PDF-"):
        return "pdf"
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    return "xml" if text.startswith(b"<") else "csv"


def xml_of_pdf(path: Path) -> bytes:
    """The Factur-X file inside the PDF, taken out by a process of its own."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("unwrap.py")), str(path)]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, on a path of our own)
            command, capture_output=True, timeout=WAIT, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        raise BillRefused(_("La lecture de ce PDF prend trop de temps et a été arrêtée.")) from None
    if done.returncode:
        raise BillRefused(_("Ce PDF est abîmé ou protégé : il ne peut pas être lu."))
    if not done.stdout:
        raise BillRefused(
            _(
                "Ce PDF ne contient pas de fichier Factur-X. Exportez votre facture en Factur-X, "
                "ou déposez un CSV."
            )
        )
    return done.stdout


def parsed(xml: bytes) -> etree._Element:
    """The root of an invoice in CII, without entities, document type nor anything fetched."""
    if len(xml) > XML_LIMIT:
        raise BillRefused(_("Le fichier XML dépasse 5 Mo : partagez la facture."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise BillRefused(_("Ce fichier XML est mal formé : exportez-le de nouveau.")) from None
    if root.getroottree().docinfo.doctype:
        raise BillRefused(_("Ce fichier XML porte une déclaration DOCTYPE : elle est refusée."))
    if etree.QName(root).namespace != NAMESPACE:
        raise BillRefused(
            _("Ce fichier n'est pas une facture Factur-X (syntaxe CII). Déposez un Factur-X.")
        )
    return root


def checked(xml: bytes) -> etree._Element:
    """The root of a bill that breaks no rule of its profile; raises `BillRefused`."""
    root = parsed(xml)
    try:
        level = get_level(root, "factur-x")
    except ValueError:
        raise BillRefused(_("Ce fichier ne dit pas son profil Factur-X.")) from None
    if level not in PROFILES:
        raise BillRefused(
            _(
                "Le profil %(level)s n'a pas le détail des lignes. Exportez au profil "
                "BASIC, EN 16931 ou EXTENDED.",
                level=level.upper(),
            )
        )
    found = findings(etree.tostring(root), PROFILES[level])
    broken = [finding for finding in found if finding.is_fatal]
    if broken:
        raise BillRefused(_refusal(broken))
    return root


def _refusal(broken: list[Finding]) -> str:
    sentences = list(dict.fromkeys(told(found) for found in broken))
    start = _("La facture ne respecte pas la norme :")
    more = len(sentences) - SHOWN
    rest = " " + _("Et %(more)s autres.", more=more) if more > 0 else ""
    return f"{start} {' '.join(sentences[:SHOWN])}{rest}"
