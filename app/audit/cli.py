"""`flask audit verify`: prove the two chains, or name the first broken row."""

import json
import sys
import time

import click
from flask import Flask
from flask.cli import AppGroup

from app.audit.queries import CHAINS, Verdict, verify

group = AppGroup("audit", help="The record of who did and who saw what.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a chain.")
def verify_chains(as_json: bool) -> None:
    """Recompute every link of both chains; exit with 1 when one is broken."""
    broken = False
    for chain in CHAINS:
        began = time.perf_counter()
        verdict = verify(chain)
        seconds = round(time.perf_counter() - began, 3)
        facts = describe(verdict) | {"seconds": seconds}
        click.echo(json.dumps(facts) if as_json else sentence(verdict, seconds))
        broken |= not verdict.intact
    sys.exit(1 if broken else 0)


def describe(verdict: Verdict) -> dict[str, object]:
    return {
        "chain": verdict.chain,
        "intact": verdict.intact,
        "rows": verdict.rows,
        "head": verdict.head,
        "broken_at": verdict.broken_at,
        "problem": verdict.problem,
    }


def sentence(verdict: Verdict, seconds: float) -> str:
    if verdict.intact:
        return f"{verdict.chain}: intact, {verdict.rows} rows, head {verdict.head} ({seconds} s)"
    return f"{verdict.chain}: BROKEN at row {verdict.broken_at} ({verdict.problem})"
