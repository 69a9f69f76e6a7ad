"""The default rule: inside first while capacity lasts, else the lot's first holder.

Pure: candidates and holders come in, a choice and its reason in words come out. Reasons are
written in French because they are kept on the order as the record of why it was given.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.workdays import EVERY_DAY, FRANCE, calendar_of

# Working days of France: eight to ten calendar days. The body aims at a mean of 9 from the deposit
# to the delivery (DOMAIN.md), and most translations come back before their last day.
INTERNAL_TARGET_DAYS = 6
READING_DAYS = 3  # working days of France kept for the second reading
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Work:
    """What is to be given to somebody."""

    words: int
    is_sensitive: bool
    language: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A translator who has the skill."""

    user_id: UUID
    name: str
    daily_words: int
    horizon_days: int
    load: int  # words in hand
    languages: int  # how many foreign languages they hold
    is_away: bool = False

    @property
    def capacity(self) -> int:
        """Words they may have in hand at once."""
        return self.daily_words * self.horizon_days

    @property
    def share(self) -> float:
        """Load over capacity: 1.0 is full."""
        return self.load / self.capacity if self.capacity else 1.0

    def can_take(self, words: int) -> bool:
        return not self.is_away and self.load + words <= self.capacity


@dataclass(frozen=True)
class Offerable:
    """A holder of a lot for this language, contract in force."""

    holder_id: UUID
    contractor_id: UUID
    name: str
    rank: int
    lot: str  # as printed: contract and lot


@dataclass(frozen=True)
class Choice:
    """Whom to give it to, or nobody; `reason` is kept in either case."""

    reason: str
    translator_id: UUID | None = None
    holder_id: UUID | None = None

    @property
    def is_possible(self) -> bool:
        return bool(self.translator_id or self.holder_id)


def choose(
    work: Work,
    candidates: Sequence[Candidate],
    holders: Sequence[Offerable],
    tried: Collection[UUID] = (),
) -> Choice:
    """`tried` holds the translators and contractors this very case was taken back from."""
    if work.language is None:
        return Choice("La langue de la demande n'est pas connue : à préciser à l'examen.")
    if inside := best_inside(work, [c for c in candidates if c.user_id not in tried]):
        return Choice(reason_inside(work, inside), translator_id=inside.user_id)
    why_not = why_nobody_inside(work, candidates, tried)
    if work.is_sensitive:
        return Choice(f"{why_not} Demande sensible : elle ne sort pas de la maison.")
    if outside := first_outside(holders, tried):
        return Choice(reason_outside(why_not, outside), holder_id=outside.holder_id)
    return Choice(f"{why_not} {why_nobody_outside(holders)}")


def best_inside(work: Work, candidates: Iterable[Candidate]) -> Candidate | None:
    """Least loaded first; people of several languages are kept for what only they can do."""
    able = [c for c in candidates if c.can_take(work.words)]
    return min(able, key=lambda c: (c.languages > 1, c.share, str(c.user_id)), default=None)


def first_outside(holders: Iterable[Offerable], tried: Collection[UUID]) -> Offerable | None:
    untried = [h for h in holders if h.contractor_id not in tried]
    return min(untried, key=lambda h: h.rank, default=None)


def reason_inside(work: Work, chosen: Candidate) -> str:
    after = chosen.load + work.words
    return (
        f"Règle par défaut : capacité interne disponible "
        f"({after} mots en main sur {chosen.capacity} possibles)."
    )


def reason_outside(why_not_inside: str, chosen: Offerable) -> str:
    return f"{why_not_inside} Proposée au titulaire de rang {chosen.rank} ({chosen.lot})."


def why_nobody_inside(
    work: Work, candidates: Sequence[Candidate], tried: Collection[UUID] = ()
) -> str:
    if not candidates:
        return "Aucun traducteur interne pour cette langue."
    left = [c for c in candidates if c.user_id not in tried]
    if not left:
        return "Déjà reprise aux traducteurs internes de cette langue."
    if all(c.is_away for c in left):
        return "Traducteurs internes absents."
    return f"Capacité interne insuffisante pour {work.words} mots."


def why_nobody_outside(holders: Sequence[Offerable]) -> str:
    if not holders:
        return "Aucun marché en cours ne couvre cette langue."
    return "Tous les titulaires du lot ont décliné ou laissé expirer la proposition."


def internal_due_at(assigned_at: datetime, commitment: datetime) -> datetime:
    """End of the sixth working day; sooner where the commitment, ahead, would leave no time for the
    second reading (but the next working day is always left, up to the commitment itself)."""
    target = end_of_day(assigned_at, INTERNAL_TARGET_DAYS, FRANCE)
    if commitment <= assigned_at:
        return target
    latest = days_before(commitment, READING_DAYS)
    return min(target, commitment, max(latest, end_of_day(assigned_at, 1, FRANCE)))


def contractor_due_at(start: datetime, delay_days: int, calendar: str = EVERY_DAY) -> datetime:
    """End of the last day that the contract grants, counted from `start`, in Paris.

    `calendar`: a country whose working days count, or every day.
    """
    return end_of_day(start, delay_days, calendar)


def end_of_day(start: datetime, days: int, calendar: str = EVERY_DAY) -> datetime:
    """The day of `start` is not counted; nor are those that the calendar closes."""
    is_open, day = calendar_of(calendar), start.astimezone(PARIS).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_open(day)
    end = datetime.combine(day + timedelta(days=1), time.min, PARIS)
    return end.astimezone(ZoneInfo("UTC"))


def days_before(end: datetime, days: int, calendar: str = FRANCE) -> datetime:
    """The midnight that leaves so many days of the calendar before `end`."""
    is_open, day = calendar_of(calendar), end.astimezone(PARIS).date()
    while days > 0:
        day -= timedelta(days=1)
        days -= is_open(day)
    return datetime.combine(day, time.min, PARIS).astimezone(ZoneInfo("UTC"))
