"""Who does what, for the whole stock at once: plain facts in, decisions with their reasons out.

Pure: no database, no clock, no Flask. The model is stated in docs/assignment-model.md.
"""

from app.assignment.engine.fairness import Ledger, next_holder
from app.assignment.engine.solve import Unsolved
from app.assignment.engine.spread import decide_all
from app.assignment.engine.world import (
    Decision,
    Holder,
    Lot,
    Person,
    Plan,
    Settings,
    Task,
    World,
)

__all__ = [
    "Decision", "Holder", "Ledger", "Lot", "Person", "Plan", "Settings", "Task", "Unsolved",
    "World", "decide_all", "next_holder",
]  # fmt: skip
