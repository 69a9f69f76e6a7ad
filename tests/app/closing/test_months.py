"""A month is closed by two people, sealed, and changes no more; corrections come later."""

import json
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Role
from app.budget.models import CostEntry, CostStage
from app.budget.operations import write_cost
from app.budget.queries import entries_of
from app.closing import operations, sealing, statement
from app.closing.checks import BLOCKING, Check, checklist, rows_of
from app.closing.lifecycle import MonthStatus
from app.closing.models import CostCorrection
from app.closing.operations import NotClosable, NotClosed, SamePerson, Superseded
from app.closing.queries import close_of
from app.closing.rules import FIRST, month_after, month_before
from app.db import commit, db
from app.errors import Invalid
from app.lifecycle import InvalidTransition
from app.payables import operations as bills
from app.payables.settlement import settle
from tests.deliveries import billed_as, delivered_order, hand_in, make_agency, make_bill, ordered
from tests.factories import make_case, make_user

pytestmark = pytest.mark.usefixtures("sent")
THIS = clock.today().replace(day=1)
LAST = month_before(THIS)
WITHIN = clock.start_of(THIS) - timedelta(days=3)  # a moment of last month
ALL = {check.value: "Vu avec le prestataire." for check in Check}


@pytest.fixture
def officers():
    return make_user(Role.FINANCE), make_user(Role.FINANCE)


@pytest.fixture
def agency():
    return make_agency()


def settled(agency, officer, at=WITHIN, number="F-1"):
    """An order delivered, billed and settled at that time."""
    order = delivered_order(*agency, at=at)
    with clock.set_to(at):
        bill = make_bill(agency[1], billed_as(order), number=number)
        bills.accept_matching(bill, officer)
        settle(bill, officer)
        commit()
    return order, bill


def closed(month, officers):
    for officer in officers:
        close = operations.sign(month, officer, ALL)
        commit()
    return close


def counts(month) -> dict[str, int]:
    return {line.check.value: line.count for line in checklist(month) if line.count}


def broken() -> list[str]:
    return [proof.problem for proof in sealing.proofs()]


def owner(statement: str, **values) -> None:
    """What only the database's owner could do, triggers put aside."""
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(text(statement), values)
    db.session.execute(text("SET LOCAL session_replication_role = origin"))


ADDED_LINE = """
    INSERT INTO contractor_bill_line
    SELECT gen_random_uuid(), bill_id, 9, reference, label, quantity, unit, unit_price, net,
           vat_rate, NULL, NULL, findings, 'pending', NULL, NULL, '', '', NULL, NULL
      FROM contractor_bill_line
"""


def written_in_a_savepoint(case) -> None:
    with db.session.begin_nested():
        write_cost(case, CostStage.PAID, Decimal(1), [], "bill")


def test_two_people_close_a_month_and_its_seal_holds(agency, officers):
    order, _bill = settled(agency, officers[0])
    first = operations.sign(LAST, officers[0], ALL)
    commit()
    assert first.status is MonthStatus.SIGNED
    with pytest.raises(SamePerson):
        operations.sign(LAST, officers[0], ALL)
    close = operations.sign(LAST, officers[1], ALL)
    commit()
    assert (close.status, close.previous_seal) == (MonthStatus.CLOSED, FIRST)
    assert close.totals["paid"] == close.totals["accepted"] == "10.00"
    assert close.line_count == len(entries_of(order.case)) + 2  # the bill and its line
    assert broken() == [""]
    with pytest.raises(InvalidTransition):
        operations.sign(LAST, officers[1], ALL)


def test_the_database_refuses_all_that_is_dated_in_a_closed_month(agency, officers):
    order, bill = settled(agency, officers[0])
    case = order.case
    closed(LAST, officers)
    with clock.set_to(WITHIN), pytest.raises(IntegrityError, match="is closed"):
        written_in_a_savepoint(case)
    for wrong in (
        "UPDATE cost_entry SET amount = 0",
        "DELETE FROM cost_entry",
        "UPDATE contractor_bill_line SET retained = 1",
        "UPDATE contractor_bill_line SET reason = 'x'",
        "DELETE FROM contractor_bill_line",
        "UPDATE contractor_bill SET settled_net = 1",
        "DELETE FROM contractor_bill",
        "UPDATE month_close SET seal = repeat('1', 64)",
        "DELETE FROM month_close",
        "TRUNCATE month_close",
        "TRUNCATE contractor_bill_line",
        ADDED_LINE,
    ):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(text(wrong))
    bills.record_payment(bill, officers[0], clock.today(), "VIR-1")  # still to be noted
    commit()
    assert broken() == [""]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE cost_entry SET amount = amount + 1 WHERE stage = 'paid'", "seal"),
        ("UPDATE cost_entry SET cause = 'other' WHERE stage = 'accepted'", "seal"),
        ("UPDATE contractor_bill_line SET retained = retained + 1", "seal"),
        ("UPDATE contractor_bill SET penalties = 1", "totals"),
        ("DELETE FROM contractor_bill_line", "lines"),
        ("UPDATE month_close SET acknowledged = '{}', totals = '{}'", "totals"),
        ("UPDATE month_close SET first_signed_by_id = second_signed_by_id", "seal"),
        ("UPDATE cost_movement SET amount = amount + 1 WHERE stage = 'paid'", "totals"),
    ],
)
def test_whatever_the_owner_of_the_database_alters_shows(agency, officers, change, problem):
    settled(agency, officers[0])
    closed(LAST, officers)
    if "first_signed_by_id =" in change:
        db.session.execute(
            text("ALTER TABLE month_close DROP CONSTRAINT ck_month_close_two_people")
        )
    owner(change)
    assert broken() == [problem]


