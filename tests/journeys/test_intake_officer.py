"""Journey 2: doubts only, one at a time; a key decides; the institution answers with a new scan."""

from playwright.sync_api import expect

from tests.journeys.conftest import PATIENCE, SCANS

BLURRED = SCANS / "d4775c267b.pdf"  # Ukrainian, blurred on purpose
FRENCH = SCANS / "5d762c68de.pdf"  # already in French


def send(page, path, reference) -> str:
    page.goto("/deposits/new")
    page.locator("input[type=file]").first.set_input_files(str(path))
    row = page.locator(".upload-row", has_text=path.name)
    expect(row.locator("[data-final]")).to_be_visible(timeout=PATIENCE)
    row.get_by_label("Votre référence").fill(reference)
    row.get_by_label("Votre référence").blur()
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Envoyer").click()
    return page.locator("tbody a").first.inner_text().strip()


def open_review(page, reference) -> None:
    """The case reaches the officer by itself."""
    page.goto(f"/cases?q={reference}&view=all")
    page.get_by_role("link", name=reference).first.click()
    address = page.url.replace("/cases/", "/review/")
    for _ in range(60):
        page.goto(address)
        if page.locator("button[data-key='1']").count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{reference} did not come to review")


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
