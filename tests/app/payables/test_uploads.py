"""A bill as a file: Factur-X or CSV, hostile or wrong, told in plain words; nothing is lost."""

import io
from decimal import Decimal
from pathlib import Path

import pytest

from app import clock, storage
from app.accounts.models import Role
from app.db import db
from app.payables import csv_lines, reading
from app.payables.models import Bill, BillSource
from app.payables.operations import BillRefused
from app.payables.plain_words import FAMILIES, RULES
from app.payables.queries import lines_of
from app.payables.uploads import submit_file
from tests.app.payables.invoices import cii, data_of, pdf
from tests.conftest import REALDOCS
from tests.deliveries import billed_as, delivered_order, make_agency
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("sent")
CORPUS = REALDOCS / "einvoice" / "zugferd-corpus"


@pytest.fixture
def agency():
    return make_agency()


def handed_in(agency, data: bytes, **heading) -> Bill:
    return submit_file(io.BytesIO(data), agency[1], clock.today(), **heading)


@pytest.mark.parametrize("level", ["basic", "en16931", "extended"])
def test_a_factur_x_in_pdf_is_read_and_matched_whatever_its_profile(agency, level):
    order = delivered_order(*agency)
    data = pdf(cii(billed_as(order), level=level), level)
    bill = handed_in(agency, data)
    [line] = lines_of(bill)
    assert (bill.number, bill.source, bill.gross) == (
        "2026-44", BillSource.FACTUR_X, Decimal("12.00"),
    )  # fmt: skip
    assert (line.reference, line.findings) == (order.number, [])
    assert (line.quantity, line.unit, line.unit_price, line.vat_rate) == (
        100, "word", Decimal("0.1000"), Decimal("0.2000"),
    )  # fmt: skip
    assert storage.read(bill.file_sha256) == data


def test_the_xml_alone_serves_as_well(agency):
    order = delivered_order(*agency)
    assert lines_of(handed_in(agency, cii(billed_as(order))))[0].findings == []


def refused(agency, data: bytes, **heading) -> str:
    with pytest.raises(BillRefused) as said:
        handed_in(agency, data, **heading)
    assert db.session.query(Bill).count() == 0
    return str(said.value)


def test_rules_of_the_norm_are_told_without_their_codes(agency):
    billed = billed_as(delivered_order(*agency))
    wrong_sum = refused(agency, cii(billed, **{"BT-112": "99.00", "BT-115": "99.00"}))
    assert "Le total TTC n'est pas la somme du HT et de la TVA." in wrong_sum
    no_number = refused(
        agency, cii(billed).replace(b"<ram:ID>2026-44</ram:ID>", b"<ram:ID></ram:ID>")
    )
    assert "numéro de la facture manque" in no_number or "mention obligatoire" in no_number
    moved = cii(billed).replace(b"ram:SellerTradeParty", b"ram:SoldierTradeParty")
    assert "ne suit pas le schéma Factur-X" in refused(agency, moved)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"BT-3": "381", "BG-3": [{"BT-25": "1"}]}, "pas les avoirs"),
        ({"BG-7": None}, "autre organisme"),
        ({"BG-4": None}, "pas votre société"),
    ],
)
def test_what_is_not_a_bill_of_this_agency_to_us_is_refused(agency, change, said):
    billed = billed_as(delivered_order(*agency))
    whole = data_of(billed)
    for name, value in change.items():
        other = {"identifiers": {"0009": "35600000000048"}, "legal_identifier": "356000000"}
        change[name] = whole[name] | other if value is None else value
    assert said in refused(agency, cii(billed, **change))


