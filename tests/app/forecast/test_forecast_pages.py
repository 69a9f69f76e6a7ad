"""The coordinator's month ahead: kept by a job, shown at once, and what if without a trace."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.assignment.models import PurchaseOrder
from app.cases.lifecycle import CaseStatus
from app.db import commit, db
from app.errors import Invalid
from app.forecast import operations, queries
from app.forecast.arrivals import ENOUGH_DAYS
from app.forecast.models import CaseForecast, ForecastRun, LanguageForecast, PastArrivals
from app.workdays import is_open
from tests.factories import make_case, make_language, make_user
from tests.staffing import make_holder, make_in_house_rate, make_translator
from workers.jobs import reckon_forecast
from workers.sweeps import sweep_forecast


def past(days: int, a_day: int = 6, language: str = "uk") -> None:
    make_language(language, language)
    today = clock.today()
    span = (today - timedelta(days=n) for n in range(days, 0, -1))
    operations.note_arrivals(
        [(day, language, a_day if is_open(day) else 0, a_day * 200) for day in span]
    )


@pytest.fixture
def staffed():
    make_in_house_rate()
    translator, holder = make_translator("uk", daily_words=500), make_holder()
    past(200)
    return translator, holder


def reckoned() -> ForecastRun:
    run = operations.reckon(clock.now())
    commit()
    return run


def test_a_night_is_kept_by_language_with_its_breaches(staffed):
    translator, _holder = staffed
    soon = clock.now() + timedelta(days=3)
    doomed = make_case(CaseStatus.ASSIGNED, translator_id=translator.id, words=9000, due_at=soon)
    safe = make_case(words=100)
    make_case(CaseStatus.AWAITING_INSTITUTION, due_at=soon)  # its clock stands still
    run = reckoned()
    assert (run.breaches, run.history_days) == (1, 200)
    assert [row.case_id for row in db.session.query(CaseForecast)] == [doomed.id]
    [row] = queries.languages_of(run)
    assert (row.language, row.stock, row.stock_words) == ("uk", 2, 9100)
    assert sum(row.expected) == pytest.approx(6 * 21, rel=0.25)
    assert row.total_low <= sum(row.expected) <= row.total_high
    assert row.inside_daily == 500
    assert row.mase is not None
    assert [case.id for case, _seen in queries.breaching(run, 10)] == [doomed.id]
    assert safe.id not in {case.id for case, _seen in queries.breaching(run, 10)}


def test_a_paper_found_to_be_in_french_is_nobody_s_work(staffed):
    make_case(CaseStatus.INTAKE_REVIEW, language="fr")
    [row] = queries.languages_of(reckoned())
    assert (row.language, row.stock) == ("uk", 0)


def test_a_short_past_is_said_to_be_short(login, staffed):
    db.session.query(PastArrivals).delete()
    past(ENOUGH_DAYS - 10)
    run = reckoned()
    assert all(row.expected == [] for row in queries.languages_of(run))
    page = login(make_user()).get("/forecast").text
    assert "Il faut huit semaines" in page
    assert "Demandes attendues par jour" not in page


def test_the_job_answers_once_for_each_time_it_was_asked(run_jobs_here, staffed):
    asked = clock.now()
    reckon_forecast.run(asked.isoformat())
    reckon_forecast.run(asked.isoformat())
    assert db.session.query(ForecastRun).count() == 1
    reckon_forecast.run((clock.now() + timedelta(seconds=1)).isoformat())
    assert db.session.query(ForecastRun).count() == 2


def test_the_sweep_asks_for_one_a_night(sent, staffed):
    sweep_forecast()
    assert [path for path, *_ in sent] == ["workers.jobs.reckon_forecast.run"]
    reckoned()
    sent.clear()
    sweep_forecast()
    assert sent == []
    with clock.set_to(clock.now() + timedelta(days=1, hours=3)):
        sweep_forecast()
    assert len(sent) == 1


def test_old_forecasts_are_dropped(staffed):
    with clock.set_to(clock.now() - timedelta(days=500)):
        reckoned()
    run = reckoned()
    assert operations.forget(clock.now()) == 1
    assert [each.id for each in db.session.query(ForecastRun)] == [run.id]
    assert {row.run_id for row in db.session.query(LanguageForecast)} == {run.id}


def test_the_page_leads_from_a_breach_to_its_case_and_moves_it(login, staffed):
    translator, _holder = staffed
    case = make_case(
        CaseStatus.ASSIGNED,
        translator_id=translator.id,
        words=9000,
        due_at=clock.now() + timedelta(days=9),
    )
    reckoned()
    client = login(make_user())
    page = client.get("/forecast").text
    assert case.reference in page
    assert f'name="case" value="{case.id}"' in page
    assert "Règle par défaut" in page or "titulaire de rang" in page
    confirm = client.post("/assignment", data={"case": str(case.id), "to": "rule"})
    assert "€" in confirm.text
    own = client.get("/forecast/languages/uk").text
    assert case.reference in own
    assert client.get("/forecast/languages/xx").status_code == 404


def test_what_if_answers_beside_and_writes_nothing(login, staffed):
    translator, holder = staffed
    for _ in range(6):
        make_case(words=400)
    reckoned()
    client = login(make_user())
    counted = select(func.count()).select_from(PurchaseOrder)
    before = db.session.scalar(counted), db.session.query(ForecastRun).count()
    first = clock.today()
    url = (
        f"/forecast/what-if?absent={translator.id}&absent_from={first}"
        f"&absent_to={first + timedelta(days=40)}&doubled=uk&lost={holder.contractor_id}"
    )
    page = client.get(url).text
    assert "Sur 30 jours" in page
    rows = re.findall(
        r'qui dépasseraient</th><td class="num">([^<]+)</td><td class="num[^"]*">([^<]+)<', page
    )
    assert [row[0] for row in rows] == ["0", "0,0"]
    assert rows[0][1] == "6"  # nobody inside, nobody outside
    assert str(translator.id) in page  # the form keeps what was supposed
    db.session.expire_all()
    assert before == (db.session.scalar(counted), db.session.query(ForecastRun).count())


def test_half_a_supposition_is_asked_to_be_finished(login, staffed):
    client = login(make_user())
    assert (
        "premier et le dernier jour" in client.get(f"/forecast/what-if?absent={staffed[0].id}").text
    )
    assert "quelle langue" in client.get(f"/forecast/what-if?taught={staffed[0].id}").text
    assert "Choisissez une supposition" in client.get("/forecast/what-if?lost=rubbish").text


def test_arrivals_of_a_former_application_come_in_by_file(staffed):
    db.session.query(PastArrivals).delete()
    lines = ["day;language;cases;words", "2026-01-05;uk;12;2400", "2026-01-06;uk;9;1800"]
    assert operations.import_arrivals(lines) == 2
    assert operations.import_arrivals([lines[0], "2026-01-05;uk;13;2600"]) == 1
    kept = {row.day: (row.cases, row.is_synthetic) for row in db.session.query(PastArrivals)}
    assert kept == {date(2026, 1, 5): (13, False), date(2026, 1, 6): (9, False)}
    with pytest.raises(Invalid):
        operations.import_arrivals([lines[0], "hier;uk;1;2"])


def test_only_the_coordination_sees_it(login):
    for role in set(Role) - {Role.COORDINATOR}:
        client = login(make_user(role))
        assert client.get("/forecast").status_code == 403
        assert client.get("/forecast/what-if").status_code == 403
    assert get_user(make_user().id).role is Role.COORDINATOR
