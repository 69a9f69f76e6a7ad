"""The same act, photographed again by another fund: from the upload to the reused translation."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PATIENCE, SCANS
from tests.journeys.test_intake_officer import open_review, send
from tests.journeys.test_main_job import certify, translate, wait_for_translator

# A Russian marriage that the demonstration does not hold, on the scanners of two funds.
BEFORE = SCANS / "4d3066091b.jpg"
AGAIN = SCANS / "8ef3dc1f45.pdf"
FIRST_FUND, SECOND_FUND = "CPAM de la Seine-Saint-Denis", "CAF du Rhône"
BASIS = "Convention d'essai entre les deux organismes"


@pytest.fixture
def as_user(as_user):
    """The longest of the journeys: the platform reads, compares and certifies behind its pages."""

    def _as_user(key):
        page = as_user(key)
        page.set_default_timeout(PATIENCE)
        return page

    return _as_user


@pytest.mark.timeout(900)  # two uploads, a translation, a second reading, on a busy machine
def test_the_same_act_photographed_again_by_another_fund(as_user, axe, tmp_path):
    agent = as_user("agent")
    first = send(agent, BEFORE, "REEMPLOI-1")
    translator = wait_for_translator(as_user, first, "traduction", "traduction-ru")
    translate(translator, axe, first)
    certify(as_user, axe, first)
    allow(as_user("coordination"), axe)

    other = as_user("agent2")
    other.goto("/deposits/new")
    other.locator("input[type=file]").first.set_input_files(str(AGAIN))
    row = other.locator(".upload-row", has_text=AGAIN.name)
    expect(row).to_contain_text("Le même acte a déjà été traduit le", timeout=2 * PATIENCE)
    assert first not in other.content()
    row.get_by_label("Votre référence").fill("REEMPLOI-2")
    row.get_by_label("Votre référence").blur()
    other.wait_for_timeout(700)
    other.get_by_role("button", name="Envoyer").click()
    second = other.locator("tbody a").first.inner_text().strip()

    officer = as_user("examen")
    open_review(officer, second)
    expect(officer.locator("main")).to_contain_text("Réemploi proposé", timeout=PATIENCE)
    expect(officer.locator("main")).to_contain_text(first, timeout=PATIENCE)
    axe(officer)
    officer.get_by_role("link", name="Superposer les pages").click()
    expect(officer.locator("[data-compare] img").first).to_be_visible(timeout=PATIENCE)
    officer.locator("[data-compare-range]").first.press("ArrowRight")
    axe(officer)
    officer.go_back()
    officer.get_by_role("button", name="Réutiliser la traduction").click()
    expect(officer.locator("main")).to_contain_text(second, timeout=PATIENCE)
    officer.goto("/reuse")
    expect(officer.locator("tbody")).to_contain_text(second, timeout=PATIENCE)
    axe(officer)

    said = paper_of(other, second, tmp_path)
    assert second in said
    assert "REEMPLOI-2" in said
    assert first not in said
    assert "REEMPLOI-1" not in said


def allow(page, axe) -> None:
    """The coordination records a legal basis, one way, from the first fund to the second."""
    page.goto("/reuse/rules")
    axe(page)
    page.locator("#source").select_option(label=FIRST_FUND)
    page.locator("#target").select_option(label=SECOND_FUND)
    page.locator("#legal_basis").fill(BASIS)
    page.get_by_role("button", name="Permettre").click()
    expect(page.locator("tbody")).to_contain_text(BASIS, timeout=PATIENCE)


def paper_of(page, reference, folder) -> str:
    page.goto(f"/cases?q={reference}&view=all")
    page.get_by_role("link", name=reference).first.click()
    link = page.get_by_role("link", name=re.compile("Télécharger"))
    for _ in range(120):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as paper:
        link.first.click()
    saved = folder / "paper.pdf"
    paper.value.save_as(saved)
    done = subprocess.run(["pdftotext", saved, "-"], capture_output=True, text=True, check=True)
    return done.stdout