EVIL = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
>&e;</rsm:CrossIndustryInvoice>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
>&a9;</rsm:CrossIndustryInvoice>""" % b"".join(
    b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(10)
)


@pytest.mark.parametrize("data", [EVIL, BOMB])
def test_entities_and_document_types_are_refused_and_nothing_is_fetched(agency, data):
    said = refused(agency, data)
    assert "DOCTYPE" in said or "mal formé" in said
    assert "root:" not in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b"%PDF-1.7 rubbish", "ne peut pas"),
        (b"<html/>", "n'est pas une facture Factur-X"),
        (b"<a", "mal formé"),
        (b"\0\0\0\0", "ni un PDF"),
        (b"Nom;Prix\r\nA;1", "Commande"),
        (b"Commande;Montant HT\r\nC26-000001-A;douze", "n'est pas un nombre"),
        (b"Commande;Montant HT\r\nC26-000001-A;1,005", "n'est pas un nombre"),
        (b"Commande;Montant HT\r\nC26-000001-A;NaN", "n'est pas un nombre"),
        (b"Commande;Montant HT\r\nC26-000001-A;", "le montant manque"),
        (b"Commande;Montant HT\r\n", "aucune ligne"),
        (b"x" * (reading.FILE_LIMIT + 1), "10 Mo"),
    ],
)
def test_files_that_are_no_bill_are_refused_in_plain_words(agency, data, said):
    assert said in refused(agency, data, number="F-1")


def test_a_pdf_without_its_factur_x_says_what_to_do(agency):
    from app import paper

    assert "ne contient pas de fichier Factur-X" in refused(agency, paper.to_pdf("<p>Facture</p>"))


def test_a_csv_of_what_may_be_billed_comes_back_as_a_bill(agency, login):
    """The export is the model: handed in as it is, every line is right."""
    orders = [delivered_order(*agency) for _ in range(3)]
    sheet = login(agency[1]).get("/orders/billable?format=csv").get_data()
    answer = login(agency[1]).post(
        "/bills/upload",
        data={
            "month": f"{clock.today():%Y-%m}",
            "file-file": (io.BytesIO(sheet), "mars.csv"),
            "file-number": "C-7",
            "file-issued_on": clock.today().isoformat(),
            "file-vat_rate": "20",
        },
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    bill = db.session.query(Bill).one()
    assert bill.source is BillSource.CSV
    assert {line.reference for line in lines_of(bill)} == {order.number for order in orders}
    assert [line.findings for line in lines_of(bill)] == [[], [], []]


def test_a_csv_in_the_clothes_of_another_spreadsheet():
    data = "Order,Quantity,Unit,Unit price,Amount,VAT (%)\nc26-000123-k,100,words,0.1,10.00,20\n"
    [line] = csv_lines.lines_of(data.encode("cp1252"), Decimal(0))
    assert (line.reference, line.quantity, line.unit) == ("C26-000123-K", 100, "word")
    assert (line.unit_price, line.net, line.vat_rate) == (
        Decimal("0.1000"), Decimal("10.00"), Decimal("0.20"),
    )  # fmt: skip


def test_a_refused_file_says_why_on_the_page(agency, login):
    answer = login(agency[1]).post(
        "/bills/upload", data={"file-file": (io.BytesIO(EVIL), "facture.pdf")}
    )
    assert answer.status_code == 422
    assert "DOCTYPE" in answer.get_data(as_text=True)


def test_the_file_leaves_as_a_download_that_runs_nothing(agency, login):
    order = delivered_order(*agency)
    bill = handed_in(agency, cii(billed_as(order)))
    bill_id = bill.id
    db.session.commit()
    with login(make_user(Role.FINANCE)).get(f"/bills/{bill_id}/file") as answer:
        assert answer.status_code == 200
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "attachment" in answer.headers["Content-Disposition"]


def judged(path: Path) -> str:
    """The sentence of its refusal, or "read"."""
    try:
        xml = reading.xml_of_pdf(path) if path.suffix == ".pdf" else path.read_bytes()
        reading.checked(xml)
    except BillRefused as problem:
        return str(problem)
    return "read"


def test_real_invoices_are_read_or_refused_in_words_and_never_crash(app):
    """The public corpus; what its own authors put under `fail` is told why."""
    good = [judged(path) for path in sorted(CORPUS.glob("XML-Rechnung/CII/EN16931_*.xml"))[:8]]
    assert good.count("read") >= 6, good
    papers = sorted(CORPUS.glob("ZUGFeRDv2/fail/**/*.pdf"))[::3]
    said = [judged(path) for path in papers]
    assert len(said) >= 4
    assert all(sentence.endswith(".") for sentence in said if sentence != "read"), said
    assert not any("FX-SCH" in sentence or "must" in sentence for sentence in said), said


@pytest.mark.no_database
def test_every_sentence_is_plain(app):
    with app.app_context():
        for sentence in [*RULES.values(), *(text for _pattern, text in FAMILIES)]:
            assert str(sentence).endswith(".")
