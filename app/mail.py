"""Mail leaves through an outbox: a row in the same transaction, sent later, replayed if lost.

Mails carry a greeting, a sentence and a link: never personal data, a file name or a text.
"""

import smtplib
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app import jobs
from app.db import Id, Timestamp, db


class OutgoingMail(db.Model):
    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index("ix_outgoing_mail_waiting", "created_at", postgresql_where=text("sent_at IS NULL")),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    code: Mapped[str]  # which mail; people turn them off one by one
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    failure: Mapped[str] = mapped_column(default="")


def post(user, code: str, subject: str, body: str) -> OutgoingMail | None:
    """Put a mail to `user` in the outbox, unless they turned this one off."""
    if code in user.muted_mails.split() or not user.is_active:
        return None
    mail = OutgoingMail(
        user_id=user.id, code=code, recipient=user.email, subject=subject, body=body
    )
    db.session.add(mail)
    db.session.flush()
    jobs.enqueue(jobs.SEND_MAIL, mail.id)
    return mail


def is_configured() -> bool:
    return bool(current_app.config["SMTP_URL"])


def send(mail: OutgoingMail) -> None:
    """Hand the mail to the SMTP server; raises `OSError` or `SMTPException`."""
    url = urlsplit(current_app.config["SMTP_URL"])
    message = EmailMessage()
    message["From"], message["To"] = current_app.config["MAIL_FROM"], mail.recipient
    message["Subject"] = mail.subject
    message.set_content(mail.body)
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with kind(url.hostname or "localhost", url.port or 25, timeout=20) as server:
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
