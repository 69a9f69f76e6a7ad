"""Log-in, second factor, mailed links, sessions: what opens a door, and what keeps it shut."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app import clock
from app.accounts import operations, passwords, second_factor
from app.accounts.models import AccountToken, LoginAttempt, Role, TokenPurpose, User, UserSession
from app.accounts.sessions import COOKIE_KEY, digest
from app.db import commit, db
from app.mail import OutgoingMail
from tests.factories import make_user, saved

GOOD = "cheval agrafe pile correct"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def person():
    return make_user(Role.AGENT, password_hash=passwords.hasher.hash(GOOD))


def log_in(client, email: str, password: str = GOOD, **arguments):
    return client.post("/login", data={"email": email, "password": password}, **arguments)


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


def test_the_right_password_opens_and_log_out_closes(client, person):
    assert log_in(client, person.email.upper()).status_code == 303
    assert is_in(client)
    assert client.post("/logout").status_code == 303
    assert not is_in(client)


def test_a_stolen_cookie_is_worth_nothing_after_log_out(app, client, person):
    log_in(client, person.email)
    with client.session_transaction() as cookie:
        token = cookie[COOKIE_KEY]
    client.post("/logout")
    with client.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    assert not is_in(client)


def test_the_database_holds_no_token(client, person):
    log_in(client, person.email)
    with client.session_transaction() as cookie:
        token = cookie[COOKIE_KEY]
    row = db.session.query(UserSession).one()
    assert row.token_hash == digest(token) != token


def test_unknown_wrong_and_closed_accounts_get_the_same_answer(client, person):
    closed = make_user(password_hash=passwords.hasher.hash(GOOD), is_active=False)
    pages = {
        log_in(client, email, password).get_data(as_text=True).replace(email, "")
        for email, password in [
            (person.email, "wrong"),
            ("nobody@example.test", GOOD),
            (closed.email, GOOD),
        ]
    }
    assert len(pages) == 1
    assert "n'est pas le bon" in pages.pop().replace("&#39;", "'")


def test_an_unknown_address_costs_a_verification_too(client, monkeypatch):
    verified = []
    real = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda h, p: verified.append(h) or real(h, p))
    log_in(client, "nobody@example.test")
    assert verified == [None]


def test_an_old_hash_is_renewed_at_log_in(client):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    user_id = make_user(email="old@example.test", password_hash=weak).id
    log_in(client, "old@example.test")
    renewed = db.session.get(User, user_id).password_hash
    assert renewed != weak
    assert not passwords.needs_rehash(renewed)


@pytest.mark.parametrize(
    "target", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "evil"]
)
def test_next_never_leaves_the_site(client, person, target):
    answer = client.post(
        "/login", query_string={"next": target}, data={"email": person.email, "password": GOOD}
    )
    assert answer.location == "/"


def test_next_is_followed_inside(client, person):
    answer = client.post("/login?next=/cases?q=1", data={"email": person.email, "password": GOOD})
    assert answer.location == "/cases?q=1"


def test_an_account_is_throttled_and_told_how_long(client, person):
    with clock.set_to(NOON):
        for _ in range(operations.FAILURES_BY_ACCOUNT):
            assert log_in(client, person.email, "wrong").status_code == 422
        refused = log_in(client, person.email)
        assert refused.status_code == 429
        assert "dans 15 minutes" in refused.get_data(as_text=True)
    with clock.set_to(NOON + timedelta(minutes=14, seconds=30)):
        refused = log_in(client, person.email)
        assert refused.status_code == 429
        assert "dans 1 minute." in refused.get_data(as_text=True)
    with clock.set_to(NOON + timedelta(minutes=15, seconds=1)):
        assert log_in(client, person.email).status_code == 303


def test_an_address_is_throttled_across_accounts(client, person):
    with clock.set_to(NOON):
        for rank in range(operations.FAILURES_BY_ADDRESS):
            saved(LoginAttempt(email_hash=str(rank), address="127.0.0.1", succeeded=False))
        assert log_in(client, person.email).status_code == 429


def test_attempts_age_out(session):
    with clock.set_to(NOON):
        saved(LoginAttempt(email_hash="x", address="127.0.0.1", succeeded=False))
    operations.forget_before(NOON + timedelta(hours=23))
    assert db.session.query(LoginAttempt).count() == 1
    operations.forget_before(NOON + timedelta(hours=25))
    assert db.session.query(LoginAttempt).count() == 0


def test_a_session_ends_after_two_idle_hours_and_after_twelve_in_all(login, person):
    with clock.set_to(NOON):
        client = login(person)
        assert is_in(client)
    with clock.set_to(NOON + timedelta(hours=2, seconds=1)):
        assert not is_in(client)
    with clock.set_to(NOON):
        client = login(person)
    for hours in (1.5, 3, 4.5, 6, 7.5, 9, 10.5, 11.9):
        with clock.set_to(NOON + timedelta(hours=hours)):
            assert is_in(client), hours
    with clock.set_to(NOON + timedelta(hours=12)):
        assert not is_in(client)


def test_closing_the_others_keeps_this_session(app, client, person):
    log_in(client, person.email)
    other = app.test_client()
    log_in(other, person.email)
    assert client.post("/account/sessions/close").status_code == 303
    assert is_in(client)
    assert not is_in(other)


def test_a_closed_account_loses_its_sessions_at_once(client, login, person):
    login(person)
    operations.set_active(person, False, make_user(Role.ADMINISTRATOR))
    commit()
    assert not is_in(client)


# The second factor


@pytest.fixture
def secret(person):
    secret = second_factor.new_secret()
    person.totp_secret, person.totp_enabled_at = second_factor.seal(secret), clock.now()
    commit()
    return secret


def test_the_password_alone_does_not_open_where_a_code_is_owed(client, person, secret):
    answer = log_in(client, person.email)
    assert answer.location.startswith("/login/code")
    assert not is_in(client)


def test_a_code_is_good_once(app, client, person, secret):
    with clock.set_to(NOON):
        code = pyotp.TOTP(secret).at(NOON)
        log_in(client, person.email)
        assert client.post("/login/code", data={"code": code}).status_code == 303
        assert is_in(client)
        again = app.test_client()
        log_in(again, person.email)
        assert again.post("/login/code", data={"code": code}).status_code == 422
        assert not is_in(again)


def test_an_old_code_and_a_late_one_are_refused(client, person, secret):
    with clock.set_to(NOON):
        log_in(client, person.email)
        stale = pyotp.TOTP(secret).at(NOON - timedelta(minutes=2))
        assert client.post("/login/code", data={"code": stale}).status_code == 422
    late = NOON + timedelta(minutes=11)
    with clock.set_to(late):
        answer = client.post("/login/code", data={"code": pyotp.TOTP(secret).at(late)})
        assert answer.location == "/login"


def test_codes_are_throttled_like_passwords(client, person, secret):
    log_in(client, person.email)
    for _ in range(operations.FAILURES_BY_ACCOUNT):
        client.post("/login/code", data={"code": "000000"})
    assert client.post("/login/code", data={"code": "000000"}).status_code == 429


def test_the_secret_is_unreadable_in_the_database(person, secret):
    assert secret not in person.totp_secret
    assert second_factor.unseal(person.totp_secret) == secret


def test_enrolling_asks_for_a_right_code(client, login, person):
    login(person)
    page = client.get("/account/second-factor").get_data(as_text=True)
    assert "data:image/svg+xml;base64," in page
    with client.session_transaction() as cookie:
        chosen = second_factor.unseal(cookie["enrolment"])
    assert client.post("/account/second-factor", data={"code": "000000"}).status_code == 422
    code = pyotp.TOTP(chosen).at(clock.now())
    assert client.post("/account/second-factor", data={"code": code}).status_code == 303
    assert db.session.get(User, person.id).totp_enabled_at


# Passwords


@pytest.mark.parametrize(
    "weak",
    [
        "court",
        "motdepasse123",
        "aaaaaaaaaaaaaa",
        "azerty123456789",
        "agent-marie-2026!",
        "password1234",
    ],
)
def test_weak_passwords_are_refused_with_what_to_do(weak):
    with pytest.raises(passwords.WeakPassword):
        passwords.check(weak, "agent-marie@example.test")


def test_changing_the_password_closes_the_other_sessions(app, client, person):
    log_in(client, person.email)
    other = app.test_client()
    log_in(other, person.email)
    new = "girafe bleue sous tente"
    data = {"current": GOOD, "password": new, "again": new}
    assert client.post("/account", data=data).status_code == 303
    assert is_in(client)
    assert not is_in(other)
    assert log_in(app.test_client(), person.email, new).status_code == 303


def test_changing_the_password_asks_for_the_current_one(client, login, person):
    login(person)
    new = "girafe bleue sous tente"
    data = {"current": "wrong", "password": new, "again": new}
    assert client.post("/account", data=data).status_code == 422
    assert passwords.verify(db.session.get(User, person.id).password_hash, GOOD)


# Mailed links


def test_a_reset_says_the_same_whether_the_address_is_known_or_not(client, person):
    answers = [
        client.post("/password/reset", data={"email": email}, follow_redirects=True).get_data()
        for email in (person.email, "nobody@example.test")
    ]
    assert answers[0] == answers[1]
    [letter] = db.session.query(OutgoingMail).all()
    assert letter.recipient == person.email
    assert person.name not in letter.body


def link_in(letter: OutgoingMail) -> str:
    [address] = [word for word in letter.body.split() if word.startswith("http")]
    return address.removeprefix("http://localhost:8000")


def test_the_link_leaves_the_address_bar_and_works_once(app, client, person):
    client.post("/password/reset", data={"email": person.email})
    link = link_in(db.session.query(OutgoingMail).one())
    answer = client.get(link)
    assert answer.location == "/password/choose"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    new = {"password": "girafe bleue sous tente", "again": "girafe bleue sous tente"}
    assert client.post("/password/choose", data=new).status_code == 303
    assert log_in(client, person.email, new["password"]).status_code == 303
    second = app.test_client()
    second.get(link)
    assert second.post("/password/choose", data=new).status_code == 422


@pytest.mark.parametrize(
    ("purpose", "life"),
    [
        (TokenPurpose.PASSWORD_RESET, timedelta(hours=1)),
        (TokenPurpose.INVITATION, timedelta(days=7)),
    ],
)
def test_links_expire(person, purpose, life):
    with clock.set_to(NOON):
        token = operations.issue_link(person, purpose)
        commit()
    with clock.set_to(NOON + life + timedelta(seconds=1)), pytest.raises(operations.DeadLink):
        operations.use_link(token, GOOD)
    with clock.set_to(NOON + life):
        assert operations.use_link(token, GOOD).id == person.id


def test_a_link_is_not_kept_in_the_database(person):
    token = operations.issue_link(person, TokenPurpose.PASSWORD_RESET)
    assert db.session.query(AccountToken).one().token_hash == digest(token)


# Language and mails


def test_the_language_is_kept_with_the_account(client, login, person):
    login(person)
    answer = client.post("/preferences/locale", data={"locale": "en", "next": "//evil.test"})
    assert answer.location == "/"
    assert db.session.get(User, person.id).locale == "en"
    assert '<html lang="en"' in client.get("/account").get_data(as_text=True)


def test_a_stranger_chooses_a_language_too_and_no_unknown_one(client):
    client.post("/preferences/locale", data={"locale": "en", "next": "/login"})
    assert '<html lang="en"' in client.get("/login").get_data(as_text=True)
    client.post("/preferences/locale", data={"locale": "xx", "next": "/login"})
    assert '<html lang="en"' in client.get("/login").get_data(as_text=True)


def test_each_mail_can_be_turned_off(client, login, person):
    login(person)
    client.post("/account/mails", data={"wanted": ["case_question"]})
    muted = db.session.get(User, person.id).muted_mails.split()
    assert "case_question" not in muted
    assert "case_delivered" in muted
