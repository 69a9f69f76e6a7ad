"""`flask replay`: the year 2023 lived again through the real operations."""

import json
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import click
from flask import Flask

from app.replay.database import own_application
from app.replay.demand import Scenario
from app.replay.outcome import figures, published
from app.replay.parameters import Parameters
from app.replay.play import play
from app.replay.policies import POLICIES
from app.replay.session import patient_session

SCENARIOS = {
    "2023": Scenario(),
    "demand+25": Scenario(demand=1.25),
    "uk-doubled": Scenario(doubled="uk", doubled_month=5),
    "uk-holder-lost": Scenario(lost=0, lost_on=date(2023, 6, 1)),
}


def register(app: Flask) -> None:
    app.cli.add_command(command)


@click.command("replay")
@click.option("--year", type=click.Choice(["2023"]), default="2023")
@click.option("--scale", type=float, default=1.0, help="Share of the year's demand and people.")
@click.option("--seed", type=int, default=1)
@click.option("--policy", type=click.Choice(list(POLICIES)), default="as-was")
@click.option("--scenario", type=click.Choice(list(SCENARIOS)), default="2023")
@click.option("--json", "as_json", is_flag=True)
def command(year: str, scale: float, seed: int, policy: str, scenario: str, as_json: bool) -> None:
    """Live a year again on a database of its own; heavy parts come ready-made (docs/replay.md)."""
    found = run(scale, seed, policy, scenario, partial(click.echo, err=True))
    if as_json:
        click.echo(json.dumps(found))
        return
    told = published()
    for key, value in found.items():
        if key not in ("cost_by_language", "breaches_explained"):
            beside = f"   (2023: {told[key]})" if key in told else ""
            click.echo(f"{key:24} {value}{beside}")


def run(
    scale: float,
    seed: int,
    policy: str,
    scenario: str,
    tell: Callable[[str], None] = lambda _line: None,
) -> dict[str, object]:
    with own_application(), patient_session():
        began = time.perf_counter()
        parameters = replace(Parameters(), seed=seed)
        state = play(parameters, scale, POLICIES[policy], SCENARIOS[scenario], tell)
        found = figures(scale, time.perf_counter() - began, state.transitions)
        found["recalled"] = state.recalled
        found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        found["processor_seconds"] = round(time.process_time(), 1)
        return {"policy": policy, "scenario": scenario, "scale": scale, "seed": seed} | found
