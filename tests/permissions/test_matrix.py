"""Every endpoint × every role, by real requests, against `matrix.csv`.

A new endpoint, or a lock that changed: `python -m tests.permissions.regenerate`, read the diff.
"""

import pytest

from tests.permissions.harness import COLUMNS, TABLE, doors, measure, read_table

# It keeps a transaction of its own, and asks thousands of questions of every door at once.
pytestmark = [pytest.mark.no_database, pytest.mark.timeout(400)]

EXPECTED = read_table()
PUBLIC = {
    "sla.feed",
    "accounts.choose_password",
    "accounts.code",
    "accounts.login",
    "accounts.open_link",
    "accounts.reset_request",
    "certification.verify",
    "pages.accessibility",
    "pages.healthz",
    "pages.home",
    "pages.metrics",  # checks its bearer, or the permission, by itself
    "pages.readyz",
    "preferences.set_locale",
}


@pytest.fixture(scope="module")
def measured(app):
    return measure(app)


def test_the_table_names_every_endpoint_and_no_other(app):
    assert set(EXPECTED) == set(doors(app)), f"regenerate {TABLE.name} and read its diff"


def test_every_endpoint_declares_the_permission_of_the_table(app):
    assert {door: row["permission"] for door, row in EXPECTED.items()} == doors(app)
    assert "" not in doors(app).values()


def test_what_is_public_is_meant_to_be(app):
    assert {door[0] for door, permission in doors(app).items() if permission == "public"} == PUBLIC


@pytest.mark.parametrize("door", list(EXPECTED), ids=" ".join)
def test_each_door_answers_each_role_as_the_table_says(door, measured):
    said = {column: EXPECTED[door][column] for column in COLUMNS}
    assert measured[door] == said


def test_a_stranger_is_let_in_nowhere_else(app):
    for door, row in EXPECTED.items():
        if row["permission"] != "public":
            assert row["anonymous"] == "login", door
