"""The demonstration's accounts: one of each profile, translators, two funds, two agencies."""

import os
from dataclasses import dataclass

from app.accounts import passwords
from app.accounts.models import Contractor, Institution, Role, User
from app.assignment.models import SkillLevel, TranslatorProfile, TranslatorSkill
from app.catalogue.models import Direction
from app.db import db

PASSWORD = os.environ.get(
    "DEMO_PASSWORD", "Ouvrez-la-maison-42"
)  # printed by `flask demo accounts`
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    role: Role
    place: str = ""  # institution or contractor
    languages: str = ""  # of a translator, into French
    daily_words: int = 2500

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = [
    Person("agent", "Camille Durand", Role.AGENT, "CPAM de la Seine-Saint-Denis"),
    Person("agent2", "Moussa Traoré", Role.AGENT, "CAF du Rhône"),
    Person(
        "responsable", "Nathalie Perrin", Role.INSTITUTION_MANAGER, "CPAM de la Seine-Saint-Denis"
    ),
    Person("partenaire", "Gilles Aubert", Role.INSTITUTION_MANAGER, "CNMSS"),
    Person("partenaire2", "Sofia Lambert", Role.INSTITUTION_MANAGER, "CRPCEN"),
    Person("examen", "Inès Moreau", Role.INTAKE_OFFICER),
    Person("coordination", "Marc Lefèvre", Role.COORDINATOR),
    Person("relecture", "Hélène Ménard", Role.REVISER),
    Person("relecture2", "Jacques Béranger", Role.REVISER),
    Person("finances", "Sandrine Colin", Role.FINANCE),
    Person("finances2", "Thomas Gauthier", Role.FINANCE),
    Person("audit", "Paul Ferrand", Role.AUDITOR),
    Person("admin", "Léa Marchand", Role.ADMINISTRATOR),
    Person("agence", "Olivier Chauvet", Role.CONTRACTOR, "Alpha Traductions"),
    Person("agence2", "Maria Costa", Role.CONTRACTOR, "Babel Services"),
    Person("traduction", "Iryna Bondar", Role.TRANSLATOR, "", "uk ru pl", 2200),
    Person("traduction-ru", "Olga Smirnova-Petit", Role.TRANSLATOR, "", "ru uk", 2500),
    Person("traduction-ar", "Samir Haddad", Role.TRANSLATOR, "", "ar", 2800),
    Person("traduction-de", "Dieter Wagner", Role.TRANSLATOR, "", "de nl", 2300),
    Person("traduction-es", "Ana Ribeiro da Silva", Role.TRANSLATOR, "", "es pt it", 2600),
    Person("traduction-el", "Eleni Papadopoulou", Role.TRANSLATOR, "", "el ro", 2000),
    Person("traduction-fa", "Leila Rahimi", Role.TRANSLATOR, "", "fa ps", 1800),
    Person("traduction-tr", "Claire Yildiz", Role.TRANSLATOR, "", "tr en sv sr", 2200),
]


def load() -> dict[str, User]:
    password_hash = passwords.hasher.hash(PASSWORD)
    users = {person.key: _account(person, password_hash) for person in PEOPLE}
    db.session.flush()
    for person in PEOPLE:
        _skills(person, users[person.key])
    db.session.flush()
    return users


def _account(person: Person, password_hash: str) -> User:
    user = User(email=person.email, name=person.name, role=person.role, password_hash=password_hash)
    if person.role is Role.CONTRACTOR:
        user.contractor_id = db.session.query(Contractor).filter_by(name=person.place).one().id
    elif person.place:
        user.institution_id = db.session.query(Institution).filter_by(name=person.place).one().id
    db.session.add(user)
    return user


def _skills(person: Person, user: User) -> None:
    if person.role is not Role.TRANSLATOR:
        return
    db.session.add(TranslatorProfile(user_id=user.id, daily_words=person.daily_words))
    for language in person.languages.split():
        db.session.add(
            TranslatorSkill(
                user_id=user.id,
                language=language,
                direction=Direction.INTO_FRENCH,
                level=SkillLevel.TRANSLATE,
            )
        )
