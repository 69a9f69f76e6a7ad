"""Journey 7: from the agreement to numbered invoices in Factur-X, a credit note, the costs."""

import re
from pathlib import Path

import facturx
import pytest
from playwright.sync_api import expect

RENDERED_WITHIN = 150  # seconds: the demonstration's certificates wait in the same queue


def test_the_half_year_is_drafted_issued_and_corrected(as_user, axe):
    page = as_user("finances")
    page.goto("/invoices?half=2026-1")
    page.get_by_role("button", name="Établir les brouillons").click()
    expect(page.locator("main")).to_contain_text("brouillons établis")
    axe(page)
    page.locator("[data-check-all]").check()
    page.get_by_role("button", name="Émettre").click()
    numbers = page.locator("tbody a", has_text=re.compile(r"F2026-\d{4}"))
    expect(numbers.first).to_be_visible()
    given = sorted(number.strip() for number in numbers.all_inner_texts())
    assert given == [f"F2026-{rank:04d}" for rank in range(1, len(given) + 1)]
    numbers.first.click()
    axe(page)
    page.get_by_role("button", name="Établir un avoir").first.click()
    page.get_by_label("Motif").fill("Mauvais destinataire")
    page.locator("dialog[open] button.btn-danger").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A2026-0001")


@pytest.mark.timeout(600)
def test_from_the_agreement_to_the_factur_x(as_user, axe):
    """The commitment number that finance types is in the file that the partner receives."""
    page = as_user("finances")
    page.goto("/invoices?half=2026-1")
    page.get_by_role("button", name="Établir les brouillons").click()
    page.get_by_role("link", name="brouillon", exact=True).first.click()
    expect(page.locator("main")).to_contain_text("respecte la norme EN 16931")
    axe(page)
    draft, partner = page.url, page.locator("dl.facts dd").first.inner_text()
    page.goto("/agreements")
    page.get_by_role("link", name=partner, exact=True).click()
    axe(page)
    page.get_by_label("Numéro d'engagement").fill("")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.goto(draft)
    expect(page.locator("main")).to_contain_text("Le numéro d'engagement manque.")
    page.get_by_role("link", name="Compléter la convention").click()
    page.get_by_label("Numéro d'engagement").fill("EJ-2026-0777")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    issue_of(page, partner)
    xml = factur_x_of(page)
    assert b"EJ-2026-0777" in xml
    axe(page)
    page.get_by_label("Reçu le").fill("2026-07-20")
    page.get_by_label("Montant (€)").fill("0.01")
    page.get_by_label("Référence du virement").fill("VIR-1")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("main")).to_contain_text("VIR-1")
    page.goto("/invoices?half=2026-1")
    expect(page.get_by_role("region", name="Rapprochement")).to_contain_text("exact")


def issue_of(page, partner: str) -> None:
    page.goto("/invoices?half=2026-1")
    page.get_by_label(f"Choisir {partner}").check()
    page.get_by_role("button", name="Contrôler").click()
    expect(page.locator("main")).to_contain_text("conforme à la norme EN 16931")
    page.get_by_label(f"Choisir {partner}").check()
    page.get_by_role("button", name="Émettre").click()
    said = page.get_by_text(re.compile(r"Facture F2026-\d{4} émise")).first.inner_text()
    number = re.search(r"F2026-\d{4}", said)[0]
    page.get_by_role("link", name=number, exact=True).click()


def factur_x_of(page) -> bytes:
    """The XML inside the PDF, once the worker has rendered it, after the papers asked before."""
    for _ in range(RENDERED_WITHIN):
        if page.get_by_role("link", name="Factur-X").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Factur-X").click()
    name, xml = facturx.get_facturx_xml_from_pdf(Path(download.value.path()).read_bytes())
    assert name == "factur-x.xml"
    return xml


def test_a_partner_reads_its_own_invoices_only(as_user):
    page = as_user("partenaire")
    page.goto("/invoices/own")
    assert "CRPCEN" not in page.locator("main").inner_text()
    assert page.goto("/invoices").status == 403


