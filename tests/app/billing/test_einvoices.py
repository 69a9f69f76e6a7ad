"""Factur-X and UBL: what is issued breaks no rule of EN 16931, and the checker sees who does."""

import json
from io import BytesIO
from unittest.mock import patch

import facturx
import pikepdf
import pytest
from lxml import etree

from app import clock, storage
from app.accounts.models import Role
from app.billing import operations, queries
from app.billing.einvoice import ubl
from app.billing.models import VatTreatment
from app.billing.rendering import render
from app.billing.validation import Syntax, findings, rules_broken
from app.db import commit
from tests.app.billing.test_invoices import JULY, delivered, issued, make_agreement, pdf_text
from tests.conftest import REALDOCS
from tests.factories import make_language, make_user

EINVOICE = REALDOCS / "einvoice"
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
VAT_NUMBER = "FR83404833048"


@pytest.fixture
def officer():
    return make_user(Role.FINANCE)


def taxed_as(treatment: VatTreatment, rate: str):
    make_language("uk")
    agreement = make_agreement()
    agreement.vat_treatment, agreement.vat_rate = treatment, rate
    for words in (10, 157, 233):
        delivered(agreement, words=words)
    commit()
    return agreement


@pytest.mark.parametrize(
    ("treatment", "rate", "category"),
    [
        (VatTreatment.STANDARD, "0.2000", "S"),
        (VatTreatment.EXEMPT, "0.0000", "E"),
        (VatTreatment.OUT_OF_SCOPE, "0.0000", "O"),
    ],
)
def test_invoices_and_credit_notes_break_no_rule(app, officer, treatment, rate, category):
    with patch.dict(app.config, BODY_VAT_NUMBER=VAT_NUMBER if category == "S" else ""):
        invoice = issued(taxed_as(treatment, rate), officer)
        with clock.set_to(JULY):
            note = operations.credit(invoice, officer, "Erreur de destinataire")
            commit()
    for row, code in ((invoice, "380"), (note, "381")):
        xml = storage.read(row.xml_sha256)
        assert findings(xml, Syntax.CII) == []
        assert findings(ubl(row.printed), Syntax.UBL) == []
        root = etree.fromstring(xml)
        assert root.findtext(f".//{RAM}TypeCode") == code
        assert root.findtext(f".//{RAM}DuePayableAmount") == str(abs(row.gross))
        assert {e.text for e in root.iter(f"{RAM}CategoryCode")} == {category}


def test_the_file_says_what_the_french_public_sector_asks(officer):
    invoice = issued(taxed_as(VatTreatment.OUT_OF_SCOPE, "0"), officer)
    root = etree.fromstring(storage.read(invoice.xml_sha256))
    assert root.findtext(f".//{RAM}BuyerReference") == "SVC1"
    order = root.find(f".//{RAM}BuyerOrderReferencedDocument/{RAM}IssuerAssignedID")
    assert order.text == "EJ0001"
    sirets = [element.text for element in root.iter(f"{RAM}GlobalID")]
    assert sirets == ["18003502400082", "73282932000074"]
    assert "Exonération de TVA." in "".join(root.itertext())


def test_lines_are_grouped_and_every_cent_is_explained(officer):
    invoice = issued(taxed_as(VatTreatment.OUT_OF_SCOPE, "0"), officer)
    [line] = invoice.printed["lines"]
    assert (line["documents"], line["quantity"]) == (3, 400)
    assert (line["adjustment"], line["net"]) == ("23.10", "99.10")  # 25.00 + 29.83 + 44.27
    assert sum(group.net for group in queries.groups_of(invoice)) == invoice.net


def test_the_pdf_carries_the_very_file_that_was_checked(officer):
    invoice = issued(taxed_as(VatTreatment.OUT_OF_SCOPE, "0"), officer)
    paper = render(invoice)
    name, inside = facturx.get_facturx_xml_from_pdf(paper)
    assert (name, inside) == ("factur-x.xml", storage.read(invoice.xml_sha256))
    with pikepdf.open(BytesIO(paper)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"
        assert "factur-x" in str(metadata).lower()
        assert "EN 16931" in str(metadata)
    shown = " ".join(pdf_text(paper).split())
    for expected in ("ukrainien", "99,10 €", "23,10 €", "75014 Paris", "40 euros"):
        assert expected in shown, expected


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("commitment_number", "", "engagement"),
        ("service_code", "", "service payeur"),
        ("city", "", "adresse du partenaire"),
        ("vat_exemption", "", "mention"),
        ("vat_rate", "0.2000", "taux"),
        ("vat_treatment", VatTreatment.STANDARD, "taux est nul"),
    ],
)
def test_a_particular_that_is_missing_keeps_the_number(officer, field, value, said):
    agreement = taxed_as(VatTreatment.OUT_OF_SCOPE, "0")
    setattr(agreement, field, value)
    commit()
    with clock.set_to(JULY):
        invoice = operations.draft(agreement, "2026-1", officer)
        assert any(said in problem for problem in operations.check(invoice))
        with pytest.raises(operations.InvoiceRefused, match=said):
            operations.issue(invoice, officer)
    assert queries.numbers_in("F2026") == []


