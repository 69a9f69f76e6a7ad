"""The menu: one entry stands for the page, whatever the page."""

import pytest
from flask import current_app

from app.accounts.models import Role
from app.accounts.permissions import may_ever
from app.navigation import MENU, entry_of
from tests.factories import make_user


@pytest.mark.parametrize(
    ("role", "endpoint", "label"),
    [
        (Role.CONTRACTOR, "payables.billable", "À facturer"),
        (Role.CONTRACTOR, "payables.bill", "Mes factures"),
        (Role.FINANCE, "payables.bill", "Prestataires"),
        (Role.FINANCE, "contracts.compare", "Marchés"),
        (Role.FINANCE, "billing.agreement", "Factures"),
        (Role.FINANCE, "reporting.cost_rows", "Coûts"),
        (Role.COORDINATOR, "reporting.case", "Demandes"),
        (Role.COORDINATOR, "reporting.dashboard", "Pilotage"),
        (Role.COORDINATOR, "assignment.translator", "Traducteurs"),
    ],
)
def test_a_page_stands_under_one_entry(role, endpoint, label):
    user = make_user(role)
    shown = [entry for entry in MENU if may_ever(user, entry.permission)]
    found = entry_of(endpoint, shown)
    assert found is not None
    assert str(found.label) == label


def test_every_entry_leads_to_a_page_and_to_itself():
    for entry in MENU:
        assert entry.endpoint in current_app.view_functions
        assert entry_of(entry.endpoint, MENU) is entry
