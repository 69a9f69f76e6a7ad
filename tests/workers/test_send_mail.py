"""The outbox against a real mail server on a socket."""

import socketserver
import threading
from datetime import timedelta

import pytest

from app import clock, mail
from app.db import commit, db
from app.mail import OutgoingMail
from tests.factories import make_user
from workers.jobs import send_mail
from workers.sweeps import sweep_mails


class Server(socketserver.StreamRequestHandler):
    """As much SMTP as it takes to receive a mail, or to refuse who it is for."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "RCPT" and "refused@" in line:
                self._say("550 no such box: refused@example.test")
            elif word == "DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server(app):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as running:
        running.letters = []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{running.server_address[1]}"
        yield running
        app.config["SMTP_URL"] = ""
        running.shutdown()


def letter(email: str = "ana@example.test") -> str:
    posted = mail.post(
        make_user(email=email), "case_delivered", "Objet clair", "http://localhost/x"
    )
    commit()
    return str(posted.id)


def fresh(mail_id: str) -> OutgoingMail:
    db.session.expire_all()
    return db.session.get(OutgoingMail, mail_id)


def test_a_mail_leaves_once_however_often_it_is_hinted_at(server, run_jobs_here):
    mail_id = letter()
    send_mail.run(mail_id)
    send_mail.run(mail_id)
    assert len(server.letters) == 1
    assert "Subject: Objet clair" in server.letters[0]
    assert fresh(mail_id).sent_at


def test_a_refused_address_is_not_tried_again_and_not_quoted(server, run_jobs_here, sent):
    mail_id = letter("refused@example.test")
    send_mail.run(mail_id)
    assert fresh(mail_id).failure == "refused"
    sent.clear()
    with clock.set_to(clock.now() + timedelta(minutes=10)):
        sweep_mails()
    assert sent == []


def test_a_server_that_is_away_leaves_the_mail_to_the_sweep(app, server, run_jobs_here, sent):
    there = app.config["SMTP_URL"]
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    mail_id = letter()
    send_mail.run(mail_id)
    assert fresh(mail_id).failure == "ConnectionRefusedError"
    sent.clear()
    with clock.set_to(clock.now() + timedelta(minutes=10)):
        sweep_mails()
    assert sent == [("workers.jobs.send_mail.run", mail_id)]
    app.config["SMTP_URL"] = there
    send_mail.run(mail_id)
    assert (fresh(mail_id).failure, len(server.letters)) == ("", 1)


def test_without_a_server_mails_wait_in_silence(app, run_jobs_here, sent):
    mail_id = letter()
    sent.clear()
    send_mail.run(mail_id)
    with clock.set_to(clock.now() + timedelta(minutes=10)):
        sweep_mails()
    assert sent == []
    assert fresh(mail_id).sent_at is None


def test_a_mail_turned_off_is_not_written(session):
    user = make_user(muted_mails="case_delivered")
    assert mail.post(user, "case_delivered", "Objet", "corps") is None
