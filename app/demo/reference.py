"""Reference data of a new platform: languages, exemption rules, institutions, contracts, prices."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.dialects.postgresql import Range
from stdnum import luhn

from app.accounts.models import Branch, Contractor, Institution, Role
from app.billing.models import Agreement, AgreementTariff
from app.budget.operations import amend
from app.cases.lifecycle import CaseStatus
from app.cases.models import CaseKind
from app.catalogue.models import Direction, ExemptionReason, ExemptionRule, Language
from app.contracts.models import (
    AllocationRule,
    FrameworkContract,
    IndexValue,
    InHouseRate,
    Lot,
    LotHolder,
    LotLanguage,
    Price,
    Unit,
)
from app.db import db
from app.sla.escalation_operations import add_rule
from app.sla.models import Trigger

DATA = Path(__file__).parents[1] / "catalogue" / "data"
START = date(2025, 1, 1)
DAILY_WORDS = 4000  # of a first holder in its lot, as declared; half of it for the second
INDEX = "Indice des services (démonstration)"
PERIOD = Range(START, None, bounds="[)")
CONTRACTORS = ("Alpha Traductions", "Babel Services", "Concordia Langues", "Delta Linguistique")
LOTS: list[tuple[str, str, tuple[int, ...]]] = [
    ("Langues slaves et baltes", "uk ru bg sr mk cs sk sl pl lt lv et", (0, 1)),
    ("Arabe, persan, langues d'Asie du Sud", "ar fa ps ur bn hi ta", (1, 2)),
    (
        "Langues d'Europe de l'Ouest et du Nord",
        "de es pt it en nl ro tr el sv da no fi hu sq",
        (2, 0),
    ),
    ("Autres langues", "zh ja ko vi th hy ka he ti", (3, 2)),
]
SIRETS = {
    "AGIRC-ARRCO": "73282932000074",
    "CNMSS": "18003502400009",
    "CRPCEN": "35600000000048",
}
EXEMPT = "TVA non applicable : activité d'autorité publique, art. 256 B du CGI (à confirmer)."


def rows_of(name: str) -> list[dict]:
    return json.loads((DATA / f"{name}.json").read_text())


def load() -> None:
    """Everything but people and cases."""
    load_languages()
    load_exemptions()
    load_institutions()
    load_escalations()
    load_contracts()
    load_agreements()
    for kind, amount, minimum in (
        ("translation", "0.1100", "9.00"),
        ("certification", "0.0450", "6.00"),
    ):
        rate = InHouseRate(
            kind=CaseKind(kind),
            unit=Unit.WORD,
            amount=Decimal(amount),
            minimum=Decimal(minimum),
            period=PERIOD,
        )
        db.session.add(rate)
    load_hourly_rate()
    load_index()
    envelopes = {"uk": Decimal("310000.00"), "ru": Decimal("90000.00")}
    amend(
        2026, Decimal("865400.00"), date(2025, 12, 4), "Budget initial", None,
        payment_credits=Decimal("840000.00"), envelopes=envelopes,
    )  # fmt: skip
    amend(
        2026, Decimal("924000.00"), date(2026, 6, 18), "Hausse de la demande en ukrainien", None,
        payment_credits=Decimal("905000.00"),
        envelopes=envelopes | {"uk": Decimal("360000.00")},
    )  # fmt: skip
    db.session.flush()


def load_escalations() -> None:
    """A first set of rules; the administrator changes them."""
    S, R = CaseStatus, Role
    for status, days, role in (
        (S.INTAKE_REVIEW, 2, R.INTAKE_OFFICER),
        (S.INTAKE_REVIEW, 5, R.COORDINATOR),
        (S.READY, 2, R.COORDINATOR),
        (S.ASSIGNED, 4, R.TRANSLATOR),
        (S.RETURNED, 3, R.REVISER),
        (S.CORRECTION_REQUESTED, 3, R.COORDINATOR),
        (S.AWAITING_INSTITUTION, 15, R.INTAKE_OFFICER),
        (None, 5, R.COORDINATOR),
    ):
        add_rule(
            None,
            trigger=Trigger.IN_STATE if status else Trigger.BEFORE_DUE,
            status=status,
            days=days,
            role=role,
            by_mail=True,
            on_screen=True,
            starts_on=START,
        )


def load_hourly_rate() -> None:
    """The same work by the hour, to compare: 400 words an hour, breaks and research included."""
    rate = InHouseRate(
        kind=CaseKind.TRANSLATION,
        unit=Unit.HOUR,
        amount=Decimal("44.0000"),
        minimum=Decimal("0.00"),
        words_an_hour=400,
        period=PERIOD,
    )
    db.session.add(rate)


def load_index() -> None:
    """An index that belongs to the demonstration only."""
    for year, value in ((2025, "118.4000"), (2026, "121.9000")):
        row = IndexValue(
            series=INDEX,
            month=date(year, 1, 1),
            value=Decimal(value),
            published_on=date(year, 3, 14),
            source="Valeur fictive de la démonstration",
        )
        db.session.add(row)


def load_languages() -> None:
    for row in rows_of("languages"):
        kept = ("code", "name_fr", "name_en", "scripts", "is_right_to_left")
        db.session.add(Language(**{name: row[name] for name in kept}))
    db.session.flush()


def load_exemptions() -> None:
    for row in rows_of("exemptions"):
        reason, since = ExemptionReason(row["reason"]), date.fromisoformat(row["valid_from"])
        db.session.add(ExemptionRule(**(row | {"reason": reason, "valid_from": since})))


def load_institutions() -> None:
    for row in rows_of("institutions"):
        fields = row | {"branch": Branch(row["branch"]), "siret": SIRETS.get(row["name"])}
        db.session.add(Institution(**fields))
    db.session.flush()


def load_contracts() -> None:
    contractors = [Contractor(name=name) for name in CONTRACTORS]
    contract = FrameworkContract(
        number="2025-TRAD-01",
        title="Traduction et certification de documents, 43 langues",
        starts_on=START,
        ends_on=date(2028, 12, 31),
        allocation_rule=AllocationRule.CASCADE,
        maximum=Decimal("4000000.00"),
        penalty_threshold=Decimal("0.00"),  # so that the demonstration has something to hear
        urgent_days=5,
        index_series=INDEX,
        index_base=START,
        revision_fixed=Decimal("0.1500"),
        revision_indexed=Decimal("0.8500"),
    )
    db.session.add_all([*contractors, contract])
    db.session.flush()
    languages = {row["code"]: row for row in rows_of("languages")}
    for number, (title, codes, ranked) in enumerate(LOTS, start=1):
        lot = Lot(contract_id=contract.id, number=number, title=title)
        db.session.add(lot)
        db.session.flush()
        holders = [
            LotHolder(
                lot_id=lot.id,
                contractor_id=contractors[index].id,
                rank=rank,
                daily_words=DAILY_WORDS // rank,
            )
            for rank, index in enumerate(ranked, start=1)
        ]
        db.session.add_all(holders)
        db.session.flush()
        for code in codes.split():
            load_prices(lot, holders, languages[code])


def load_prices(lot: Lot, holders: list[LotHolder], language: dict) -> None:
    """The price of 2023 by word; certification at 40 %; from French a tenth more."""
    word = Decimal(language["price_per_word"])
    for direction, factor in ((Direction.INTO_FRENCH, "1"), (Direction.FROM_FRENCH, "1.1")):
        estimated = language["estimated_words"] if direction is Direction.INTO_FRENCH else 0
        db.session.add(
            LotLanguage(
                lot_id=lot.id,
                language=language["code"],
                direction=direction,
                estimated_words=estimated,
            )
        )
        for holder in holders:
            for kind, share in ((CaseKind.TRANSLATION, "1"), (CaseKind.CERTIFICATION, "0.4")):
                amount = (
                    word * Decimal(factor) * Decimal(share) * (1 + Decimal(holder.rank - 1) / 20)
                )
                db.session.add(
                    Price(
                        lot_holder_id=holder.id,
                        language=language["code"],
                        direction=direction,
                        kind=kind,
                        unit=Unit.WORD,
                        amount=amount.quantize(Decimal("0.0001")),
                        minimum=Decimal("12.00"),
                        urgency=Decimal("0.2500"),
                        near_identical=Decimal("0.3000"),
                        period=PERIOD,
                    )
                )


def sample_siret(rank: int) -> str:
    """Fourteen digits with a right key, that belong to nobody."""
    siren = luhn.calc_check_digit(f"9990000{rank}")
    start = f"9990000{rank}{siren}0001"
    return start + luhn.calc_check_digit(start)


def load_agreements() -> None:
    partners = db.session.query(Institution).filter_by(network="Convention")
    for rank, partner in enumerate(partners.order_by(Institution.name), start=1):
        agreement = Agreement(
            institution_id=partner.id,
            number=f"CONV-{START.year}-{rank:02d}",
            starts_on=START,
            commitment_number=f"EJ{2026}{rank:04d}",
            service_code=f"SVC{rank:02d}",
            vat_exemption=EXEMPT,
            address=f"{rank} avenue de l'Exemple",
            postcode="75000",
            city="Paris",
        )
        partner.siret = partner.siret or sample_siret(rank)
        db.session.add(agreement)
        db.session.flush()
        for kind, amount, minimum in (
            (CaseKind.TRANSLATION, "0.1900", "25.00"),
            (CaseKind.CERTIFICATION, "0.0800", "15.00"),
        ):
            db.session.add(
                AgreementTariff(
                    agreement_id=agreement.id,
                    kind=kind,
                    unit=Unit.WORD,
                    amount=Decimal(amount),
                    minimum=Decimal(minimum),
                    period=PERIOD,
                )
            )
