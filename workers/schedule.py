"""The schedule: one process, `python -m workers.schedule`; two of them harm nothing."""

import signal
import threading
import time

from app.db import db, rollback
from workers.runtime import flask_app
from workers.sweeps import SWEEPS

stopping = threading.Event()


def main() -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    due = dict.fromkeys(range(len(SWEEPS)), 0.0)
    while not stopping.wait(1):
        for rank, (sweep, every) in enumerate(SWEEPS):
            if time.monotonic() >= due[rank]:
                due[rank] = time.monotonic() + every
                run(sweep)


def run(sweep) -> None:
    """One sweep that fails must not stop the others."""
    app = flask_app()
    with app.app_context():
        try:
            sweep()
        except Exception:
            rollback()
            app.logger.exception("sweep failed: %s", sweep.__name__)
        finally:
            db.session.remove()


if __name__ == "__main__":
    main()
