"""Raise what the rules ring for; harmless if lost, the sweep looks every five minutes."""

from app import clock
from app.sla.escalation_notices import tell
from app.sla.escalation_operations import escalate
from workers.runtime import job


def sweep_will_retry(reason: str) -> None:
    """The alerts are still to be raised: the sweep sees it."""


@job(give_up=sweep_will_retry)
def run() -> None:
    tell(escalate(clock.now()))
