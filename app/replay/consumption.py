"""The outside orders of 2023 day by day, for the replay of its budget.

`python -m app.replay.consumption` writes them where the budget reads them.

Calibrated, not published: the demand of `demand.arrivals` (working days, weekdays, August), the
share of each language that went outside and its price a word, under which the published totals
hold at once. Only the year's totals and the dates of its budgets are published.
"""

import json
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from app.replay.demand import Scenario, arrivals, year
from app.replay.parameters import Parameters
from pricing.money import to_cents

KEPT = Path(__file__).parents[1] / "budget" / "data" / "year2023.json"


def by_day(seed: int = 1) -> dict[str, dict[str, str]]:
    """Language: day: euros ordered outside on the day the request came in."""
    rng = random.Random(seed)  # noqa: S311
    rows = {row["code"]: row for row in year()["languages"]}
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for arrival in arrivals(Parameters(seed=seed), 1.0, Scenario()):
        row = rows[arrival.language]
        goes_out = rng.random() < row["external"] / row["translated"]
        if arrival.is_needed and goes_out:
            price = Decimal(str(row["external_price_per_word_eur"]))
            day = arrival.at.date().isoformat()
            found[arrival.language][day] += to_cents(price * arrival.words)
    return {
        code: {day: str(euros) for day, euros in sorted(days.items())}
        for code, days in sorted(found.items())
    }


def whole() -> dict[str, object]:
    told = year()["published"]
    budgets = [("2022-12-31", told["budget_initial_eur"])]
    budgets += zip(told["budget_amended_on"], told["budget_amended_eur"], strict=True)
    return {
        "budgets": [{"adopted_on": day, "amount": str(amount)} for day, amount in budgets],
        "paid_out": str(told["cost_external_disbursed_eur"]),
        "days": by_day(),
    }


if __name__ == "__main__":
    KEPT.write_text(json.dumps(whole(), separators=(",", ":")) + "\n")
