"""Journey 6: one screen for the coordinator; a batch moves with its cost shown before."""

import re

from playwright.sync_api import expect


def number_in(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_every_figure_leads_to_its_rows(as_user, axe):
    page = as_user("coordination")
    page.goto("/dashboard")
    axe(page)
    assert page.locator("svg.chart").count() >= 4
    tile = page.locator("a.tile", has_text="en cours")
    open_cases = number_in(tile.locator(".tile-value").inner_text())
    tile.click()
    expect(page.locator(".pager")).to_contain_text(f"{open_cases} ligne")
    axe(page)

    page.goto("/dashboard")
    cell = page.locator("td.num a[href*='language=']").first
    expected, target = number_in(cell.inner_text()), cell.get_attribute("href")
    page.goto(target)
    listed = page.get_by_role("region", name="Demandes").locator("tbody tr")
    expect(listed).to_have_count(expected)


def test_a_case_moves_outside_with_its_cost_shown_then_comes_back(as_user, axe):
    page = as_user("coordination")
    page.goto("/assignment?stock=inside")
    axe(page)
    row = page.locator("tbody tr", has_text=re.compile("ukrainien|arabe|russe")).first
    reference = row.locator("th a").inner_text()
    row.locator("input[name=case]").check()
    choose_an_agency(page)
    page.get_by_role("button", name="Voir le coût et les dates").click()
    expect(page.get_by_role("heading", name="Confirmer le déplacement")).to_be_visible()
    axe(page)
    moved = page.locator("tbody tr", has_text=reference).first
    expect(moved).to_contain_text("€")
    page.get_by_label("Motif, gardé avec l'affectation").fill("Pic d'activité.")
    page.get_by_role("button", name="Déplacer 1 demande").click()
    expect(page.locator(".notice")).to_contain_text("1 demande déplacée")

    page.goto(f"/cases?q={reference}")
    page.get_by_role("link", name=reference).first.click()
    expect(page.get_by_role("main")).to_contain_text("Pic d'activité.")
    expect(page.get_by_role("main")).to_contain_text("Commande proposée")
    axe(page)
    page.get_by_role("button", name="Reprendre").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Reprendre").click()
    expect(page.get_by_role("main")).to_contain_text("Reprise par la coordination")


def choose_an_agency(page, name: str = "") -> None:
    """The first holder on the list that can take the chosen case."""
    options = page.locator("#to option[value^='outside:']").filter(has_text=name)
    values = [options.nth(n).get_attribute("value") for n in range(options.count())]
    chosen = page.locator("input[name=case]:checked").first
    language = chosen.locator("xpath=ancestor::tr").locator("td").nth(1).inner_text()
    for value in values:
        answer = page.request.post(
            "/assignment",
            form={
                "csrf_token": page.locator("meta[name=csrf-token]").get_attribute("content"),
                "case": chosen.get_attribute("value"),
                "to": value,
            },
            headers={"Referer": page.url},
        )
        if "Ira chez" in answer.text():
            page.locator("#to").select_option(value)
            return
    raise AssertionError(f"no agency takes {language}")


def test_an_absence_is_noted_and_shows(as_user, axe):
    page = as_user("coordination")
    page.goto("/translators")
    axe(page)
    page.get_by_role("link", name="Samir Haddad").click()
    axe(page)
    page.get_by_label("Premier jour").fill("2027-08-02")
    page.get_by_label("Dernier jour").fill("2027-08-20")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("du 02/08/2027 au 20/08/2027")


def test_the_bell_leads_to_what_rings(as_user, axe):
    page = as_user("coordination")
    page.goto("/dashboard")
    page.locator("header a[href='/alerts']").click()
    expect(page.get_by_role("heading", name="Alertes de délai")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Engagement de 21 jours dépassé")
    axe(page)


def test_a_choice_is_shown_beside_what_the_platform_would_have_done(as_user, axe):
    page = as_user("coordination")
    page.goto("/assignment?stock=inside")
    page.locator("tbody tr", has_text=re.compile("ukrainien|arabe|russe")).first.locator(
        "input[name=case]"
    ).check()
    choose_an_agency(page)
    page.get_by_role("button", name="Voir le coût et les dates").click()
    expect(page.get_by_role("columnheader", name="La plateforme aurait proposé")).to_be_visible()
    axe(page)


def test_a_breach_is_foreseen_a_what_if_is_tried_and_a_batch_moves(as_user, axe):
    page = as_user("coordination")
    page.goto("/dashboard")
    tile = page.locator("a.tile", has_text="vont dépasser si rien n'est fait")
    assert number_in(tile.locator(".tile-value").inner_text()) >= 1
    tile.click()
    expect(page.get_by_role("heading", name="Prévision", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("fabriquée pour la démonstration")
    assert page.locator("svg.chart rect").count() >= 30
    axe(page)

    page.get_by_role("link", name="Et si…").click()
    page.get_by_label("Traducteur").select_option(label="Dieter Wagner")
    page.get_by_label("Premier jour").fill("2020-01-01")
    page.get_by_label("Dernier jour").fill("2099-12-31")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    answer = page.get_by_role("region", name="Avant et après")
    expect(answer.get_by_role("row")).to_have_count(8)
    inside = answer.get_by_role("row", name="Mots faits dedans").locator("td")
    now, then = (number_in(inside.nth(n).inner_text()) for n in (0, 1))
    assert then < now
    assert "absent=" in page.url
    changed = page.get_by_role("region", name="Les langues que cela change")
    expect(changed).to_contain_text("allemand")
    axe(page)

    page.goto("/forecast")
    row = page.locator("#breaches tbody tr").filter(has=page.locator("input[name=case]")).first
    reference = row.locator("th a").inner_text()
    row.locator("input[name=case]").check()
    page.get_by_role("button", name="Voir le coût et les dates").click()
    expect(page.get_by_role("heading", name="Confirmer le déplacement")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("€")
    axe(page)
    page.get_by_role("button", name=re.compile("Déplacer 1 demande")).click()
    expect(page.locator(".notice").first).to_contain_text("1 demande déplacée")
    page.goto(f"/cases?q={reference}")
    page.get_by_role("link", name=reference).first.click()
    expect(page.get_by_role("main")).to_contain_text("Commande proposée")


def test_the_month_ahead_reads_in_english_on_a_telephone_with_long_names(as_user, axe):
    page = as_user("coordination", width=390, height=844)
    page.get_by_role("button", name="Switch to English").click()
    for address in ("/forecast", "/forecast/languages/uk", "/forecast/what-if?doubled=uk",
                    "/escalations", "/dashboard"):  # fmt: skip
        page.goto(address)
        axe(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 1, address
    page.goto("/forecast")
    expect(page.get_by_role("heading", name="Forecast", level=1)).to_be_visible()
    page.evaluate(
        "document.querySelectorAll('#languages th a').forEach("
        "a => a.textContent = 'Serbo-croate de Bosnie-Herzégovine et du Monténégro')"
    )
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 1
    page.get_by_role("button", name="Passer en français").click()  # the account's, for the next
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_the_administrator_writes_a_rule_that_rings(as_user, axe):
    page = as_user("admin")
    page.goto("/escalation-rules")
    axe(page)
    page.get_by_role("button", name="Ajouter une règle de relance").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("État").select_option("assigned")
    dialog.get_by_label("Jours calendaires").fill("1")
    dialog.get_by_label("Qui est prévenu").select_option("coordinator")
    dialog.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Affectée depuis plus d'un jour")
    axe(page)
