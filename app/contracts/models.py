"""Framework contracts ("marchés"), their lots, ranked holders and price schedules."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Contractor
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.db import Amount, Id, Rate, Timestamp, db, str_enum
from app.workdays import EVERY_DAY, FRANCE


class AllocationRule(StrEnum):
    """How the contract says that orders are given (R2162-14 CCP)."""

    CASCADE = "cascade"  # by rank
    ROTATION = "rotation"  # by quota


class DelayCalendar(StrEnum):
    """Which days the delay of the contract counts."""

    EVERY_DAY = "every_day"  # calendar days
    WORKING = "working"  # working days of France
    CONTRACTOR = "contractor"  # working days of the country that the contract names


class Unit(StrEnum):
    WORD = "word"
    PAGE = "page"
    DOCUMENT = "document"
    HOUR = "hour"  # of interpreting, or of one's own people


class WorkKind(StrEnum):
    """What a contractor is paid for: the kinds of a case, and missions of interpreting."""

    TRANSLATION = "translation"
    CERTIFICATION = "certification"
    INTERPRETING = "interpreting"


class FrameworkContract(db.Model):
    __tablename__ = "framework_contract"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="period"),)

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    allocation_rule: Mapped[AllocationRule] = mapped_column(str_enum(AllocationRule))
    maximum: Mapped[Amount]  # euros over the whole period; compulsory (R2162-4 CCP)
    answer_hours: Mapped[int] = mapped_column(default=24)  # to accept or decline an offer
    delay_days: Mapped[int] = mapped_column(default=12)  # days to return a translation
    delay_calendar: Mapped[DelayCalendar] = mapped_column(
        str_enum(DelayCalendar), default=DelayCalendar.EVERY_DAY, server_default="every_day"
    )
    delay_country: Mapped[str] = mapped_column(default=FRANCE, server_default=FRANCE)  # ISO 3166-1
    # Whether the contract lets a holder at its capacity be passed over; else only by its answer.
    passes_when_full: Mapped[bool] = mapped_column(default=False)
    penalty_divisor: Mapped[int] = mapped_column(default=1000)  # P = V × R / divisor (CCAG-FCS)
    penalty_cap: Mapped[Decimal] = mapped_column(
        Numeric(5, 4), default=Decimal("0.1000"), server_default="0.1000"
    )  # of an order's value
    penalty_threshold: Mapped[Amount] = mapped_column(
        default=Decimal("1000.00"), server_default="1000.00"
    )  # euros over the contract; nothing is due up to it
    hearing_days: Mapped[int] = mapped_column(default=15, server_default="15")
    # Calendar days of an urgent order; None: the contract knows no urgency.
    urgent_days: Mapped[int | None]
    # Revision of prices: P = P0 × (fixed + indexed × I / I0); 1 and 0: prices are firm.
    revision_fixed: Mapped[Decimal] = mapped_column(
        Numeric(5, 4), default=Decimal(1), server_default="1"
    )
    revision_indexed: Mapped[Decimal] = mapped_column(
        Numeric(5, 4), default=Decimal(0), server_default="0"
    )
    index_series: Mapped[str | None]  # the published index, by its name or identifier
    index_base: Mapped[date | None]  # month of I0, its first day

    lots: Mapped[list["Lot"]] = relationship(order_by="Lot.number", back_populates="contract")

    @property
    def calendar(self) -> str:
        """As `workdays.calendar_of` takes it."""
        if self.delay_calendar is DelayCalendar.EVERY_DAY:
            return EVERY_DAY
        return self.delay_country if self.delay_calendar is DelayCalendar.CONTRACTOR else FRANCE


class Lot(db.Model):
    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("contract_id", "number", name="uq_lot_number"),)

    id: Mapped[Id]
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("framework_contract.id"))
    number: Mapped[int]
    title: Mapped[str]

    contract: Mapped[FrameworkContract] = relationship(back_populates="lots", lazy="joined")
    languages: Mapped[list["LotLanguage"]] = relationship(back_populates="lot")
    holders: Mapped[list["LotHolder"]] = relationship(
        order_by="LotHolder.rank", back_populates="lot"
    )


class LotLanguage(db.Model):
    __tablename__ = "lot_language"

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    language: Mapped[str] = mapped_column(ForeignKey("language.code"), primary_key=True)
    direction: Mapped[Direction] = mapped_column(str_enum(Direction), primary_key=True)
    estimated_words: Mapped[int] = mapped_column(default=0)  # a year, as the contract estimated

    lot: Mapped[Lot] = relationship(back_populates="languages")


class LotHolder(db.Model):
    """A contractor that holds a lot, at its rank (1 is asked first)."""

    __tablename__ = "lot_holder"
    __table_args__ = (
        UniqueConstraint("lot_id", "rank", name="uq_lot_holder_rank"),
        UniqueConstraint("lot_id", "contractor_id", name="uq_lot_holder_contractor"),
    )

    id: Mapped[Id]
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    contractor_id: Mapped[UUID] = mapped_column(ForeignKey("contractor.id"), index=True)
    rank: Mapped[int]
    quota: Mapped[Decimal] = mapped_column(Numeric(5, 4), default=Decimal(0))  # share, in rotation
    daily_words: Mapped[int | None]  # capacity as declared or observed, words a working day
    maximum: Mapped[Amount | None]  # its own ceiling over the period, euros

    lot: Mapped[Lot] = relationship(back_populates="holders", lazy="joined")
    contractor: Mapped[Contractor] = relationship(lazy="joined")
    prices: Mapped[list["Price"]] = relationship(back_populates="holder")


class Price(db.Model):
    """A line of the price schedule. Two prices for one key never overlap in time.

    Its terms never change (trigger): it is ended, and another begins, revised or negotiated.
    """

    __tablename__ = "price"
    __table_args__ = (
        ExcludeConstraint(
            ("lot_holder_id", "="),
            ("language", "="),
            ("direction", "="),
            ("kind", "="),
            ("period", "&&"),
            name="ex_price_overlap",
            using="gist",
        ),
        CheckConstraint("amount >= 0 AND minimum >= 0", name="sign"),
        CheckConstraint(
            "urgency >= 0 AND near_identical BETWEEN 0 AND 1 AND vat_rate BETWEEN 0 AND 1",
            name="shares",
        ),
        CheckConstraint("unit <> 'hour' OR kind = 'interpreting'", name="hours"),
    )

    id: Mapped[Id]
    lot_holder_id: Mapped[UUID] = mapped_column(ForeignKey("lot_holder.id"))
    language: Mapped[str] = mapped_column(ForeignKey("language.code"))
    direction: Mapped[Direction] = mapped_column(str_enum(Direction))
    kind: Mapped[WorkKind] = mapped_column(str_enum(WorkKind))
    unit: Mapped[Unit] = mapped_column(str_enum(Unit))
    amount: Mapped[Rate]  # euros a unit, excl. VAT
    minimum: Mapped[Amount] = mapped_column(default=Decimal("0.00"))  # euros a document
    # Shares: supplement of an urgent order, discount on a near-identical act of one model, VAT.
    urgency: Mapped[Decimal] = mapped_column(Numeric(5, 4), default=Decimal(0), server_default="0")
    near_identical: Mapped[Decimal] = mapped_column(
        Numeric(5, 4), default=Decimal(0), server_default="0"
    )
    vat_rate: Mapped[Decimal] = mapped_column(
        Numeric(5, 4), default=Decimal("0.2"), server_default="0.2"
    )
    # A revised price: the price of the contract it comes from (P0), and by what coefficient.
    revised_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("price.id"))
    coefficient: Mapped[Decimal | None] = mapped_column(Numeric(8, 4))
    period: Mapped[Range[date]] = mapped_column(DATERANGE)

    holder: Mapped[LotHolder] = relationship(back_populates="prices")


class InHouseRate(db.Model):
    """What a word, or an hour, of one's own people costs in full (salary, charges, overheads)."""

    __tablename__ = "in_house_rate"
    __table_args__ = (
        ExcludeConstraint(
            ("kind", "="),
            ("unit", "="),
            ("period", "&&"),
            name="ex_in_house_rate_overlap",
            using="gist",
        ),
    )

    id: Mapped[Id]
    kind: Mapped[CaseKind] = mapped_column(str_enum(CaseKind))
    unit: Mapped[Unit] = mapped_column(str_enum(Unit))
    amount: Mapped[Rate]  # euros a unit
    minimum: Mapped[Amount] = mapped_column(default=Decimal("0.00"))
    words_an_hour: Mapped[int | None]  # of a rate by the hour: how fast, to compare
    period: Mapped[Range[date]] = mapped_column(DATERANGE)


