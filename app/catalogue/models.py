"""What is chosen from lists: languages, kinds of act, and the dated rules of exemption."""

from datetime import date
from enum import StrEnum

from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from app.db import Id, db, str_enum


class Direction(StrEnum):
    """ "version" (into French) and "thème" (from French)."""

    INTO_FRENCH = "into_french"
    FROM_FRENCH = "from_french"


class DocumentType(StrEnum):
    BIRTH = "birth"
    MARRIAGE = "marriage"
    DEATH = "death"
    DIVORCE = "divorce"
    FAMILY_BOOK = "family_book"
    RESIDENCE = "residence"
    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    MEDICAL = "medical"
    EMPLOYMENT = "employment"
    LETTER = "letter"
    JUDGMENT = "judgment"
    APOSTILLE = "apostille"
    OTHER = "other"


class ExemptionReason(StrEnum):
    """Why a paper may need no translation (LAW.md); never the country of issue alone."""

    ALREADY_FRENCH = "already_french"
    MULTILINGUAL_CIEC = "multilingual_ciec"
    EU_FORM = "eu_form"


class Language(db.Model):
    """A language of the offer; `code` is ISO 639-1, or 639-3 where there is none."""

    __tablename__ = "language"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    scripts: Mapped[list[str]] = mapped_column(ARRAY(Text))  # ISO 15924
    is_right_to_left: Mapped[bool] = mapped_column(default=False)
    is_offered: Mapped[bool] = mapped_column(default=True)


class ExemptionRule(db.Model):
    """A dated rule that the body edits: from when to when a reason is admitted, and for what."""

    __tablename__ = "exemption_rule"

    id: Mapped[Id]
    reason: Mapped[ExemptionReason] = mapped_column(str_enum(ExemptionReason))
    countries: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)  # empty: all
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]  # the text of law
    certainty: Mapped[str] = mapped_column(default="sure")  # sure, likely, ask (LAW.md)
