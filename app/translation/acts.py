"""The forms that a translation of a known kind of act fills in: what French civil status asks for.

A form is groups of fields; a translation is `{key: text}`. The labels are those of the paper that
goes out, so they are French in both languages of the interface.
"""

from dataclasses import dataclass

from app.catalogue.models import DocumentType


@dataclass(frozen=True)
class ActField:
    key: str
    label: str
    kind: str = "text"  # text, date, long
    required: bool = False


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


F = ActField
AUTHORITY = Group(
    "Autorité et acte",
    (
        F("state", "État"),
        F("authority", "Autorité", required=True),
        F("act_number", "Numéro de l'acte"),
        F("registered_on", "Date d'enregistrement", "date"),
        F("issued_on", "Copie délivrée le", "date"),
        F("issued_at", "Lieu de délivrance"),
        F("registrar", "Officier d'état civil"),
    ),
)
MENTIONS = Group(
    "Mentions, cachets et observations",
    (
        F("marginal_mentions", "Mentions marginales", "long"),
        F("stamps", "Cachets, sceaux et signatures", "long", required=True),
        F("remarks", "Observations du traducteur", "long"),
    ),
)


def person(prefix: str, title: str, required: bool = True) -> Group:
    return Group(
        title,
        (
            F(f"{prefix}_surname", "Nom", required=required),
            F(f"{prefix}_given_names", "Prénoms", required=required),
            F(f"{prefix}_born_on", "Date de naissance", "date"),
            F(f"{prefix}_born_at", "Lieu de naissance"),
            F(f"{prefix}_nationality", "Nationalité"),
        ),
    )


def parent(prefix: str, title: str) -> Group:
    return Group(
        title,
        (
            F(f"{prefix}_surname", "Nom"),
            F(f"{prefix}_given_names", "Prénoms"),
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
                F("surname", "Nom", required=True),
                F("given_names", "Prénoms", required=True),
                F("sex", "Sexe"),
                F("born_on", "Date de naissance", "date", required=True),
                F("born_at", "Lieu de naissance", required=True),
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
                F("married_at", "Lieu du mariage"),
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
                F("surname", "Nom", required=True),
                F("given_names", "Prénoms", required=True),
                F("born_on", "Date de naissance", "date"),
                F("born_at", "Lieu de naissance"),
                F("died_on", "Date du décès", "date", required=True),
                F("died_at", "Lieu du décès"),
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
        MENTIONS,
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
    kept = {field.key: str(given.get(field.key, "")).strip() for field in act.fields}
    return {key: value for key, value in kept.items() if value}


def missing(act: Act, fields: dict[str, str]) -> list[ActField]:
    """The required fields that are still empty."""
    return [field for field in act.fields if field.required and not fields.get(field.key)]