def test_seals_are_chained_and_the_first_broken_month_is_named(agency, officers, app):
    before = month_before(LAST)
    settled(agency, officers[0], at=clock.start_of(LAST) - timedelta(days=3), number="F-0")
    settled(agency, officers[0])
    first, second = closed(before, officers), closed(LAST, officers)
    assert second.previous_seal == first.seal
    runner = app.test_cli_runner()
    done = runner.invoke(args=["month", "verify", "--json"])
    assert (done.exit_code, json.loads(done.output)["intact"]) == (0, True)
    owner("UPDATE month_close SET seal = repeat('a', 64) WHERE month = :month", month=before)
    db.session.expire_all()
    assert broken() == ["seal", "chain"]
    told = runner.invoke(args=["month", "verify", "--json"])
    assert told.exit_code == 1
    assert json.loads(told.output)["broken_at"] == f"{before:%Y-%m}"


def test_a_month_removed_from_the_chain_shows(agency, officers):
    settled(agency, officers[0])
    middle = month_before(LAST)
    for month in (month_before(middle), middle, LAST):
        closed(month, officers)
    owner("DELETE FROM month_close WHERE month = :month", month=middle)
    db.session.expire_all()
    assert broken()[1] == "missing"


def test_a_correction_falls_in_the_open_month_and_points_at_what_it_corrects(agency, officers):
    order, _bill = settled(agency, officers[0])
    with pytest.raises(NotClosed):
        operations.correct(entries_of(order.case)[-1], Decimal("9.00"), officers[0], "Erreur.")
    closed(LAST, officers)
    seal = close_of(LAST).seal
    paid = entries_of(order.case)[-1]
    with pytest.raises(Invalid):
        operations.correct(paid, Decimal("9.00"), officers[0], " ")
    fixed = operations.correct(paid, Decimal("9.00"), officers[0], "Avoir du prestataire.")
    commit()
    row = db.session.query(CostCorrection).one()
    assert (row.entry_id, row.corrects_id) == (fixed.id, paid.id)
    assert fixed.at >= clock.start_of(THIS)
    assert order.case.paid == Decimal("9.00")
    with pytest.raises(Superseded):
        operations.correct(paid, Decimal("8.00"), officers[0], "Encore.")
    assert (close_of(LAST).seal, broken()) == (seal, [""])
    totals = statement.sums(statement.grouped(THIS, "language"))
    assert totals["paid"] == Decimal("-1.00")
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("UPDATE cost_correction SET reason = ''"))


def test_months_are_closed_in_order_once_over(agency, officers):
    settled(agency, officers[0])
    with pytest.raises(NotClosable, match="pas terminé"):
        operations.sign(THIS, officers[0], ALL)
    closed(LAST, officers)
    with pytest.raises(NotClosable, match="plus récent"):
        operations.sign(month_before(LAST), officers[0], ALL)
    later = clock.start_of(THIS) + timedelta(days=100)
    with clock.set_to(later), pytest.raises(NotClosable, match="précédent"):
        operations.sign(month_after(THIS), officers[0], ALL)


def test_a_first_signature_may_be_taken_back(agency, officers):
    settled(agency, officers[0])
    operations.sign(LAST, officers[0], ALL)
    operations.retract(LAST, officers[0])
    commit()
    assert close_of(LAST).status is MonthStatus.OPEN
    operations.sign(LAST, officers[1], ALL)
    operations.sign(LAST, officers[0], ALL)
    assert close_of(LAST).status is MonthStatus.CLOSED


def test_the_checklist_names_what_is_left_with_its_rows(agency, officers):
    holder, user = agency
    unbilled = delivered_order(*agency, at=WITHIN)
    with clock.set_to(WITHIN):
        returned = ordered(holder, user)
        hand_in(returned, user)
        pending = delivered_order(*agency, at=WITHIN)
        make_bill(user, billed_as(pending))
        unpriced = make_case(language="uk", submitted_at=WITHIN)
    found = counts(LAST)
    assert found == {
        "bills_undecided": 1,
        "returns_unaccepted": 1,
        "without_price": 1,
        "unbilled": 1,
    }
    assert [row.name for row in rows_of(Check.UNBILLED, LAST)] == [unbilled.number]
    assert [row.id for row in rows_of(Check.WITHOUT_PRICE, LAST)] == [unpriced.id]
    assert [row.id for row in rows_of(Check.RETURNS_UNACCEPTED, LAST)] == [returned.case_id]


