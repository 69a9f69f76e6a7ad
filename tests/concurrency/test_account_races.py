"""Two at once with one link, one code, one mail: only one of them gets through."""

import pyotp

from app import clock
from app.accounts import operations, passwords, second_factor
from app.accounts.models import TokenPurpose, User
from app.accounts.operations import DeadLink, WrongCode
from app.db import commit, db
from tests.factories import make_user

NEW = "girafe bleue sous tente"


def test_a_link_is_good_for_one_of_two(race):
    user = make_user()
    user_id, token = user.id, operations.issue_link(user, TokenPurpose.PASSWORD_RESET)
    commit()

    def choose(password):
        def work(ready):
            ready()
            operations.use_link(token, password)
            commit()

        return work

    first, second = f"{NEW} un", f"{NEW} deux"
    outcomes = race(choose(first), choose(second))
    assert sorted(map(str, outcomes)) == sorted(["won", str(DeadLink)])
    db.session.expire_all()
    kept = first if outcomes[0] == "won" else second
    assert passwords.verify(db.session.get(User, user_id).password_hash, kept)


def test_a_code_opens_one_of_two_sessions(race):
    secret = second_factor.new_secret()
    user_id = make_user(
        totp_secret=second_factor.seal(secret), totp_enabled_at=clock.now(), email="t@example.test"
    ).id
    code = pyotp.TOTP(secret).at(clock.now())

    def enter(ready):
        user = db.session.get(User, user_id)
        ready()
        operations.log_in(user, "127.0.0.1", code)
        commit()

    outcomes = race(enter, enter)
    assert sorted(map(str, outcomes)) == sorted(["won", str(WrongCode)])
