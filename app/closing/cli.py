"""`flask month close|verify`: the same two signatures as on the page; the proof of every seal."""

import json
import sys

import click
from flask import Flask
from flask.cli import AppGroup

from app.accounts.models import Role
from app.accounts.queries import user_by_email
from app.closing import operations, sealing
from app.closing.checks import Check, checklist
from app.closing.lifecycle import MonthStatus
from app.closing.rules import read_month
from app.db import commit, rollback
from app.errors import DomainError

group = AppGroup("month", help="The monthly close of the accounts.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


def _month(text: str):
    try:
        return read_month(text)
    except ValueError:
        raise click.BadParameter("a month is written 2026-10") from None


@group.command("check")
@click.argument("month")
@click.option("--json", "as_json", is_flag=True)
def check(month: str, as_json: bool) -> None:
    """Say what stands in the way of the close; exit with 1 when something blocks it."""
    lines = checklist(_month(month))
    if as_json:
        rows = [{"check": x.check, "count": x.count, "blocking": x.is_blocking} for x in lines]
        click.echo(json.dumps(rows))
    else:
        for line in lines:
            click.echo(f"{line.check}: {line.count}{' (blocking)' if line.is_blocking else ''}")
    sys.exit(1 if any(line.count and line.is_blocking for line in lines) else 0)


@group.command("close")
@click.argument("month")
@click.option("--as", "email", required=True, help="E-mail of the finance officer who signs.")
@click.option("--acknowledge", default="", help="Why what is not blocking is let pass.")
def close(month: str, email: str, acknowledge: str) -> None:
    """Sign a month; the second signature, by somebody else, closes and seals it."""
    officer = user_by_email(email)
    if officer is None or officer.role is not Role.FINANCE or not officer.is_active:
        raise click.ClickException("No finance officer has this e-mail.")
    reasons = {line.value: acknowledge for line in Check}
    try:
        signed = operations.sign(_month(month), officer, reasons)
        commit()
    except DomainError as problem:
        rollback()
        raise click.ClickException(str(problem)) from None
    if signed.status is MonthStatus.CLOSED:
        click.echo(f"{month} closed: {signed.line_count} lines, seal {signed.seal}")
    else:
        click.echo(f"{month} signed once: somebody else signs second.")


@group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One JSON object in all.")
def verify(as_json: bool) -> None:
    """Recompute every seal; exit with 1 and name the first month that is broken."""
    found = sealing.proofs()
    broken = next((proof for proof in found if not proof.holds), None)
    if as_json:
        months = [
            {"month": f"{p.month:%Y-%m}", "lines": p.lines, "seal": p.seal, "problem": p.problem}
            for p in found
        ]
        first = f"{broken.month:%Y-%m}" if broken else None
        click.echo(json.dumps({"intact": broken is None, "broken_at": first, "months": months}))
    else:
        for proof in found:
            state = "intact" if proof.holds else f"BROKEN ({proof.problem})"
            click.echo(f"{proof.month:%Y-%m}: {state}, {proof.lines} lines, seal {proof.seal}")
        click.echo(f"First broken: {broken.month:%Y-%m}" if broken else f"{len(found)} seals hold.")
    sys.exit(1 if broken else 0)
