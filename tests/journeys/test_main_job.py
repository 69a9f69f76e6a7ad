"""Journeys 1, 3 and 4 in one story: a fund's agent, a translator, a reviser, and the paper."""

import re
import subprocess
import time

from playwright.sync_api import expect

from tests.journeys.conftest import PATIENCE, SCANS

# Spanish, taken with a telephone. No act of the demonstration: else it is rightly held at intake,
# as already translated, once the demonstration's own scans have been compared.
MARRIAGE = SCANS / "8e35add989.jpg"
ENCRYPTED = "Ce fichier"  # how every refusal begins


def upload(page, *paths) -> None:
    page.goto("/deposits/new")
    page.locator("input[type=file]").first.set_input_files([str(path) for path in paths])


def test_from_the_upload_to_the_certified_paper(as_user, axe, tmp_path):
    agent = as_user("agent")
    bad = tmp_path / "notes.pdf"
    bad.write_text("ceci n'est pas un PDF")
    upload(agent, MARRIAGE, bad)
    refused = agent.locator(".upload-row", has_text="notes.pdf")
    expect(refused.get_by_role("alert")).to_contain_text("n'est pas accepté", timeout=PATIENCE)
    row = agent.locator(".upload-row", has_text="8e35add989.jpg")
    expect(row).to_contain_text("lisible", timeout=PATIENCE)
    expect(row).to_contain_text("espagnol")
    expect(row).to_contain_text("mariage")
    axe(agent)
    row.get_by_label("Votre référence").fill("DOSSIER-7")
    row.get_by_label("Votre référence").blur()
    agent.wait_for_timeout(700)
    agent.get_by_role("button", name="Envoyer").click()
    expect(agent.locator("main")).to_contain_text("DOSSIER-7")
    axe(agent)
    reference = agent.locator("tbody a").first.inner_text().strip()
    with agent.expect_download() as receipt:
        agent.get_by_role("link", name=re.compile("Reçu")).first.click()
    assert receipt.value.suggested_filename.startswith("D26-")

    translator = wait_for_translator(as_user, reference, "traduction-es")
    translate(translator, axe, reference)
    certify(as_user, axe, reference)

    agent.goto(f"/cases?q={reference}&view=all")
    agent.get_by_role("link", name=reference).first.click()
    link = agent.get_by_role("link", name=re.compile("Télécharger"))
    for _ in range(40):
        if link.count():
            break
        agent.wait_for_timeout(500)
        agent.reload()
    axe(agent)
    with agent.expect_download() as paper:
        link.first.click()
    saved = tmp_path / "paper.pdf"
    paper.value.save_as(saved)
    said = subprocess.run(["pdftotext", saved, "-"], capture_output=True, text=True, check=True)
    for expected in (reference, "DOSSIER-7", "NÚÑEZ", "Hélène Ménard"):
        assert expected in said.stdout
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", said.stdout).group()
    verify(agent, code, saved, axe)


def wait_for_translator(as_user, reference, *desks):
    """The case comes to one of these desks by itself: whoever has the least on it."""
    pages = [as_user(desk) for desk in desks]
    deadline = time.monotonic() + 2 * PATIENCE / 1000
    while time.monotonic() < deadline:
        for page in pages:
            page.goto("/work")
            if page.get_by_role("link", name=reference).count():
                return page
        page.wait_for_timeout(500)
    raise AssertionError(f"{reference} was given to nobody: {where(as_user, reference)}")


def where(as_user, reference) -> str:
    """What the coordinator is told of the case."""
    page = as_user("coordination")
    page.goto(f"/cases?q={reference}&view=all&scope=all")
    page.get_by_role("link", name=reference).first.click()
    return page.locator("main").inner_text()


def translate(page, axe, reference) -> None:
    page.get_by_role("link", name=reference).first.click()
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator("[data-viewer-image]")).to_be_visible()
    see_places(page)
    axe(page)
    page.keyboard.press("Control+Enter")  # nothing is filled in: it says what is missing
    expect(page.locator("main")).to_contain_text("Il manque")
    for label in ("authority", "first_spouse_surname", "first_spouse_given_names"):
        page.locator(f"[name={label}]").fill("García")
    page.locator("[name=second_spouse_surname]").fill("NÚÑEZ DE LA FUENTE")
    page.locator("[name=second_spouse_given_names]").fill("María del Carmen")
    page.locator("[name=married_on]").fill("21/06/2014")
    page.locator("[name=stamps]").fill("Cachet rond bleu")
    page.locator("[name=marginal_mentions]").fill("Néant")
    expect(page.locator("form#work, form[data-ctrl-enter]").first).to_be_visible()
    page.locator("[name=married_on]").press("Control+Enter")
    expect(page.locator("main")).to_contain_text(f"{reference} remise")


def see_places(page) -> None:
    """What the machine saw is pointed at on the scan, and the field that it read shows where."""
    frame, stage = page.locator("[data-viewer-frame]"), page.locator(".viewer-stage")
    expect(frame).to_be_hidden()
    mark = page.get_by_role("button", name="cachet ou sceau").first
    mark.press("Enter")
    expect(frame).to_be_visible()
    expect(mark).to_have_attribute("aria-pressed", "true")
    assert is_within(frame.bounding_box(), stage.bounding_box())
    mark.press("Enter")
    expect(frame).to_be_hidden()


def test_a_field_shows_where_the_machine_read_it(as_user):
    page = as_user("traduction-ar")
    page.goto("/work")
    desk = [link.get_attribute("href") for link in page.locator("td a[href^='/work/']").all()]
    field = page.locator("form#work input[data-place]").first
    for address in desk:
        page.goto(address)
        if field.count():
            break
    field.focus()
    frame, stage = page.locator("[data-viewer-frame]"), page.locator(".viewer-stage")
    expect(frame).to_be_visible()
    assert is_within(frame.bounding_box(), stage.bounding_box())


def is_within(inner, outer) -> bool:
    """Boxes of the browser, but for a pixel of rounding."""
    return all(
        outer[at] - 1 <= inner[at] and inner[at] + inner[size] <= outer[at] + outer[size] + 1
        for at, size in (("x", "width"), ("y", "height"))
    )


def certify(as_user, axe, reference) -> None:
    page = as_user("relecture")
    page.goto("/revisions")
    row = page.locator("tr", has_text=reference)
    row.get_by_role("button", name="Relire").click()
    axe(page)
    page.get_by_role("button", name="Certifier et livrer").click()
    assert page.locator("input[name=checks]:invalid").count() == 6  # nothing was ticked yet
    for box in page.locator("input[name=checks]").all():
        box.check()
    page.get_by_role("button", name="Certifier et livrer").click()
    expect(page.locator("main")).to_contain_text("certifiée et livrée")


def verify(page, code, paper, axe) -> None:
    """Anybody may ask which paper it is; the page names nobody."""
    page.goto("/verify")
    page.get_by_label("Code imprimé").fill(code.lower())
    page.locator("input[type=file]").set_input_files(str(paper))
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("main")).to_contain_text("octet pour octet")
    assert "núñez" not in page.content().lower()
    axe(page)
