"""`flask cases show REFERENCE`: one case on the terminal, without personal data."""

import json

import click
from flask import Flask
from flask.cli import AppGroup

from app.audit.queries import events_of
from app.cases.models import Case
from app.cases.queries import case_by_reference
from app.errors import NotFound

group = AppGroup("cases", help="Look at cases.")
FACTS = ("reference", "status", "kind", "direction", "language", "document_type", "pages", "words")
MOMENTS = ("submitted_at", "due_at", "delivered_at", "ended_at")
FIGURES = ("estimated", "committed", "accepted", "paid")


def register(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("show")
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(reference: str, as_json: bool) -> None:
    """State, dates, cost and events of the case of REFERENCE."""
    try:
        case = case_by_reference(reference)
    except NotFound:
        raise click.ClickException(f"No case has the reference {reference}.")
    facts = describe(case)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        if name != "events":
            click.echo(f"{name:15} {'' if value is None else value}")
    for event in facts["events"]:
        click.echo(f"  {event['at']}  {event['action']}")


def describe(case: Case) -> dict:
    figures = {name: getattr(case, name) for name in FIGURES}
    moments = {name: getattr(case, name) for name in MOMENTS}
    return {
        **{name: getattr(case, name) for name in FACTS},
        "institution": case.institution.name,
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
        **{name: None if amount is None else str(amount) for name, amount in figures.items()},
        "events": [
            {"at": e.at.isoformat(), "action": e.action} for e in events_of("case_file", case.id)
        ],
    }
