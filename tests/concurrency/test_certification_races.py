"""Two revisers at once: one takes, one seals, one certificate."""

from app.accounts.models import Role
from app.accounts.queries import get_user
from app.cases.lifecycle import CaseStatus
from app.cases.queries import get_case
from app.certification.operations import certify
from app.certification.queries import certificates_of
from app.db import commit
from app.errors import Conflict
from app.translation import operations as translation
from app.translation.queries import last_return
from tests.app.certification.papers import BIRTH, make_held_case
from tests.factories import make_user

WON = "won"


def returned():
    case, doer = make_held_case()
    translation.hand_in_form(case, doer, "birth", BIRTH)
    commit()
    return case.id


def test_of_two_revisers_one_takes_the_case(race):
    case_id = returned()

    def taker(reviser_id):
        def work(ready):
            case, reviser = get_case(case_id), get_user(reviser_id)
            ready()
            translation.take(case, reviser)
            commit()

        return work

    first, second = make_user(Role.REVISER).id, make_user(Role.REVISER).id
    outcomes = race(taker(first), taker(second))
    assert outcomes.count(WON) == 1
    [lost] = [outcome for outcome in outcomes if outcome != WON]
    assert issubclass(lost, Conflict)


def test_sealing_twice_gives_one_certificate(race):
    case_id, reviser_id = returned(), make_user(Role.REVISER).id
    translation.take(get_case(case_id), get_user(reviser_id))
    commit()

    def seal(ready):
        case, reviser = get_case(case_id), get_user(reviser_id)
        ready()
        certify(case, reviser)
        commit()

    outcomes = race(seal, seal)
    assert outcomes.count(WON) == 1
    case = get_case(case_id)
    assert case.status is CaseStatus.DELIVERED
    assert len(certificates_of(case)) == 1


def test_a_correction_never_lands_behind_the_seal(race):
    case_id, reviser_id = returned(), make_user(Role.REVISER).id
    translation.take(get_case(case_id), get_user(reviser_id))
    commit()

    def seal(ready):
        case, reviser = get_case(case_id), get_user(reviser_id)
        ready()
        certify(case, reviser)
        commit()

    def correct(ready):
        case, reviser = get_case(case_id), get_user(reviser_id)
        ready()
        translation.correct(case, reviser, "birth", BIRTH | {"born_at": "Kiev"})
        commit()

    race(seal, correct)
    case = get_case(case_id)
    [certificate] = certificates_of(case)
    assert certificate.return_id == last_return(case).id
