"""`flask demo load` and `flask demo accounts`: a platform to try, with nobody real in it."""

import json

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import clock
from app.accounts.queries import user_by_email
from app.catalogue.queries import languages
from app.certification.operations import keep_paper
from app.certification.queries import certificate_of
from app.certification.rendering import render
from app.db import AFTER_COMMIT, commit, db, rollback
from app.demo import history, money, people, reference, stories
from app.forecast.operations import reckon
from app.i18n import label
from app.storage import put_bytes

group = AppGroup("demo", help="The demonstration set.")
reference_group = AppGroup("reference", help="What every new platform starts from.")
PAPERS = 4  # certified PDFs rendered while loading; the workers render the others


def register(app: Flask) -> None:
    app.cli.add_command(group)
    app.cli.add_command(reference_group)


def is_loaded() -> bool:
    return user_by_email(people.PEOPLE[0].email) is not None


def forget_hints() -> None:
    """What the stories would have asked of the workers is done: what is left, sweeps find."""
    db.session.info.pop(AFTER_COMMIT, None)


@reference_group.command("load")
def load_reference() -> None:
    """Load languages, exemption rules and institutions: no account, no contract, no case."""
    if languages():
        click.echo("The reference data are already there: nothing was changed.")
        return
    reference.load_languages()
    reference.load_exemptions()
    reference.load_institutions()
    reference.load_escalations()
    commit()
    click.echo("The reference data are loaded.")


@group.command("load")
def load() -> None:
    """Load reference data, accounts and cases into an empty database."""
    if is_loaded():
        click.echo("The demonstration set is already there: nothing was changed.")
        return
    reference.load()
    users = people.load()
    commit()
    rendered = 0
    for story in stories.all_stories():
        try:
            case = stories.live(story, users)
            forget_hints()
            commit()
        except Exception:
            rollback()
            current_app.logger.exception("a story of the demonstration failed: %s", story.scan)
            raise
        certificate = certificate_of(case)
        if certificate and rendered < PAPERS:
            keep_paper(certificate, put_bytes(render(certificate)).sha256)
            commit()
            rendered += 1
    history.load()
    reckon(clock.now())
    commit()
    money.load(users)
    forget_hints()
    commit()
    click.echo("The demonstration set is loaded.")


@group.command("accounts")
@click.option("--json", "as_json", is_flag=True)
def accounts(as_json: bool) -> None:
    """The accounts to log in with; their password is the same."""
    known = [person for person in people.PEOPLE if user_by_email(person.email)]
    if as_json:
        rows = [
            {"key": p.key, "email": p.email, "role": p.role.value, "password": people.PASSWORD}
            for p in known
        ]
        click.echo(json.dumps(rows))
        return
    for person in known:
        click.echo(f"  {person.email:32} {label(person.role)!s:34} {person.place}")
    if known:
        click.echo(f"\n  Mot de passe de tous : {people.PASSWORD}")
