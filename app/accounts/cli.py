"""`flask accounts administrator EMAIL NAME`: the first account of a new platform."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.accounts import operations
from app.accounts.mails import absolute
from app.accounts.models import Role, TokenPurpose
from app.db import commit
from app.errors import DomainError

group = AppGroup("accounts", help="Accounts, before anybody can log in.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("administrator")
@click.argument("email")
@click.argument("name")
def administrator(email: str, name: str) -> None:
    """Open an administrator's account and print the link that sets its password."""
    try:
        user = operations.invite(None, email=email, name=name, role=Role.ADMINISTRATOR)
    except DomainError as error:
        raise click.ClickException(str(error))
    with current_app.test_request_context():
        link = absolute(
            "accounts.open_link", token=operations.issue_link(user, TokenPurpose.INVITATION)
        )
    commit()
    click.echo(f"Within seven days: {link}")
