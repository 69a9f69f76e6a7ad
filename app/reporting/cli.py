"""`flask costs --by language --from … --to …`."""

import json
from datetime import datetime

import click
from flask import Flask

from app.budget.models import CostStage
from app.budget.queries import cost_total, costs_by_language

DAY = click.DateTime(["%Y-%m-%d"])


def register(app: Flask) -> None:
    app.cli.add_command(costs)


@click.command("costs")
@click.option("--by", type=click.Choice(["language"]), default="language")
@click.option("--from", "start", type=DAY, required=True)
@click.option("--to", "end", type=DAY, required=True)
@click.option("--stage", type=click.Choice([s.value for s in CostStage]), default="accepted")
@click.option("--outside", is_flag=True, help="Only what contractors cost.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a language, then the total.")
def costs(
    by: str, start: datetime, end: datetime, stage: str, outside: bool, as_json: bool
) -> None:
    """Euros by language between two days, both included."""
    period = (start.date(), end.date(), CostStage(stage), outside)
    rows = [
        {"language": r.language, "cases": r.cases, "words": r.words, "amount": str(r.amount)}
        for r in costs_by_language(*period)
    ]
    rows.append({"total": str(cost_total(*period))})
    for row in rows:
        click.echo(json.dumps(row) if as_json else "  ".join(str(v) for v in row.values()))