class IndexValue(db.Model):
    """A value of a published index; one a month and series, as published, with its source."""

    __tablename__ = "index_value"
    __table_args__ = (
        UniqueConstraint("series", "month", name="uq_index_value_month"),
        CheckConstraint("value > 0", name="positive"),
        CheckConstraint("extract(day from month) = 1", name="month"),
    )

    id: Mapped[Id]
    series: Mapped[str]
    month: Mapped[date]
    value: Mapped[Rate]
    published_on: Mapped[date]
    source: Mapped[str]


class OriginLink(db.Model):
    """A contractor tied to a country: papers from there are not entrusted to it, while it holds."""

    __tablename__ = "origin_link"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)

    id: Mapped[Id]
    contractor_id: Mapped[UUID] = mapped_column(ForeignKey("contractor.id"), index=True)
    country: Mapped[str]  # ISO 3166-1
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # last day
    source: Mapped[str]  # how it is known


class QualityMark(db.Model):
    """A judgement of a holder's work; counts once a second person has confirmed it."""

    __tablename__ = "quality_mark"
    __table_args__ = (
        CheckConstraint("mark BETWEEN -1 AND 1", name="mark"),
        CheckConstraint("confirmed_by_id <> given_by_id", name="two_people"),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
    )

    id: Mapped[Id]
    given_at: Mapped[Timestamp]
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("lot_holder.id"), index=True)
    mark: Mapped[int]
    reason: Mapped[str]
    given_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    counted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
