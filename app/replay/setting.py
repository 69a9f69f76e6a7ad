"""The people, the funds and the contracts of the replayed year, written into its database."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from app.accounts.models import Branch, Contractor, Institution, Role, User
from app.assignment.models import Absence, SkillLevel, TranslatorProfile, TranslatorSkill
from app.budget.models import BudgetControl, BudgetYear
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import (
    AllocationRule,
    FrameworkContract,
    InHouseRate,
    Lot,
    LotHolder,
    LotLanguage,
    Price,
    Unit,
)
from app.db import db
from app.demo.reference import load_exemptions, load_languages
from app.replay.calendars import working_days
from app.replay.demand import SENDERS, year
from app.replay.parameters import CONTRACTORS, LOTS, RANK_SURCHARGE, TEAM, Parameters

PERIOD = Range(date(2022, 1, 1), None, bounds="[)")
YEAR_DAYS = 252  # working days of 2023


@dataclass
class Setting:
    """Identifiers that the replay needs at hand; rows are loaded again each time."""

    agents: dict[str, UUID] = field(default_factory=dict)  # by network
    officer: UUID | None = None
    coordinator: UUID | None = None
    revisers: list[UUID] = field(default_factory=list)
    daily: dict[UUID, dict[str, float]] = field(default_factory=dict)  # words a day by language
    away: dict[UUID, list[date]] = field(default_factory=dict)
    contractors: list[UUID] = field(default_factory=list)
    agents_of: dict[UUID, UUID] = field(default_factory=dict)  # contractor: who answers for it
    capacity: dict[UUID, float] = field(default_factory=dict)  # holder: words a working day

    @property
    def speed(self) -> dict[UUID, float]:
        return {who: sum(shares.values()) for who, shares in self.daily.items()}


def load(parameters: Parameters, scale: float) -> Setting:
    setting = Setting()
    load_languages()
    load_exemptions()
    _funds(setting)
    setting.officer = _user("examen", Role.INTAKE_OFFICER).id
    setting.coordinator = _user("coordination", Role.COORDINATOR).id
    setting.revisers = [
        _user(f"relecture-{n}", Role.REVISER).id for n in range(parameters.revisers)
    ]
    for rank, name in enumerate(TEAM):
        _translator(setting, rank, name, parameters, scale)
    _contracts(setting, parameters, scale)
    db.session.add(
        InHouseRate(
            kind=CaseKind.TRANSLATION, unit=Unit.WORD, amount=Decimal("0.11"), period=PERIOD
        )
    )
    # Nobody looked at what was left of the budget before an order: the amendments are not lived.
    db.session.add_all(BudgetYear(year=year, control=BudgetControl.OFF) for year in (2023, 2024))
    db.session.flush()
    return setting


def _user(key: str, role: Role, **place: UUID) -> User:
    user = User(email=f"{key}@replay.example", name=key, role=role, password_hash=None, **place)
    user.muted_mails = ""
    db.session.add(user)
    db.session.flush()
    return user


def _funds(setting: Setting) -> None:
    for name, _share in SENDERS:
        fund = Institution(name=f"{name} (replay)", network=name, branch=Branch.HEALTH)
        db.session.add(fund)
        db.session.flush()
        setting.agents[name] = _user(f"agent-{name}", Role.AGENT, institution_id=fund.id).id


def _translator(
    setting: Setting, rank: int, name: str, parameters: Parameters, scale: float
) -> None:
    user = _user(name, Role.TRANSLATOR)
    rows = {row["code"]: row for row in year()["languages"]}
    per_day = parameters.inside_speed * scale / parameters.present_days
    shares = {
        code: share * rows[code]["internal"] * rows[code]["words_per_document"] * per_day
        for code, share in TEAM[name].items()
    }
    setting.daily[user.id] = shares
    total = max(round(sum(shares.values())), 1)
    profile = TranslatorProfile(
        user_id=user.id, daily_words=total, horizon_days=round(parameters.horizon_days)
    )
    db.session.add(profile)
    for code in shares:
        db.session.add(
            TranslatorSkill(
                user_id=user.id,
                language=code,
                direction=Direction.INTO_FRENCH,
                level=SkillLevel.TRANSLATE,
            )
        )
    setting.away[user.id] = _absences(user.id, rank, YEAR_DAYS - parameters.present_days)


def _absences(user_id: UUID, rank: int, days: int) -> list[date]:
    """A week in winter, one in spring, three in summer, one at the end of the year: staggered."""
    starts = (
        date(2023, 2, 6) + timedelta(weeks=rank % 4),
        date(2023, 4, 10) + timedelta(weeks=rank % 4),
        date(2023, 7, 3) + timedelta(weeks=rank % 4),
        date(2023, 8, 7) + timedelta(weeks=rank % 3),
        date(2023, 10, 23) + timedelta(weeks=rank % 2),
        date(2023, 12, 18) + timedelta(weeks=rank % 2),
    )
    away: list[date] = []
    for start, weeks in zip(starts, (1, 1, 2, 1, 1, 1), strict=True):
        end = start + timedelta(days=7 * weeks - 3)
        db.session.add(Absence(user_id=user_id, starts_on=start, ends_on=end))
        away.extend(working_days(start, end))
    return sorted(away)[:days] if len(away) > days else sorted(away)


def _contracts(setting: Setting, parameters: Parameters, scale: float) -> None:
    firms = [Contractor(name=f"Agence {chr(65 + n)} (replay)") for n in range(CONTRACTORS)]
    contract = FrameworkContract(
        number="2022-TRAD-01",
        title="Traduction",
        starts_on=date(2022, 1, 1),
        ends_on=date(2025, 12, 31),
        allocation_rule=AllocationRule.CASCADE,
        maximum=Decimal("4000000.00"),
        answer_hours=parameters.answer_hours,
        delay_days=parameters.contract_days,
        passes_when_full=parameters.passes_when_full,
    )
    db.session.add_all([*firms, contract])
    db.session.flush()
    setting.contractors = [firm.id for firm in firms]
    for firm in firms:
        user = _user(firm.name[7:8], Role.CONTRACTOR, contractor_id=firm.id)
        setting.agents_of[firm.id] = user.id
    rows = {row["code"]: row for row in year()["languages"]}
    for number, (codes, ranked) in enumerate(LOTS, start=1):
        lot = Lot(contract_id=contract.id, number=number, title=f"Lot {number}")
        db.session.add(lot)
        db.session.flush()
        own = [rows[code] for code in codes.split() if code in rows]
        words = sum(row["external"] * row["words_per_document"] for row in own) * scale
        for row in own:
            db.session.add(
                LotLanguage(lot_id=lot.id, language=row["code"], direction=Direction.INTO_FRENCH)
            )
        for rank, index in enumerate(ranked, start=1):
            a_day = parameters.agency_capacity[rank - 1] * words / YEAR_DAYS
            holder = LotHolder(
                lot_id=lot.id,
                contractor_id=firms[index].id,
                rank=rank,
                daily_words=max(int(a_day), 1),
            )
            db.session.add(holder)
            db.session.flush()
            setting.capacity[holder.id] = a_day
            for row in own:
                _price(holder, row)


def _price(holder: LotHolder, row: dict) -> None:
    dearer = Decimal(str(1 + RANK_SURCHARGE * (holder.rank - 1)))
    amount = Decimal(str(row["external_price_per_word_eur"])) * dearer
    db.session.add(
        Price(
            lot_holder_id=holder.id,
            language=row["code"],
            direction=Direction.INTO_FRENCH,
            kind=CaseKind.TRANSLATION,
            unit=Unit.WORD,
            amount=amount.quantize(Decimal("0.0001")),
            period=PERIOD,
        )
    )
