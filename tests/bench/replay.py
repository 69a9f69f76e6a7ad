"""Both policies on the year 2023, side by side: `make bench-replay [ARGS="--scale 0.1"]`."""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from app.replay.cli import SCENARIOS
from app.replay.outcome import published
from app.replay.policies import POLICIES
from tests.bench.engines import private_postgres

SHOWN = (
    "cases", "translated", "internal", "external", "words", "cost_eur", "mean_days",
    "median_days", "mean_days_internal", "mean_days_external", "p95_days", "breaches",
    "breaches_avoidable", "recalled",
    "languages_over_10000", "seconds", "processor_seconds", "memory_mb",
    "transitions_per_second",
)  # fmt: skip
SCALED = {"translated", "internal", "external", "cost_eur"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", default="2023", choices=[*SCENARIOS, "all"])
    parser.add_argument("--policy", action="append", choices=list(POLICIES))
    parser.add_argument("--keep", type=Path, help="Folder where each JSON answer is kept whole.")
    options = parser.parse_args()
    with private_postgres(fast=True):
        url = os.environ["TEST_DATABASE_URL"]
        chosen = list(SCENARIOS) if options.scenario == "all" else [options.scenario]
        for scenario in chosen:
            policies = options.policy or list(POLICIES)
            with ThreadPoolExecutor(len(policies)) as side_by_side:  # two cores, two processes
                work = partial(replay, url, options, scenario)
                show(scenario, list(side_by_side.map(work, policies)))


def replay(url: str, options: argparse.Namespace, scenario: str, policy: str) -> dict:
    """A process each: its memory is its own, and is measured."""
    words = ["replay", "--json", "--policy", policy, "--scenario", scenario]
    words += ["--scale", str(options.scale), "--seed", str(options.seed)]
    redis = "redis://127.0.0.1:1/0"  # nobody listens: hints are dropped by the replay
    environment = os.environ | {"DATABASE_URL": url, "REDIS_URL": redis, "SECRET_KEY": "bench"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    out = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found = out.stdout.splitlines()[-1]
    if options.keep:
        name = f"{scenario}-{policy}-{options.scale}-{options.seed}.json"
        (options.keep / name).write_text(found)
    return json.loads(found)


def show(scenario: str, found: list[dict]) -> None:
    scale = found[0]["scale"]
    print(f"\n{scenario}, scale {scale}, seed {found[0]['seed']}")
    print(f"{'':24}{'published':>14}" + "".join(f"{row['policy']:>14}" for row in found))
    told = published()
    for key in SHOWN:
        expected = told.get(key, "")
        if key in SCALED:
            expected = round(told[key] * scale)
        print(f"{key:24}{expected:>14}" + "".join(f"{row[key]:>14}" for row in found))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
