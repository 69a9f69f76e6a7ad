"""The contractor's door: its own orders and nobody else's, alone or in batches."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest

from app import clock, storage
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.assignment.lifecycle import OrderStatus
from app.assignment.operations import accept_order, decide, fulfil, offer, withdraw
from app.assignment.queries import live_order, offers_expired, order_of
from app.audit.models import AccessKind, DocumentAccess
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.operations import advance, answer, ask_institution
from app.cases.queries import get_case
from app.db import commit, db
from app.mail import OutgoingMail
from tests.factories import make_case, make_document, make_language, make_user
from tests.staffing import make_holder, make_in_house_rate, make_lot, make_translator

pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def holder():
    make_language()
    make_in_house_rate()
    return make_holder()


@pytest.fixture
def agency(holder):
    return make_user(Role.CONTRACTOR, contractor_id=holder.contractor_id)


def offered(holder, **fields):
    case = make_case(**fields)
    order = offer(case, holder, None, "Règle par défaut.")
    commit()
    return order


def test_the_list_shows_one_s_own_offers_only(login, holder, agency):
    mine = offered(holder)
    other = offered(make_holder(make_lot()))
    page = login(agency).get("/orders").get_data(as_text=True)
    assert mine.number in page
    assert other.number not in page


def test_another_contractor_s_order_does_not_exist(login, holder, agency):
    order = offered(make_holder(make_lot()))
    order_id = order.id
    client = login(agency)
    assert client.get(f"/orders/{order_id}").status_code == 404
    for path in (f"{order_id}/accept", f"{order_id}/decline"):
        assert client.post(f"/orders/{path}", data={"reason": "x"}).status_code == 404
    for path in ("accept", "decline", "download"):
        answered = client.post(f"/orders/{path}", data={"order": [order_id], "reason": "x"})
        assert answered.status_code == 404
    assert order_of(order_id).status is OrderStatus.OFFERED


def test_accepting_starts_the_work_and_the_contract_s_delay(login, holder, agency):
    order_id = offered(holder).id
    assert login(agency).post(f"/orders/{order_id}/accept").status_code == 303
    order = order_of(order_id)
    assert (order.status, order.case.status) == (OrderStatus.ACCEPTED, CaseStatus.IN_PROGRESS)
    assert order.due_at == order.case.assignee_due_at


def test_many_are_accepted_at_once_and_one_lost_meanwhile_spoils_nothing(login, holder, agency):
    ids = [offered(holder).id for _ in range(3)]
    withdraw(order_of(ids[0]).case, make_user())
    commit()
    page = login(agency).post("/orders/accept", data={"order": ids}, follow_redirects=True)
    assert [order_of(i).status for i in ids] == [
        OrderStatus.CANCELLED,
        OrderStatus.ACCEPTED,
        OrderStatus.ACCEPTED,
    ]
    assert "2 commandes acceptées" in page.get_data(as_text=True)


def test_declining_takes_a_reason_and_passes_to_the_next_rank(login, holder, agency):
    second = make_holder(holder.lot, 2)
    order_id = offered(holder).id
    client = login(agency)
    client.post(f"/orders/{order_id}/decline", data={"reason": " "})
    assert order_of(order_id).status is OrderStatus.OFFERED
    client.post("/orders/decline", data={"order": [order_id], "reason": "Effectif complet."})
    order = order_of(order_id)
    assert (order.status, order.decline_reason) == (OrderStatus.DECLINED, "Effectif complet.")
    decide(order.case)
    assert live_order(order.case).contractor_id == second.contractor_id


def test_the_scans_of_an_order_no_longer_held_are_closed(login, holder, agency):
    order = offered(holder)
    make_document(order.case)
    order_id = order.id
    withdraw(order.case, make_user())
    commit()
    client = login(agency)
    assert "/original" not in client.get(f"/orders/{order_id}").get_data(as_text=True)
    assert client.post("/orders/download", data={"order": [order_id]}).status_code == 422


def test_the_zip_holds_the_bytes_received_and_a_manifest_and_leaves_a_trace(login, holder, agency):
    kept = storage.put_bytes(b"%PDF-1.4 a scan")
    order = offered(holder, words=42)
    document = make_document(
        order.case, sha256=kept.sha256, mime="application/pdf", filename="Olena-Kovalenko.pdf"
    )
    document_id, reference = document.id, order.case.reference
    answered = login(agency).post("/orders/download", data={"order": [order.id]}, buffered=True)
    with zipfile.ZipFile(io.BytesIO(answered.data)) as archive:
        [line] = json.loads(archive.read("manifest.json"))
        [row] = csv.DictReader(
            io.StringIO(archive.read("manifest.csv").decode("utf-8-sig")), delimiter=";"
        )
        assert archive.read(line["file"]) == b"%PDF-1.4 a scan"
        assert not any("Olena" in name for name in archive.namelist())
    assert (line["reference"], line["words"], line["sha256"]) == (reference, 42, kept.sha256)
    assert (row["reference"], row["sha256"]) == (reference, kept.sha256)
    [access] = db.session.query(DocumentAccess)
    assert (access.kind, access.document_id) == (AccessKind.DOWNLOAD, document_id)
    assert (access.purpose, access.user_id) == ("order", agency.id)


def test_what_the_virus_scan_has_not_cleared_never_leaves(login, holder, agency):
    order = offered(holder)
    make_document(order.case, "infected")
    make_document(order.case, "awaiting_scan")
    answered = login(agency).post("/orders/download", data={"order": [order.id]}, buffered=True)
    with zipfile.ZipFile(io.BytesIO(answered.data)) as archive:
        assert sorted(archive.namelist()) == ["manifest.csv", "manifest.json"]


def test_what_may_be_billed_is_what_was_accepted_that_month(login, holder, agency):
    done, _open = offered(holder, words=500), offered(holder, words=900)
    accept_order(done, agency)
    fulfil(done.case)
    commit()
    client = login(agency)
    page = client.get("/orders/billable").get_data(as_text=True)
    assert done.number in page
    assert "50,00" in page
    assert "90,00" not in page
    before = (clock.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    assert done.number not in client.get(f"/orders/billable?month={before}").get_data(as_text=True)
    sheet = client.get("/orders/billable?format=csv").get_data(as_text=True)
    assert f"{done.number};" in sheet
    assert "50,00" in sheet


def test_a_pause_puts_the_contractor_s_date_forward(holder, agency):
    order = offered(holder)
    accept_order(order, agency)
    owed, officer = order.owed_at, make_user(Role.INTAKE_OFFICER)
    ask_institution(order.case, officer, "Le verso ?")
    with clock.set_to(clock.now() + timedelta(days=3)):
        answer(order.case, order.case.created_by, "Le voici.")
        assert abs(order.owed_at - owed - timedelta(days=3)) < timedelta(seconds=5)
        fulfil(order.case)
        assert abs(order.due_at - owed - timedelta(days=3)) < timedelta(seconds=5)


def test_offers_expire_after_the_contract_s_hours_never_during_a_pause(holder):
    order = offered(holder)
    hours = timedelta(hours=order.holder.lot.contract.answer_hours)
    now = clock.now()
    assert offers_expired(now + hours - timedelta(minutes=1)) == []
    assert offers_expired(now + hours + timedelta(minutes=1)) == [order]
    ask_institution(order.case, make_user(Role.INTAKE_OFFICER), "Le verso ?")
    commit()
    assert offers_expired(now + hours + timedelta(days=1)) == []


def test_the_sweep_expires_offers_and_the_job_asks_the_next_rank(holder, sent, run_jobs_here):
    from workers.jobs import assign_case
    from workers.sweeps import sweep_orders

    second = make_holder(holder.lot, 2)
    told = make_user(Role.CONTRACTOR, contractor_id=second.contractor_id)
    order = offered(holder)
    order_id, case_id = order.id, order.case_id
    with clock.set_to(clock.now() + timedelta(hours=25)):
        sweep_orders()
        assert order_of(order_id).status is OrderStatus.EXPIRED
        assert ("workers.jobs.assign_case.run", str(case_id)) in sent
        assign_case.run(str(case_id))
        assign_case.run(str(case_id))  # a hint sent twice is harmless
    db.session.expire_all()
    assert live_order(get_case(case_id)).contractor_id == second.contractor_id
    [mail] = db.session.query(OutgoingMail)
    assert mail.user_id == told.id
    assert order.case.reference not in mail.body


def test_ten_offers_in_an_hour_make_one_mail(holder, agency, run_jobs_here):
    from workers.jobs import assign_case

    for _ in range(4):
        assign_case.run(str(make_case().id))
    assert [m.user_id for m in db.session.query(OutgoingMail)] == [agency.id]


def test_jobs_free_who_held_a_cancelled_case_and_give_a_correction_back(run_jobs_here, holder):
    from workers.jobs import release_case, reopen_case
    from workers.sweeps import sweep_held_cases

    translator, boss = make_translator(), make_user()
    case = make_case()
    decide(case)
    assert case.translator_id == translator.id
    advance(case, CaseAction.CANCEL, case.created_by)
    commit()
    sweep_held_cases()
    release_case.run(str(case.id))
    db.session.expire_all()
    assert get_case(case.id).translator_id is None

    corrected = make_case(CaseStatus.CORRECTION_REQUESTED, translator_id=translator.id)
    advance(corrected, CaseAction.ACCEPT_CORRECTION, boss)
    commit()
    reopen_case.run(str(corrected.id))
    db.session.expire_all()
    assert get_case(corrected.id).assignee_due_at > clock.now()
    assert get_user(corrected.translator_id) == translator