def test_a_wrong_siret_is_seen_on_either_side(app, officer):
    agreement = taxed_as(VatTreatment.OUT_OF_SCOPE, "0")
    agreement.institution.siret = "73282932000075"
    commit()
    with patch.dict(app.config, BODY_SIRET="123"), clock.set_to(JULY):
        problems = operations.check(operations.draft(agreement, "2026-1", officer))
    assert sum("SIRET" in problem for problem in problems) == 2


def test_a_rule_that_is_broken_keeps_the_number(officer):
    agreement = taxed_as(VatTreatment.OUT_OF_SCOPE, "0")
    from app.billing.einvoice import cii

    wrong = patch("app.billing.operations.cii", lambda said: cii(said | {"net": "1.00"}))
    with clock.set_to(JULY), wrong:
        invoice = operations.draft(agreement, "2026-1", officer)
        with pytest.raises(operations.InvoiceRefused, match="BR-CO-1"):
            operations.issue(invoice, officer)
    assert queries.numbers_in("F2026") == []


def official_cases():
    """(rule, must it be broken, the invoice) of the official unit tests, for UBL."""
    for path in sorted((EINVOICE / "en16931/test").glob("*-unit-UBL/*.xml")):
        for test in etree.parse(path).getroot().iter("{*}test"):
            told, invoice = test.find("{*}assert"), test[-1]
            for verdict in told.iter("{*}error", "{*}success"):
                is_error = etree.QName(verdict).localname == "error"
                yield path.name, verdict.text.strip(), is_error, etree.tostring(invoice)


@pytest.mark.no_database
def test_the_official_unit_tests_are_judged_as_their_authors_do():
    wrong, refused = [], 0
    for name, rule, is_error, xml in official_cases():
        broken = {found.rule for found in rules_broken(xml, Syntax.UBL)}
        refused += is_error
        if (rule in broken) is not is_error:
            wrong.append((name, rule, is_error))
    assert wrong == []
    assert refused >= 100


@pytest.mark.no_database
def test_official_files_that_break_a_rule_are_refused():
    oracle = json.loads((EINVOICE / "svrl_oracle_cii_1.3.16.json").read_text())
    wrong, refused = [], 0
    for name, verdict in oracle.items():
        path = EINVOICE.parent / name
        if not path.is_file() or path.suffix != ".xml":  # others sit inside PDF files
            continue
        found = findings(path.read_bytes(), Syntax.CII)
        if verdict["fatal"]:
            refused += 1
            if not found:
                wrong.append(name)
    assert wrong == []
    assert refused >= 5


@pytest.mark.no_database
def test_no_failed_rule_is_not_enough():
    """A file to which no rule of the norm applies must not pass for valid."""
    assert [found.rule for found in findings(b"<Invoice/>", Syntax.CII)] == ["XSD"]
    assert rules_broken(b"<Invoice>1</Invoice>", Syntax.CII) != []
    assert [found.rule for found in findings(b"<Invoice>", Syntax.CII)] == ["XML"]


def test_partners_fetch_every_form_of_their_invoice(officer, login):
    agreement = taxed_as(VatTreatment.OUT_OF_SCOPE, "0")
    invoice = issued(agreement, officer)
    own = make_user(Role.INSTITUTION_MANAGER, institution_id=agreement.institution_id)
    client = login(own)

    def fetched(form: str) -> bytes:
        with client.get(f"/invoices/{invoice.id}/{form}") as response:
            assert response.status_code == 200
            return response.get_data()

    assert fetched("factur-x.xml") == storage.read(invoice.xml_sha256)
    assert b"urn:oasis:names:specification:ubl" in fetched("ubl.xml")
    assert len(fetched("annex.csv").decode("utf-8-sig").splitlines()) == 4
    assert fetched("annex.xlsx").startswith(b"PK")
