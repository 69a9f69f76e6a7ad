"""Journey 5: an agency reads its orders, fetches a batch, returns a translation, sees its bill."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.journeys.test_coordinator import choose_an_agency

# A paper in a language that nobody has inside, offered to the first rank so many days ago.
OFFER = """
from wsgi import app
from app.accounts.models import User
from app.db import commit, db
from app.demo.cli import forget_hints
from app.demo.stories import Story, live

with app.app_context():
    users = {user.email.split("@")[0]: user for user in db.session.query(User)}
    case = live(Story("agent2", "deces-bg.png", %s, "given"), users)
    forget_hints()
    commit()
    print(case.reference)
"""


def first_order(page, tab: str):
    page.goto(f"/orders?tab={tab}")
    return page.locator("tbody tr").first


def test_an_offer_is_looked_at_fetched_and_accepted(as_user, axe):
    page = as_user("agence")
    row = first_order(page, "offered")
    number = row.locator("th a").inner_text()
    axe(page)
    row.locator("input[name=order]").check()
    expect(page.locator("[data-count]").first).to_have_text("1")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger les pièces cochées").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        lines = json.loads(archive.read("manifest.json"))
        assert {line["order"] for line in lines} == {number}
        for line in lines:
            assert hashlib.sha256(archive.read(line["file"])).hexdigest() == line["sha256"]

    row.locator("th a").click()
    expect(page.locator("[data-viewer-image]").first).to_be_visible()
    loaded = "image => image.complete && image.naturalWidth > 0"
    page.wait_for_function(f"({loaded})(document.querySelector('[data-viewer-image]'))")
    axe(page)
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("link", name="Remettre la traduction")).to_be_visible()
    page.goto("/orders?tab=to_return")
    expect(page.get_by_role("link", name=number)).to_be_visible()


def test_a_return_moves_the_order_and_another_agency_finds_nothing(as_user, tmp_path):
    translation = tmp_path / "traduction.pdf"
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(translation)
    page = as_user("agence")
    row = first_order(page, "to_return")
    link = row.locator("th a")
    number, path = link.inner_text(), link.get_attribute("href")
    link.click()
    page.get_by_role("link", name="Remettre la traduction").click()
    page.locator("input[type=file]").set_input_files(translation)
    page.get_by_role("button", name="Remettre le fichier").click()
    page.goto("/orders?tab=returned")
    expect(page.get_by_role("link", name=number)).to_be_visible()

    other = as_user("agence2")
    assert other.goto(path).status == 404
    other.goto("/orders")
    expect(other.get_by_role("link", name=number)).to_have_count(0)


def test_an_offer_is_declined_with_a_reason(as_user):
    page = as_user("agence2")
    row = first_order(page, "offered")
    number = row.locator("th a").inner_text()
    row.locator("input[name=order]").check()
    page.get_by_role("button", name="Décliner…").click()
    page.get_by_label("Motif du refus").fill("Effectif complet cette semaine.")
    page.get_by_role("button", name="Décliner", exact=True).click()
    page.goto("/orders?tab=closed")
    expect(page.get_by_role("link", name=number)).to_be_visible()


def test_what_may_be_billed_adds_up(as_user, axe):
    page = as_user("agence")
    page.goto("/orders/billable")
    axe(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    sheet = waiting.value.path().read_text(encoding="utf-8-sig").strip().splitlines()
    assert re.match(r"Commande;Demande;Langue;Mots;Service fait le;Montant HT", sheet[0])
    listed = page.get_by_role("region", name="Détail").locator("tbody tr")
    expect(listed).to_have_count(len(sheet) - 1)


def test_an_offer_declined_goes_down_the_cascade_and_says_why(as_user, axe):
    boss = as_user("coordination")
    boss.goto("/assignment?stock=inside")
    row = boss.locator("tbody tr", has_text=re.compile("ukrainien|russe")).first
    reference = row.locator("th a").inner_text()
    row.locator("input[name=case]").check()
    choose_an_agency(boss, "Alpha Traductions")
    boss.get_by_role("button", name="Voir le coût et les dates").click()
    boss.get_by_role("button", name="Déplacer 1 demande").click()

    page = as_user("agence")
    page.goto("/orders?tab=offered")
    row = page.locator("tbody tr", has_text=reference)
    row.locator("th a").click()
    page.get_by_role("button", name="Décliner").first.click()
    box = page.locator("dialog[open]")
    box.get_by_role("textbox").fill("Plus de place cette semaine.")
    box.get_by_role("button", name="Décliner").click()
    expect(page.locator(".notice")).to_contain_text("déclinée")

    told = re.compile("rang 1 déjà sollicité|Tous les titulaires|capacité interne|place interne")
    for _ in range(20):
        boss.goto(f"/cases?q={reference}")
        boss.get_by_role("link", name=reference).first.click()
        if told.search(boss.get_by_role("main").inner_text()):
            break
        boss.wait_for_timeout(1000)
    expect(boss.get_by_role("main")).to_contain_text("Plus de place cette semaine.")
    expect(boss.get_by_role("main")).to_contain_text(told)
    axe(boss)


def offered_to_rank_one(platform, days_ago: float) -> str:
    done = subprocess.run(
        [sys.executable, "-c", OFFER % days_ago],
        env=platform.env, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip().splitlines()[-1]


def decline(page, reference: str) -> None:
    page.goto("/orders?tab=offered")
    page.locator("tbody tr", has_text=reference).locator("th a").click()
    page.get_by_role("button", name="Décliner").first.click()
    box = page.locator("dialog[open]")
    box.get_by_role("textbox").fill("Notre traductrice est en congé.")
    box.get_by_role("button", name="Décliner").click()
    expect(page.locator(".notice")).to_contain_text("déclinée")


@pytest.mark.parametrize(
    ("days_ago", "ended"), [(0.05, "Notre traductrice est en congé."), (6, "expir")]
)
def test_rank_two_accepts_what_rank_one_declined_or_let_expire(
    platform, as_user, axe, days_ago, ended
):
    reference = offered_to_rank_one(platform, days_ago)
    if days_ago < 1:
        decline(as_user("agence"), reference)

    page = as_user("agence2")  # second of the lot
    row = page.locator("tbody tr", has_text=reference)
    for _ in range(120):  # the sweep, then the plan: a minute each at most
        page.goto("/orders?tab=offered")
        if row.count():
            break
        page.wait_for_timeout(1000)
    row.locator("th a").click()
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("link", name="Remettre la traduction")).to_be_visible()

    boss = as_user("coordination")
    boss.goto(f"/cases?q={reference}")
    boss.get_by_role("link", name=reference).first.click()
    main = boss.get_by_role("main")
    expect(main).to_contain_text("rang 1 déjà sollicité")
    expect(main).to_contain_text("Babel Services")
    expect(main).to_contain_text(re.compile(ended))
    axe(boss)
