"""Journey 7: from what was delivered to numbered invoices, a credit note, the costs."""

import re

from playwright.sync_api import expect


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
