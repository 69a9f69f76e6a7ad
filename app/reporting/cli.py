"""`flask costs --by language --from … --to …`, and `flask costs check`."""

import json
import sys
from datetime import datetime

import click
from flask import Flask

from app.budget.cost_queries import Asked, By, total
from app.budget.cost_queries import costs as costs_by
from app.budget.models import CostStage
from app.budget.reconciliation import contradictions, rebuild
from app.db import commit
from app.reporting.cost_names import names

DAY = click.DateTime(["%Y-%m-%d"])


def register(app: Flask) -> None:
    app.cli.add_command(costs)


@click.group("costs", invoke_without_command=True)
@click.option("--by", type=click.Choice([b.value for b in By]), default="language")
@click.option("--from", "start", type=DAY)
@click.option("--to", "end", type=DAY)
@click.option("--stage", type=click.Choice([s.value for s in CostStage]), default="accepted")
@click.option("--outside", is_flag=True, help="Only what contractors cost.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, then the total.")
@click.pass_context
def costs(
    context: click.Context,
    by: str,
    start: datetime | None,
    end: datetime | None,
    stage: str,
    outside: bool,
    as_json: bool,
) -> None:
    """Euros by language, institution, branch… between two days, both included."""
    if context.invoked_subcommand:
        return
    if start is None or end is None:
        raise click.UsageError("Give the first and the last day: --from and --to.")
    asked = Asked(start.date(), end.date(), CostStage(stage), outside)
    told = lines(By(by), asked)
    told.append({"total": str(total(asked))})
    for line in told:
        click.echo(json.dumps(line) if as_json else "  ".join(str(v) for v in line.values()))


def lines(by: By, asked: Asked) -> list[dict[str, object]]:
    rows = costs_by(by, asked)
    named = names(by, [row.key for row in rows]) if by not in (By.LANGUAGE, By.BRANCH) else {}
    return [
        {by.value: row.key or None}
        | ({"name": named.get(row.key, row.key)} if named else {})
        | {"cases": row.cases, "words": row.words, "amount": str(row.amount)}
        for row in rows
    ]


@costs.command("rebuild")
def rebuild_sums() -> None:
    """Sum days and months anew from the rows; totals do not change if they were right."""
    rebuild()
    commit()
    click.echo("The sums are made anew.")


@costs.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check(as_json: bool) -> None:
    """Prove that sums, movements, entries and cases agree to the cent; exit with 1 if not."""
    found = contradictions()
    if as_json:
        click.echo(json.dumps(found | {"reconciled": not any(found.values())}))
    else:
        for name, count in found.items():
            click.echo(f"{name}: {count}")
    sys.exit(1 if any(found.values()) else 0)
