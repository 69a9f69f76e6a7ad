"""Candidates: what shares rare keys is found, what everybody shares is dropped."""

import pytest

from app.db import db
from app.fingerprint import index, operations, queries
from app.fingerprint.keys import keys_of
from app.fingerprint.models import CommonKey, Fingerprint, FingerprintKey
from tests.factories import make_document, saved

FORM = ["ΛΗΞΙΑΡΧΙΚΗ ΠΡΑΞΗ ΓΕΝΝΗΣΕΩΣ", "Όνομα Επώνυμο"]


def keep(*lines):
    document = make_document()
    return document, operations.keep(document, [keys_of([*FORM, *lines])])


def test_the_page_that_shares_the_rarest_keys_comes_first():
    act, _ = keep("Αριθμός 7196482", "Παπαδόπουλος Γεώργιος")
    cousin, _ = keep("Αριθμός 5550001", "Παπαδόπουλος Γεώργιος")
    keep("Αριθμός 9990001", "Νικολάου Ελένη")
    found = index.candidates(keys_of(["Αριθμός 7196482", "Παπαδόπουλος Γεώργιος"]))
    assert found[:2] == [act.id, cousin.id]


def test_a_document_is_not_its_own_candidate_and_is_kept_once():
    document, own = keep("Αριθμός 7196482")
    count = db.session.query(FingerprintKey).count()
    again = operations.keep(document, [keys_of([*FORM, "Αριθμός 7196482"])])
    assert (again.number, db.session.query(FingerprintKey).count()) == (own.number, count)
    assert index.candidates(keys_of(["Αριθμός 7196482"]), own.number) == []


@pytest.fixture
def crowd(monkeypatch):
    monkeypatch.setattr(index, "CLOSED", 5)
    for rank in range(8):
        keep(f"Αριθμός 80000{rank}0")


def test_a_key_that_too_many_share_tells_nothing(crowd):
    assert index.candidates(keys_of(FORM)) == []
    assert len(index.candidates(keys_of([*FORM, "Αριθμός 8000030"]))) == 1


def test_common_keys_leave_the_index_and_stay_out(crowd):
    assert index.close_common() > 0
    common = {row.key for row in db.session.query(CommonKey)}
    assert common == keys_of([*FORM, "Αριθμός"]) & common != set()
    _, own = keep("Αριθμός 9000000")
    kept = {row.key for row in db.session.query(FingerprintKey).filter_by(number=own.number)}
    assert kept
    assert not kept & common
    assert index.close_common() == 0


def test_what_was_lost_or_came_late_is_found_again(session):
    from datetime import timedelta

    from app.clock import now

    missing, (kept, own) = make_document(), keep("Αριθμός 7196482")
    assert missing in queries.without_fingerprint(now() + timedelta(minutes=1))
    assert kept not in queries.without_fingerprint(now() + timedelta(minutes=1))
    assert isinstance(saved(own), Fingerprint)
