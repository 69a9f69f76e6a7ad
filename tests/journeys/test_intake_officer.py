"""Journey 2: doubts only, one at a time; a key decides; the institution answers with a new scan."""

import time
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import PATIENCE, SCANS
from tests.journeys.test_upload import both_in_one

BLURRED = SCANS / "d4775c267b.pdf"  # Ukrainian, blurred on purpose
FRENCH = SCANS / "5d762c68de.pdf"  # already in French


def send(page, path, reference) -> str:
    page.goto("/deposits/new")
    page.locator("input[type=file]").first.set_input_files(str(path))
    row = page.locator(".upload-row", has_text=path.name)
    expect(row.locator("[data-final]")).to_be_visible(timeout=PATIENCE)
    row.get_by_label("Votre référence").fill(reference)
    with page.expect_response(lambda answer: answer.url.endswith("/describe")):
        row.get_by_label("Votre référence").blur()
    page.get_by_role("button", name="Envoyer").click()
    return page.locator("tbody a").first.inner_text().strip()


def open_review(page, reference) -> None:
    """The case reaches the officer by itself."""
    page.goto(f"/cases?q={reference}&view=all")
    page.get_by_role("link", name=reference).first.click()
    address = page.url.replace("/cases/", "/review/")
    page.goto(address)
    reload_until(page, "button[data-key='1']", address)


def reload_until(page, selector: str, address: str, text: str = "") -> None:
    """Until the workers have done their part."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.locator(selector, has_text=text).count():
        assert time.monotonic() < end, f"{address}: no {selector} {text}"
        page.wait_for_timeout(300)
        page.goto(address)


def test_an_illegible_scan_is_asked_for_again_and_the_clock_stands_still(as_user, axe):
    agent, officer = as_user("agent2"), as_user("examen")
    reference = send(agent, BLURRED, "FLOUE-1")
    open_review(officer, reference)
    axe(officer)
    officer.locator("#reason").fill("La photo est floue : numérisez de nouveau, à plat.")
    officer.locator("h1").click()
    officer.keyboard.press("2")  # ask the institution
    expect(officer.locator("main")).to_contain_text(reference)
    agent.goto(f"/cases?q={reference}&view=all")
    agent.get_by_role("link", name=reference).first.click()
    expect(agent.locator("main")).to_contain_text("La photo est floue")
    expect(agent.locator("main")).to_contain_text("suspendu")
    axe(agent)


def test_what_is_already_french_ends_without_a_translation(as_user, axe):
    agent, officer = as_user("agent2"), as_user("examen")
    reference = send(agent, FRENCH, "FRANCAIS-1")
    open_review(officer, reference)
    axe(officer)
    officer.locator("#reason").fill("Le document est déjà rédigé en français.")
    officer.locator("h1").click()
    officer.keyboard.press("2")  # no translation needed
    expect(officer.locator("main")).to_contain_text(reference)
    agent.goto(f"/cases?q={reference}&view=all")
    expect(agent.locator("tbody")).to_contain_text("Sans traduction nécessaire")
    officer.goto("/review/precision")
    axe(officer)


def test_two_acts_sent_as_one_are_parted_by_a_key(as_user, axe, tmp_path):
    """What the agent did not settle: the officer parts the file, each act has its own case."""
    agent, officer = as_user("agent2"), as_user("examen")
    reference = send(agent, Path(both_in_one(tmp_path)), "DEUX-ACTES-1")
    open_review(officer, reference)
    address = officer.url
    expect(officer.locator("main")).to_contain_text("Le fichier semble contenir plusieurs actes.")
    expect(officer.locator("main")).to_contain_text("Page 2 · Acte de mariage")
    axe(officer)
    officer.locator("h1").click()
    officer.keyboard.press("1")  # a case for each act
    expect(officer.locator("main")).to_contain_text(f"Décision enregistrée pour {reference}")
    agent.goto("/cases?q=DEUX-ACTES-1&view=all")
    expect(agent.locator("tbody tr")).to_have_count(2)
    expect(agent.locator("tbody")).to_contain_text(reference)
    reload_until(officer, "main", address, "Le fichier est séparé")
    axe(officer)
    officer.locator("h1").click()
    officer.keyboard.press("1")  # the act that stayed goes on
    expect(officer.locator("main")).to_contain_text(f"Décision enregistrée pour {reference}")
    agent.goto(f"/cases?q={reference}&view=all")
    expect(agent.locator("tbody")).not_to_contain_text("À examiner")
