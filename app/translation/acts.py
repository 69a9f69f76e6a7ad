"""The forms that a translation of a known kind of act fills in: what French civil status asks for.

A form is groups of fields; a translation is `{key: text}`. The labels are those of the paper that
goes out, so they are French in both languages of the interface. A date keeps beside it what the
act says (`born_on.text`) and in which calendar (`born_on.calendar`).
"""

import re
from dataclasses import dataclass
from datetime import date

from app.catalogue.models import DocumentType


@dataclass(frozen=True)
class ActField:
    key: str
    label: str
    kind: str = "text"  # text, name, place, number, date, long
    required: bool = False
    may_be_none: bool = False  # "néant" is an answer: looked for on the image, not there

    @property
    def keys(self) -> tuple[str, ...]:
        parts = ("", TEXT, CALENDAR) if self.kind == "date" else ("",)
        return tuple(self.key + part for part in parts)


@dataclass(frozen=True)
class Group:
    title: str
    fields: tuple[ActField, ...]


@dataclass(frozen=True)
class Act:
    code: str
    title: str
    groups: tuple[Group, ...]

    @property
    def fields(self) -> tuple[ActField, ...]:
        return tuple(field for group in self.groups for field in group.fields)


TEXT, CALENDAR = ".text", ".calendar"
CALENDARS = {
    "hijri": "hégirien",
    "solar_hijri": "persan",
    "buddhist": "bouddhique",
    "roc": "de la République de Chine",
    "japanese": "japonais (ères)",
    "ethiopian": "éthiopien",
    "hebrew": "hébraïque",
    "julian": "julien",
}
NONE = "Néant"
ILLEGIBLE = "[illisible]"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{1,4})")
F = ActField
AUTHORITY = Group(
    "Autorité et acte",
    (
        F("state", "État", "place"),
        F("authority", "Autorité", required=True),
        F("act_number", "Numéro de l'acte", "number"),
        F("registered_on", "Date d'enregistrement", "date"),
        F("issued_on", "Copie délivrée le", "date"),
        F("issued_at", "Lieu de délivrance", "place"),
        F("registrar", "Officier d'état civil", "name"),
    ),
)
MENTIONS = Group(
    "Mentions, cachets et observations",
    (
        F("marginal_mentions", "Mentions marginales", "long", required=True, may_be_none=True),
        F("stamps", "Cachets, sceaux et signatures", "long", required=True, may_be_none=True),
        F("remarks", "Observations du traducteur", "long"),
    ),
)


def person(prefix: str, title: str, required: bool = True) -> Group:
    return Group(
        title,
        (
            F(f"{prefix}_surname", "Nom", "name", required=required),
            F(f"{prefix}_given_names", "Prénoms", "name", required=required),
            F(f"{prefix}_born_on", "Date de naissance", "date"),
            F(f"{prefix}_born_at", "Lieu de naissance", "place"),
            F(f"{prefix}_nationality", "Nationalité"),
        ),
    )


def parent(prefix: str, title: str) -> Group:
    return Group(
        title,
        (
            F(f"{prefix}_surname", "Nom", "name"),
            F(f"{prefix}_given_names", "Prénoms", "name"),
            F(f"{prefix}_nationality", "Nationalité"),
        ),
    )


BIRTH = Act(
    "birth",
    "Acte de naissance",
    (
        AUTHORITY,
        Group(
            "Enfant",
            (
                F("surname", "Nom", "name", required=True),
                F("given_names", "Prénoms", "name", required=True),
                F("sex", "Sexe"),
                F("born_on", "Date de naissance", "date", required=True),
                F("born_at", "Lieu de naissance", "place", required=True),
            ),
        ),
        parent("father", "Père"),
        parent("mother", "Mère"),
        MENTIONS,
    ),
)
MARRIAGE = Act(
    "marriage",
    "Acte de mariage",
    (
        AUTHORITY,
        Group(
            "Mariage",
            (
                F("married_on", "Date du mariage", "date", required=True),
                F("married_at", "Lieu du mariage", "place"),
                F("names_after", "Noms portés après le mariage"),
                F("regime", "Régime matrimonial"),
            ),
        ),
        person("first_spouse", "Premier époux"),
        person("second_spouse", "Second époux"),
        MENTIONS,
    ),
)
DEATH = Act(
    "death",
    "Acte de décès",
    (
        AUTHORITY,
        Group(
            "Défunt",
            (
                F("surname", "Nom", "name", required=True),
                F("given_names", "Prénoms", "name", required=True),
                F("born_on", "Date de naissance", "date"),
                F("born_at", "Lieu de naissance", "place"),
                F("died_on", "Date du décès", "date", required=True),
                F("died_at", "Lieu du décès", "place"),
                F("marital_status", "Situation matrimoniale"),
                F("residence", "Domicile"),
            ),
        ),
        parent("father", "Père"),
        parent("mother", "Mère"),
        MENTIONS,
    ),
)
OTHER = Act(
    "other",
    "Document",
    (
        Group(
            "Texte",
            (
                F("title", "Intitulé du document", required=True),
                F("body", "Traduction", "long", required=True),
            ),
        ),
        Group(
            "Cachets et observations",
            (
                F(
                    "stamps",
                    "Cachets, sceaux et signatures",
                    "long",
                    required=True,
                    may_be_none=True,
                ),
                F("remarks", "Observations du traducteur", "long"),
            ),
        ),
    ),
)
ACTS = {act.code: act for act in (BIRTH, MARRIAGE, DEATH, OTHER)}
BY_TYPE = {
    DocumentType.BIRTH: BIRTH,
    DocumentType.MARRIAGE: MARRIAGE,
    DocumentType.DEATH: DEATH,
}


def act_for(document_type: DocumentType | None) -> Act:
    return BY_TYPE.get(document_type, OTHER) if document_type else OTHER


def clean(act: Act, given: dict[str, str]) -> dict[str, str]:
    """Keep the act's own fields, without blanks around; what is empty is left out."""
    keys = [key for field in act.fields for key in field.keys]
    kept = {key: printable(str(given.get(key, ""))).strip() for key in keys}
    return {key: value for key, value in kept.items() if value}


def printable(text: str) -> str:
    """One kind of line end; control characters that no paper can show are dropped."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def missing(act: Act, fields: dict[str, str]) -> list[ActField]:
    """The required fields that are still empty."""
    return [field for field in act.fields if field.required and not fields.get(field.key)]


def impossible_dates(act: Act, fields: dict[str, str]) -> list[ActField]:
    """Dates written as a day, month and year that no calendar of ours has (31/02/1990)."""
    dates = [field for field in act.fields if field.kind == "date"]
    return [field for field in dates if not _may_be(fields.get(field.key, ""))]


def _may_be(text: str) -> bool:
    found = DAY.fullmatch(text.strip())
    if not found:
        return True  # "vers 1965", "printemps 1971": what the act says is what is written
    day, month, year = map(int, found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
