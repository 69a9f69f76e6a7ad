"""Journey 8: who opened which paper; and a button that proves the record intact."""

import re

from playwright.sync_api import expect


def test_a_look_at_a_paper_is_found_again_and_the_chain_is_intact(as_user, axe):
    agent = as_user("agent")
    agent.goto("/cases?view=all")
    link = agent.locator("tbody a", has_text=re.compile(r"\d{2}-\d{6}-")).first
    reference = link.inner_text().strip()
    link.click()
    with agent.expect_download():
        agent.get_by_role("link", name="Original").first.click()

    auditor = as_user("audit")
    auditor.goto(f"/audit/accesses?reference={reference}")
    axe(auditor)
    rows = auditor.locator("tbody tr", has_text="Camille Durand")
    expect(rows.first).to_be_visible()
    assert re.search(r"\d{2}:\d{2}:\d{2}[.,]\d{3}", auditor.locator("tbody").inner_text())

    auditor.goto("/audit/events")
    axe(auditor)
    auditor.goto("/audit/verify")
    auditor.get_by_role("button", name="Contrôler maintenant").click()
    expect(auditor.locator("main")).to_contain_text("intact")
    axe(auditor)


def test_an_auditor_never_opens_a_paper(as_user):
    auditor = as_user("audit")
    auditor.goto("/cases?view=all")
    auditor.locator("tbody a").first.click()
    assert auditor.get_by_role("link", name="Original").count() == 0
    assert auditor.locator("img[src*='/documents/']").count() == 0
