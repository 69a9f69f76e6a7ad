"""Two workers that find one pair, two officers who decide on one proposal."""

from app.accounts.models import Role
from app.accounts.queries import get_user
from app.audit.models import AuditEvent
from app.db import commit, db
from app.errors import Conflict
from app.fingerprint import operations
from app.fingerprint.lifecycle import ReuseAction, ReuseStatus
from app.fingerprint.models import Duplicate
from app.fingerprint.pair.decision import Verdict
from app.fingerprint.queries import get_duplicate
from app.fingerprint.relation import Relation
from app.intake.queries import get_document
from app.lifecycle import InvalidTransition
from tests.factories import make_case, make_document, make_user

WON = "won"
SAME = Verdict(Relation.SAME_ACT, 0.97, {"pages": []})


def test_two_workers_note_one_pair_once(race):
    first, second = make_document(make_case()).id, make_document(make_case()).id

    def find(ready):
        document, earlier = get_document(second), get_document(first)
        ready()
        operations.note(document, earlier, SAME)
        commit()

    assert race(find, find, find) == [WON] * 3
    assert db.session.query(Duplicate).count() == 1
    assert db.session.query(AuditEvent).filter_by(action="duplicate.note").count() == 1


def test_a_document_enters_the_index_once(race):
    document_id = make_document(make_case()).id

    def enter(ready):
        document = get_document(document_id)
        ready()
        operations.keep(document, [{1, 2, 3}])
        commit()

    assert race(enter, enter, enter) == [WON] * 3
    db.session.expire_all()
    assert db.session.execute(db.text("SELECT count(*) FROM fingerprint_key")).scalar() == 3


def test_of_two_officers_one_decides_on_a_proposal(race):
    pair = operations.note(make_document(make_case()), make_document(make_case()), SAME)
    commit()
    duplicate_id = pair.id
    officers = [make_user(Role.INTAKE_OFFICER).id for _ in range(2)]

    def by(officer_id, action):
        def work(ready):
            duplicate, officer = get_duplicate(duplicate_id), get_user(officer_id)
            ready()
            operations.advance(duplicate, action, officer, "Vu.")
            commit()

        return work

    outcomes = race(by(officers[0], ReuseAction.ACCEPT), by(officers[1], ReuseAction.REFUSE))
    assert outcomes.count(WON) == 1
    assert issubclass(next(o for o in outcomes if o != WON), (InvalidTransition, Conflict))
    db.session.expire_all()
    assert get_duplicate(duplicate_id).status is not ReuseStatus.PROPOSED
