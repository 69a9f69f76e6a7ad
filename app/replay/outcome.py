"""The figures of a replayed year, from the rows that the operations wrote."""

from collections import defaultdict
from decimal import Decimal
from statistics import mean, median

from app.cases.lifecycle import CaseStatus
from app.replay import breaches, queries
from app.replay.demand import year

THRESHOLD = 10_000  # euros a language in the year, at scale 1


def figures(scale: float, seconds: float, transitions: int) -> dict[str, object]:
    rows = queries.delivered()
    days = [(end - start).total_seconds() / 86_400 for *_, start, end, _due in rows]
    inside = [d for d, row in zip(days, rows, strict=True) if row[2]]
    outside = [d for d, row in zip(days, rows, strict=True) if not row[2]]
    cost: dict[str, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for language, _words, is_inside, accepted, *_ in rows:
        if not is_inside:
            cost[language] += accepted or Decimal("0.00")
    late = breaches.explained()
    return {
        "cases": queries.count_of(),
        "translated": len(rows),
        "internal": len(inside),
        "external": len(outside),
        "words": sum(row[1] for row in rows),
        "cost_eur": float(sum(cost.values())),
        "mean_days": _round(mean, days),
        "median_days": _round(median, days),
        "mean_days_internal": _round(mean, inside),
        "mean_days_external": _round(mean, outside),
        "median_days_internal": _round(median, inside),
        "median_days_external": _round(median, outside),
        "p95_days": round(sorted(days)[int(len(days) * 0.95)], 2) if days else 0.0,
        "breaches": sum(end >= due for *_, end, due in rows),
        "breaches_internal": sum(row[2] and row[5] >= row[6] for row in rows),
        "breaches_avoidable": breaches.avoidable(late),
        "breaches_by_cause": breaches.by_cause(late),
        "breaches_explained": late,
        "late_returns": queries.late_returns(),
        "not_translated": queries.count_of(CaseStatus.REJECTED),
        "languages_over_10000": sum(float(c) > THRESHOLD * scale for c in cost.values()),
        "cost_by_language": {code: float(c) for code, c in sorted(cost.items())},
        "seconds": round(seconds, 1),
        "transitions": transitions,
        "transitions_per_second": round(transitions / seconds, 1) if seconds else 0.0,
    }


def _round(of, days: list[float]) -> float:
    return round(of(days), 2) if days else 0.0


def published() -> dict[str, float]:
    told = year()["published"]
    return {
        "translated": told["translated"],
        "internal": told["internal"],
        "external": told["external"],
        "cost_eur": told["cost_external_returned_eur"],
        "mean_days_internal": told["mean_days_internal"],
        "mean_days_external": told["mean_days_external"],
        "languages_over_10000": told["languages_over_10000_eur"],
    }
