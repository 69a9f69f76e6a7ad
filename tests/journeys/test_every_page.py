"""Each page of each menu: no fault for axe-core, on a desk and on a telephone."""

import pytest

KEYS = (
    "agent",
    "responsable",
    "examen",
    "coordination",
    "traduction",
    "relecture",
    "finances",
    "audit",
    "admin",
    "agence",
)


@pytest.mark.parametrize("key", KEYS)
def test_every_page_of_the_menu_is_sound(as_user, axe, key):
    page = as_user(key)
    addresses = [a.get_attribute("href") for a in page.locator(".side-nav a").all()]
    assert addresses
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for address in [*addresses, "/account"]:
            answer = page.goto(address)
            assert answer.status == 200, address
            axe(page)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 1, f"{address} is wider than a screen of {width} pixels"


def test_english_is_one_click_away_and_stays(as_user, axe):
    page = as_user("traduction-fa")
    page.get_by_role("button", name="Switch to English").click()
    page.goto("/cases")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=1).inner_text() == "Cases"
    axe(page)


def test_the_menu_opens_from_the_keyboard_on_a_telephone(as_user):
    page = as_user("agent", width=390, height=844)
    page.get_by_role("button", name="Ouvrir le menu").press("Enter")
    page.locator(".side-nav a").last.press("Enter")
    page.wait_for_url(lambda url: "/cases" in url)
