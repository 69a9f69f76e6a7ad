"""The upload page: what the machine doubts is settled there, by the agent, in one click."""

import json
import re

from PIL import Image
from playwright.sync_api import expect

from app.intake import rendering
from tests.journeys.conftest import PATIENCE, SCANS


def scan(language: str, kind: str) -> str:
    """An upright, legible flatbed scan of one page."""
    lines = (SCANS.parent / "truth.jsonl").read_text("utf-8").splitlines()
    return next(
        truth["file"]
        for truth in map(json.loads, lines)
        if (truth["languages"][0], truth["type"], truth["pages"]) == (language, kind, 1)
        and truth["legible"]
        and truth["rotation"] == 0
        and truth["capture"]["kind"].startswith("flatbed")
    )


def both_in_one(folder) -> str:
    chosen = [scan("uk", "residence"), scan("ru", "marriage")]
    pages: list[Image.Image] = []
    for name in chosen:
        pages += [image.convert("L") for image in rendering.render(SCANS / name, dpi=200)]
    path = folder / "dossier.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_deflate")
    return str(path)


def upload(page, path) -> None:
    page.goto("/deposits/new")
    page.locator("input[type=file]").first.set_input_files(str(path))


def test_two_acts_in_one_file_become_two_requests_or_stay_one(as_user, axe, tmp_path):
    page = as_user("agent2")
    upload(page, both_in_one(tmp_path))
    row = page.locator(".upload-row", has_text="dossier.tif")
    expect(row).to_contain_text("semble contenir 2 actes", timeout=PATIENCE)
    axe(page)
    page.get_by_role("button", name="Une demande par acte").click()
    rows = page.locator(".upload-row", has_text="du fichier déposé")
    expect(rows).to_have_count(2, timeout=PATIENCE)
    expect(rows.first).to_contain_text("Page 1", timeout=PATIENCE)
    axe(page)
    rows.first.get_by_role("button", name="Regrouper").click()
    expect(page.locator(".upload-row", has_text="dossier.tif")).to_have_count(1, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Une demande par acte")).to_have_count(0)
    page.get_by_role("button", name="Retirer dossier.tif").click()


def test_a_language_said_wrongly_is_corrected_in_one_click(as_user, axe):
    page = as_user("agent2")
    name = scan("ru", "marriage")
    upload(page, SCANS / name)
    row = page.locator(".upload-row", has_text=name)
    expect(row.locator("[data-final]")).to_be_visible(timeout=PATIENCE)
    row.get_by_label("Langue").select_option("uk")
    expect(row).to_contain_text("La machine lit : russe")
    axe(page)
    row.get_by_role("button", name=re.compile("^Retenir")).click()
    expect(row.get_by_label("Langue")).to_have_value("ru")
    expect(row).not_to_contain_text("La machine lit")
    page.get_by_role("button", name=f"Retirer {name}").click()


def test_what_is_hard_to_read_is_said_while_the_paper_is_at_hand(as_user):
    page = as_user("agent2")
    lines = (SCANS.parent / "truth.jsonl").read_text("utf-8").splitlines()
    small = next(t["file"] for t in map(json.loads, lines) if t["capture"]["kind"] == "thumb")
    upload(page, SCANS / small)
    row = page.locator(".upload-row", has_text=small)
    expect(row).to_contain_text("points par pouce", timeout=PATIENCE)
    expect(row).to_contain_text("trop petite")
    page.get_by_role("button", name=f"Retirer {small}").click()