def test_costs_add_up_on_the_page(as_user, axe):
    page = as_user("finances")
    page.goto("/costs?start=2026-01-01&end=2026-12-31&stage=committed")
    axe(page)
    amounts = page.locator("tbody tr td:nth-child(4)").all_inner_texts()
    total = page.locator(".tile-value").first.inner_text()
    assert round(sum(map(euros, amounts)), 2) == euros(total) > 0
    for address in ("/contracts", "/budget", "/agreements"):
        page.goto(address)
        axe(page)


def euros(text: str) -> float:
    return float(re.sub(r"[^\d,]", "", text).replace(",", "."))


def test_from_the_contract_and_its_price_to_the_amended_budget(as_user, axe):
    """Contract, lot, holder, price; an order refused for want of budget; amended, it passes."""
    page = as_user("finances")
    page.goto("/contracts")
    page.get_by_text("Ouvrir un marché").click()
    for label, text in (
        ("Numéro", "2026-JOURNAL"), ("Objet", "Traduction de l'albanais"),
        ("Début", "2026-01-01"), ("Fin", "2030-12-31"), ("Maximum (€ HT)", "50000"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026-JOURNAL")
    page.get_by_label("Intitulé du lot").fill("Albanais")
    page.get_by_label("Langues").select_option("sq")
    page.get_by_role("button", name="Ajouter le lot").click()
    page.get_by_text("Ajouter un titulaire au lot 1").click()
    axe(page)
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bordereau des prix")
    page.get_by_label("Langue", exact=True).select_option("sq")
    page.get_by_label("Prix unitaire HT (€)").fill("0.1300")
    page.get_by_label("À partir du").fill("2026-01-01")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("tbody")).to_contain_text("0,1300")
    axe(page)
    vote(page, "0.01")
    page.get_by_label("Quand une commande dépasse").select_option("block")
    page.get_by_role("button", name="Appliquer").click()
    axe(page)
    boss = as_user("coordination")
    order_outside(boss)
    expect(boss.locator("main")).to_contain_text("Budget épuisé")
    axe(boss)
    vote(page, "924000")
    order_outside(boss)
    boss.get_by_role("button", name="Déplacer 1 demande").click()
    expect(boss.locator(".notice")).to_contain_text("1 demande déplacée")
    page.goto("/costs?by=contractor&stage=committed&outside=1")
    axe(page)
    page.locator("tbody td.num a").first.click()
    expect(page.get_by_role("region", name="Lignes")).to_contain_text("commande à un prestataire")
    axe(page)
    page.goto("/budget")
    page.get_by_label("Quand une commande dépasse").select_option("warn")
    page.get_by_role("button", name="Appliquer").click()


def order_outside(page) -> None:
    """The first case that some holder may be given; up to the page of confirmation."""
    for stock in ("inside", "ready", "outside"):  # other journeys move cases about
        page.goto(f"/assignment?stock={stock}")
        if found := first_possible(page):
            case_id, holder = found
            page.locator(f"input[name=case][value='{case_id}']").check()
            page.locator("#to").select_option(holder)
            page.get_by_role("button", name="Voir le coût et les dates").click()
            return
    raise AssertionError("no case may be given to any holder")


def first_possible(page) -> tuple[str, str] | None:
    """(case, holder) as the form names them; asked of the page of confirmation, nothing moves."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    options = page.locator("#to option[value^='outside:']").all()
    holders = [option.get_attribute("value") for option in options]
    for box in page.locator("input[name=case]").all():
        for holder in holders:
            form = {"csrf_token": token, "case": box.get_attribute("value"), "to": holder}
            sent = {"form": form, "headers": {"Referer": page.url}}
            said = page.request.post("/assignment", **sent).text()
            if "Ira chez" in said or "Budget épuisé" in said:
                return form["case"], holder
    return None


def vote(page, amount: str) -> None:
    page.goto("/budget")
    page.get_by_label("Autorisations d'engagement (€)").fill(amount)
    page.get_by_label("Adoptée le").fill("2026-01-02")
    page.get_by_text("Enveloppes par langue (facultatif)").click()
    for kept in page.locator("input[name^=envelope_]").all():
        if kept.input_value():  # those of the version in force would be more than the whole
            kept.fill("")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("main")).to_contain_text("Budget enregistré")
