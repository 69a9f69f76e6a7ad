"""Inside and outside side by side: the mean document of each language, at today's prices."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from app.cases.models import Case, CaseKind
from app.catalogue.models import Direction
from app.contracts.models import Unit, WorkKind
from app.contracts.queries import holders_for, in_house_rate, price_of
from app.contracts.quotes import tariff_of
from app.db import db
from pricing.money import to_cents
from pricing.quote import Quantity, Tariff, quote

YEAR = 365  # days over which the mean document is observed


@dataclass(frozen=True)
class Compared:
    """Euros excl. VAT for the mean document; None where no price is in force."""

    language: str
    cases: int
    words: int
    outside: Decimal | None
    by_word: Decimal | None
    by_hour: Decimal | None

    @property
    def inside(self) -> Decimal | None:
        return self.by_word if self.by_word is not None else self.by_hour


def compared(on: date) -> list[Compared]:
    word = in_house_rate(CaseKind.TRANSLATION, on)
    hour = in_house_rate(CaseKind.TRANSLATION, on, Unit.HOUR)
    rows = []
    for language, cases, words in _mean_documents():
        by_word = by_hour = None
        if word:
            by_word = quote(Tariff("word", word.amount, word.minimum), Quantity(words, 1)).net
        if hour and hour.words_an_hour:
            by_hour = to_cents(hour.amount * words / hour.words_an_hour)
        rows.append(
            Compared(language, cases, words, _outside(language, words, on), by_word, by_hour)
        )
    return rows


def _outside(language: str, words: int, on: date) -> Decimal | None:
    """At the holder who is asked first."""
    for holder in holders_for(language, Direction.INTO_FRENCH, on)[:1]:
        price = price_of(holder, language, Direction.INTO_FRENCH, WorkKind.TRANSLATION, on)
        if price:
            return quote(tariff_of(price), Quantity(words, 1)).net
    return None


def _mean_documents() -> list[tuple[str, int, int]]:
    chosen = (
        select(Case.language, func.count(), func.round(func.avg(Case.words)))
        .where(
            Case.language.is_not(None),
            Case.words > 0,
            Case.submitted_at > func.now() - func.make_interval(0, 0, 0, YEAR),
        )
        .group_by(Case.language)
        .order_by(func.count().desc(), Case.language)
    )
    return [(code, cases, int(words)) for code, cases, words in db.session.execute(chosen)]
