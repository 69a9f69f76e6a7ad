"""The pages of everyone, and those of who keeps the platform running."""

import json
import logging
import sys

import pytest
from flask import g
from redis import Redis
from rq import Queue

from app import mail
from app.accounts.models import Role
from app.audit.models import AuditEvent
from app.db import commit, db
from app.jobs import QueueName
from app.logs import Formatter, add_ids
from app.mail import OutgoingMail
from tests.factories import make_case, make_user


@pytest.fixture(autouse=True)
def _no_mail_server(app):
    app.config["SMTP_URL"] = ""
    yield
    app.config["SMTP_URL"] = ""


@pytest.mark.parametrize("role", list(Role))
def test_each_role_begins_on_the_first_entry_of_its_menu(role, login):
    answer = login(make_user(role)).get("/")
    assert answer.status_code == 302
    assert login(make_user(role)).get(answer.location).status_code == 200


def test_home_sends_a_stranger_to_the_log_in_page(client):
    assert client.get("/").location == "/login"


def test_the_accessibility_statement_is_public(client):
    page = client.get("/accessibility").get_data(as_text=True)
    assert "RGAA 4.1" in page
    assert "Défenseur des droits" in page


def test_health_asks_nothing_and_readiness_tells_each_part(client):
    assert client.get("/healthz").json == {"status": "ok"}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["checks"] == {"database": "ok", "valkey": "ok", "storage": "ok"}


def test_readiness_names_what_does_not_answer(app, client, monkeypatch):
    monkeypatch.setitem(
        app.extensions, "redis", Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"]["valkey"] == "ConnectionError"
    assert answer.json["checks"]["database"] == "ok"


def test_metrics_want_a_token_or_an_administrator(app, client, login, monkeypatch):
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "s3cret")
    for given, code in (("s3cret", 200), ("s3cre", 403), ("é", 403)):
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {given}"})
        assert answer.status_code == code
    assert login(make_user(Role.AGENT)).get("/metrics").status_code == 403
    assert login(make_user(Role.ADMINISTRATOR)).get("/metrics").status_code == 200


def test_metrics_count_requests_by_route_and_cases_by_status(client, login):
    make_case()
    admin = login(make_user(Role.ADMINISTRATOR))
    admin.get("/healthz")
    text = admin.get("/metrics").get_data(as_text=True)
    assert 'http_request_duration_seconds_count{method="GET",route="/healthz",status="200"}' in text
    assert 'cases_open{status="ready"} 1.0' in text
    assert 'queue_jobs{queue="ocr",state="waiting"}' in text


def test_operations_show_a_failed_job_and_put_it_back(app, login):
    for name in QueueName:
        Queue(name, connection=app.extensions["redis"]).empty()
    queue = Queue(QueueName.DEFAULT, connection=app.extensions["redis"])
    job = queue.enqueue("workers.jobs.admit_case.run", "a-row")
    queue.failed_job_registry.add(job, 60, "Traceback\nValueError: Oléna@example.test")
    queue.remove(job)
    admin = login(make_user(Role.ADMINISTRATOR))
    page = admin.get("/operations").get_data(as_text=True)
    assert "admit_case" in page
    assert "Oléna" not in page
    assert admin.post("/operations/retry").status_code == 303
    assert queue.failed_job_registry.get_job_count(cleanup=False) == 0
    assert queue.get_job_ids() == [job.id]
    queue.empty()


def test_a_mail_is_read_on_screen_only_where_no_server_is_set_and_leaves_a_trace(app, login):
    user, admin = make_user(), make_user(Role.ADMINISTRATOR)
    mail.post(user, "invitation", "Objet", "Ouvrez http://localhost/password/link/abc")
    commit()
    mail_id = db.session.query(OutgoingMail.id).scalar()
    page = login(admin).get(f"/operations/mails/{mail_id}").get_data(as_text=True)
    assert 'href="http://localhost/password/link/abc"' in page
    assert db.session.query(AuditEvent).filter_by(action="mail.read").count() == 1
    app.config["SMTP_URL"] = "smtp://localhost"
    assert login(admin).get(f"/operations/mails/{mail_id}").status_code == 403


def test_logs_are_json_with_ids_and_without_personal_data(app):
    said = "refused olena@example.test\nDETAIL: Key (email)=(x) exists"
    try:
        raise ValueError(said)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "broke", (), sys.exc_info())
    with app.test_request_context():
        g.request_id = "r-1"
        add_ids(record)
    line = json.loads(Formatter("%(message)s").format(record))
    assert line["request_id"] == "r-1"
    assert "olena" not in json.dumps(line)
    assert "(email)" not in json.dumps(line)
