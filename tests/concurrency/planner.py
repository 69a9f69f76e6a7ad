"""A planner in a process of its own, to be killed: `planner <url> <folder> solve|apply`."""

import sys
import time
from pathlib import Path

from app import clock
from app.assignment import plan_operations as plans
from app.db import commit
from tests.conftest import make_app


def main(url: str, folder: str, stop_in: str) -> None:
    with make_app(url, Path(folder)).app_context():
        run = plans.begin()
        commit()
        if stop_in == "solve":
            say_here()
            while True:
                plans.plan(clock.now())
        decided = plans.plan(clock.now())
        plans.finish(run, decided, plans.apply(decided, clock.now(), run))
        say_here()
        time.sleep(60)  # everything is written, nothing committed


def say_here() -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