def test_what_blocks_blocks_and_the_rest_needs_a_reason(agency, officers):
    order = delivered_order(*agency, at=WITHIN)
    with clock.set_to(WITHIN):
        bill = make_bill(agency[1], billed_as(order))
    with pytest.raises(NotClosable, match="À régler"):
        operations.sign(LAST, officers[0], ALL)
    bills.reject(bill, officers[0], "Doublon.")
    commit()
    with pytest.raises(NotClosable, match="motif"):
        operations.sign(LAST, officers[0], {})
    close = closed(LAST, officers)
    assert close.acknowledged["unbilled"] == {"count": 1, "reason": "Vu avec le prestataire."}


def test_something_new_between_the_signatures_is_told(agency, officers):
    delivered_order(*agency, at=WITHIN)
    operations.sign(LAST, officers[0], ALL)
    delivered_order(*agency, at=WITHIN)
    with pytest.raises(NotClosable, match="motif"):
        operations.sign(LAST, officers[1], {})
    assert operations.sign(LAST, officers[1], ALL).acknowledged["unbilled"]["count"] == 2


def test_delivered_without_a_cost_and_a_figure_that_lies_block(agency, officers):
    order = delivered_order(*agency, at=WITHIN)
    make_case("delivered", delivered_at=WITHIN, submitted_at=WITHIN - timedelta(days=4))
    order.case.accepted = Decimal("99.00")
    commit()
    found = counts(LAST)
    assert (found["delivered_without_cost"], found["unreconciled"]) == (1, 1)
    assert {Check(code) for code in found} & BLOCKING


def test_the_first_close_takes_what_is_older_with_it(agency, officers):
    old = clock.start_of(month_before(LAST)) + timedelta(days=2)
    order = delivered_order(*agency, at=old)
    close = closed(LAST, officers)
    assert close.line_count == len(entries_of(order.case))
    with pytest.raises(IntegrityError, match="is closed"), clock.set_to(old):
        written_in_a_savepoint(order.case)


def test_finance_closes_on_the_pages_and_takes_the_statement_away(agency, officers, login):
    order, _bill = settled(agency, officers[0])
    key, reference = f"{LAST:%Y-%m}", order.case.reference
    client = login(officers[0])
    assert f"/months/{key}" in client.get("/months").get_data(as_text=True)
    for check in Check:
        assert client.get(f"/months/{key}/checks/{check}").status_code == 200
    assert client.post(f"/months/{key}/sign", data=ALL).status_code == 303
    assert client.post(f"/months/{key}/sign", data=ALL).status_code == 409
    second = login(officers[1])
    assert second.post(f"/months/{key}/sign", data=ALL).status_code == 303
    page = second.get(f"/months/{key}").get_data(as_text=True)
    assert "Clos" in page
    assert reference in page
    paper = second.get(f"/months/{key}/statement.pdf").get_data()
    with pikepdf.open(BytesIO(paper)) as pdf:
        assert pdf.open_metadata().pdfa_status == "3B"
    rows = second.get(f"/months/{key}/statement.csv").get_data().decode("utf-8-sig").splitlines()
    assert sum(reference in row for row in rows) == len(rows) - 1
    assert any("F-1" in row and "paid" in row for row in rows)
    assert second.get(f"/months/{key}/statement.xlsx").get_data().startswith(b"PK")
    assert "tient" in second.get("/months/proof").get_data(as_text=True)
    entry = db.session.query(CostEntry).filter_by(stage=CostStage.PAID).one().id
    done = second.post(f"/cost-entries/{entry}/correct", data={"amount": "9,50", "reason": "Avoir"})
    assert done.status_code == 303
    assert "9,50" in second.get(done.location).get_data(as_text=True)
    assert second.get("/months/2026-13").status_code == 404


def test_the_command_line_signs_as_two_officers(agency, officers, app):
    settled(agency, officers[0])
    key, mails = f"{LAST:%Y-%m}", [officer.email for officer in officers]
    runner = app.test_cli_runner()
    why = ["--acknowledge", "Vu."]
    assert runner.invoke(args=["month", "check", key]).exit_code == 0
    once = runner.invoke(args=["month", "close", key, "--as", mails[0], *why])
    assert "signed once" in once.output
    assert runner.invoke(args=["month", "close", key, "--as", mails[0], *why]).exit_code == 1
    twice = runner.invoke(args=["month", "close", key, "--as", mails[1], *why])
    assert "closed" in twice.output
    assert runner.invoke(args=["month", "verify"]).exit_code == 0
    stranger = runner.invoke(args=["month", "close", key, "--as", "x@example.test", *why])
    assert stranger.exit_code == 1
