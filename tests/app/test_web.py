"""What every answer carries, and what every form must."""

import re

import pytest

from app.accounts.models import Role
from app.db import db
from app.web import HEADERS
from tests.factories import make_user


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/login", 200),
        ("/cases", 302),
        ("/nowhere", 404),
        ("/healthz", 200),
        ("/metrics", 403),
        ("/verify", 200),
        ("/static/css/theme.css", 200),
        ("/logout", 405),
    ],
)
def test_every_kind_of_answer_carries_the_headers(client, path, status):
    answer = client.get(path)
    answer.close()
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, name
    assert len(answer.headers["X-Request-ID"]) >= 8


def test_the_policy_allows_no_inline_code():
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_pages_are_kept_by_no_cache(client, login):
    assert login(make_user()).get("/account").headers["Cache-Control"] == "no-store"


def test_a_request_id_is_taken_over_when_it_is_one(client):
    given = client.get("/healthz", headers={"X-Request-ID": "abc-12345678"})
    assert given.headers["X-Request-ID"] == "abc-12345678"
    forged = client.get("/healthz", headers={"X-Request-ID": "no<script>"})
    assert forged.headers["X-Request-ID"] != "no<script>"


def test_errors_speak_json_to_who_asks_for_it(client):
    answer = client.get("/metrics", headers={"Accept": "application/json"})
    assert answer.json["error"]["code"] == "Forbidden"


@pytest.fixture
def csrf(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_no_form_is_taken_without_its_token(app, csrf, login):
    user = make_user(Role.ADMINISTRATOR)
    user_id = user.id
    client = login(user)
    with app.test_request_context():
        posts = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if "POST" in (rule.methods or ()) and not rule.arguments
        ]
    assert len(posts) > 10
    for path in posts:
        assert client.post(path).status_code == 400, path
    assert client.get("/account").status_code == 200  # the log-out did not happen
    assert db.session.get(type(user), user_id).muted_mails == ""


def test_a_form_with_its_token_is_taken(csrf, client):
    page = client.get("/login").get_data(as_text=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page).group(1)
    answer = client.post("/preferences/locale", data={"locale": "en", "csrf_token": token})
    assert answer.status_code == 303
    headers = {"X-CSRFToken": token}
    assert client.post("/preferences/locale", headers=headers).status_code == 303
