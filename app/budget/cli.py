"""`flask budget replay --year 2023`, `flask budget forecast`."""

import json

import click
from flask import Flask
from flask.cli import AppGroup

from app import clock
from app.budget import replay as replays
from app.budget.forecast_operations import forecast, watch
from app.budget.notices import tell_finance
from app.budget.outlook import SHARE, Outlook
from app.db import commit

group = AppGroup("budget", help="The year's budget.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("replay")
@click.option("--year", type=click.Choice([str(y) for y in replays.YEARS]), default="2023")
@click.option("--by-language", is_flag=True, help="Each language too, after each month.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def replay(year: str, by_language: bool, as_json: bool) -> None:
    """From which month on the first budget was going to be exceeded."""
    found = replays.replay(int(year))
    months = [_month(each, by_language) for each in found.months]
    known, exceeded = found.known_from, found.exceeded_in
    whole = {
        "year": int(year),
        "orders_by_day": "calibrated, not published",
        "interval": SHARE,
        "months": months,
        "known_from": known and f"{known.last:%Y-%m}",
        "exceeded_in": exceeded and f"{exceeded.last:%Y-%m}",
        "paid_out_published": str(found.paid_out),
    }
    if as_json:
        click.echo(json.dumps(whole))
        return
    for month in months:
        cells = (month[k] for k in ("month", "so_far", "expected", "low", "high", "verdict"))
        click.echo("  ".join(f"{cell!s:>11}" for cell in cells))
    click.echo(f"known from {whole['known_from']}, exceeded in {whole['exceeded_in']}")


def _month(each: replays.Month, by_language: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "month": f"{each.last:%Y-%m}",
        **_figures(each.seen),
        "first_budget": str(each.first_budget),
        "budget_in_force": str(each.in_force),
        "verdict": each.verdict.value,
    }
    if by_language:
        seen = replays.languages_after(each.last.year, each.last)
        told["languages"] = {code: _figures(one) for code, one in seen.items()}
    return told


def _figures(seen: Outlook) -> dict[str, object]:
    def text(amount: object) -> str | None:
        return None if amount is None else str(amount)

    return {
        "so_far": str(seen.so_far),
        "expected": text(seen.expected),
        "low": text(seen.low),
        "high": text(seen.high),
        "weeks": seen.weeks,
    }


@group.command("forecast")
def forecast_now() -> None:
    """What the schedule does each day: forecast the year, alert if the budget will not do."""
    today = clock.today()
    rows = forecast(today)
    for version in watch(rows, today):
        tell_finance(version)
    commit()
    click.echo(f"{len(rows)} rows written")
