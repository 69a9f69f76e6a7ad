"""`flask invoices draft|issue --half 2026-1`."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.accounts.models import Role
from app.accounts.queries import users_with_role
from app.billing import operations, queries, rules
from app.billing.lifecycle import InvoiceStatus
from app.db import commit, rollback
from app.errors import DomainError

group = AppGroup("invoices", help="Half-yearly invoices to the partners under agreement.")
HALF = click.option("--half", required=True, help="2026-1 or 2026-2.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


def _check(half: str) -> None:
    if not rules.is_half(half):
        raise click.BadParameter("a half-year is written 2026-1 or 2026-2", param_hint="--half")


@group.command("draft")
@HALF
def draft(half: str) -> None:
    """Draw up the drafts of a half-year."""
    _check(half)
    for agreement in queries.agreements():
        if not queries.uncharged_cases(agreement, half):
            continue
        try:
            drawn = operations.draft(agreement, half)
            commit()
            lines = sum(group.documents for group in queries.groups_of(drawn))
            click.echo(f"{agreement.institution.name}: {lines} lines, {drawn.net} EUR")
        except DomainError as error:
            rollback()
            click.echo(f"{agreement.institution.name}: {error}", err=True)


@group.command("issue")
@HALF
@click.option("--as", "email", default="", help="E-mail of the finance officer who issues.")
def issue(half: str, email: str) -> None:
    """Issue every draft of a half-year, each in its own transaction."""
    _check(half)
    officers = [u for u in users_with_role(Role.FINANCE) if not email or u.email == email]
    if not officers:
        raise click.ClickException("No finance officer has this e-mail.")
    for invoice in [i for i in queries.invoices(half) if i.status is InvoiceStatus.DRAFT]:
        try:
            issued = operations.issue(invoice, officers[0])
            commit()
            click.echo(f"{issued.number}  {issued.gross} EUR")
        except DomainError as error:
            rollback()
            click.echo(str(error), err=True)


@group.command("check")
@HALF
def check(half: str) -> None:
    """Prove that no delivered case is charged twice and none is forgotten."""
    _check(half)
    rows = queries.reconciled(half)
    for row in rows:
        click.echo(
            f"{row.agreement.number}: {row.delivered} delivered, {row.charged} charged "
            f"({row.issued} issued), {row.forgotten} forgotten, {row.twice} twice, "
            f"{row.strangers} strangers"
        )
    if not all(row.is_proved for row in rows):
        raise SystemExit(1)
