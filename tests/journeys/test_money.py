"""Finance's journey, end to end: contract, order, return accepted, bill matched, month closed by
two persons, Factur-X issued."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys.test_finance import factur_x_of, issue_of
from tests.journeys.test_main_job import certify

NOW = datetime.now(UTC)
THIS = f"{NOW:%Y-%m}"
LAST = f"{NOW.replace(day=1) - timedelta(days=1):%Y-%m}"


@pytest.mark.timeout(600)  # the longest journey: six people, a worker at the end
def test_from_the_contract_to_the_closed_month_and_the_factur_x(as_user, axe, tmp_path):
    finance, agency = as_user("finances"), as_user("agence")
    see_the_clause(finance, axe)
    number, reference = returned_order(agency, tmp_path)
    certify(as_user, axe, reference)
    address = billed(agency, axe, number)
    settled(finance, axe, address, number)
    expect_paid(agency, address)
    closed_by_two(finance, as_user("finances2"), axe)
    issued(finance)


def see_the_clause(page, axe) -> None:
    page.goto("/contracts")
    page.locator("tbody a").first.click()
    expect(page.locator("main")).to_contain_text("V × R / 1000")
    axe(page)


def returned_order(page, folder: Path) -> tuple[str, str]:
    """An order of the agency that is handed in now; (its number, its case's reference)."""
    page.goto("/orders?tab=to_return")
    if not page.locator("tbody tr").count():
        page.goto("/orders?tab=offered")
        page.locator("tbody tr th a").first.click()
        page.get_by_role("button", name="Accepter").click()
    else:
        page.locator("tbody tr th a").first.click()
    number = re.search(r"C\d{2}-\d{6}-\w", page.get_by_role("heading", level=1).inner_text())[0]
    reference = page.locator("dl.facts dd").first.inner_text().strip()
    paper = folder / "traduction.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(paper)
    page.get_by_role("link", name="Remettre la traduction").click()
    page.locator("input[type=file]").set_input_files(paper)
    page.get_by_role("button", name="Remettre le fichier").click()
    return number, reference


def billed(page, axe, number: str) -> str:
    """What was just accepted is on the agency's page, and billed in one click."""
    page.goto(f"/orders/billable?month={THIS}")
    row = page.get_by_role("row", name=re.compile(number))
    expect(row).to_contain_text("À facturer")
    axe(page)
    page.get_by_role("link", name="Facturer", exact=True).click()
    expect(page.get_by_label(f"Facturer {number}")).to_be_checked()
    page.get_by_label("Numéro de votre facture", exact=True).fill("PARCOURS-1")
    axe(page)
    page.get_by_role("button", name="Déposer la facture").click()
    expect(page.locator("main")).to_contain_text("déposée")
    return page.url


def settled(page, axe, address: str, number: str) -> None:
    page.goto("/bills?status=submitted")
    page.get_by_role("link", name="PARCOURS-1").click()
    assert page.url == address
    expect(page.get_by_role("row", name=re.compile(number))).to_contain_text("aucun")
    axe(page)
    page.get_by_role("button", name=re.compile("sans écart")).click()
    page.get_by_role("button", name="Mandater").first.click()
    page.locator("dialog[open] button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("Facture mandatée.")
    axe(page)


def expect_paid(page, address: str) -> None:
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Mandatée")
    page.goto(f"/orders/billable?month={THIS}")
    expect(page.get_by_role("region", name="Détail")).to_contain_text("Payée")


def closed_by_two(first, second, axe) -> None:
    """What is not clear is acknowledged with a reason; the same person never signs twice."""
    first.goto(f"/months/{LAST}")
    axe(first)
    for box in first.locator("form[action$='/sign'] input.form-control").all():
        box.fill("Vu avec le prestataire, repris le mois prochain.")
    first.get_by_role("button", name="Signer en premier").click()
    expect(first.locator("main")).to_contain_text("la seconde signature est celle d'une autre")
    expect(first.get_by_role("button", name=re.compile("Signer"))).to_have_count(0)
    second.goto(f"/months/{LAST}")
    second.get_by_role("button", name="Signer en second et clôturer").click()
    expect(second.locator("main")).to_contain_text("Mois clos et scellé")
    axe(second)
    with second.expect_download() as download:
        second.get_by_role("link", name="État du mois").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    second.goto("/months/proof")
    expect(second.locator("main")).to_contain_text("tous les sceaux tiennent")
    axe(second)


def issued(page) -> None:
    """A draft of the half-year, or the first invoice credited and drawn up anew; issued, read."""
    page.goto("/invoices?half=2026-1")
    page.get_by_role("button", name="Établir les brouillons").click()
    if not page.get_by_role("link", name="brouillon", exact=True).count():
        page.locator("tr", has_text=re.compile(r"F2026-\d{4}")).locator("a").last.click()
        page.get_by_role("button", name="Établir un avoir").first.click()
        page.get_by_label("Motif").fill("Repris pour le parcours")
        page.locator("dialog[open] button.btn-danger").click()
        page.goto("/invoices?half=2026-1")
        page.get_by_role("button", name="Établir les brouillons").click()
    row = page.get_by_role("row", name=re.compile("brouillon")).first
    issue_of(page, row.locator("td").nth(2).inner_text())
    assert b"CrossIndustryInvoice" in factur_x_of(page)


@pytest.mark.parametrize("key", ["finances", "audit"])
def test_the_pages_of_money_are_sound_on_a_telephone(as_user, axe, key):
    page = as_user(key, width=390, height=844)
    for path in ("/bills", "/penalties", "/months", "/months/proof", f"/months/{LAST}"):
        assert page.goto(path).status == 200
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1, path
    for path in ("/bills", "/penalties"):
        page.goto(path)
        page.locator("tbody a").first.click()
        axe(page)
