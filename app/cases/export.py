"""The columns of the exported list: a fund is never given what concerns the body alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.accounts.models import BODY_ROLES, Role, User
from app.cases.models import Case
from app.cases.words import plain_status
from app.i18n import _l, label, language_name, last_day


@dataclass(frozen=True)
class Column:
    title: object
    read: Callable[[Case], Any]


SHARED = [
    Column(_l("Référence"), lambda c: c.reference),
    Column(_l("Référence de l'organisme"), lambda c: c.institution_reference),
    Column(_l("Nature"), lambda c: label(c.kind)),
    Column(_l("Langue"), lambda c: language_name(c.language)),
    Column(_l("Type d'acte"), lambda c: label(c.document_type)),
    Column(_l("Pages"), lambda c: c.pages),
    Column(_l("État"), lambda c: plain_status(c.status)),
    Column(_l("Déposée le"), lambda c: c.submitted_at),
    Column(_l("Échéance"), lambda c: last_day(c.due_at)),
    Column(_l("Livrée le"), lambda c: c.delivered_at),
]
BODY = [
    Column(_l("État pour le service"), lambda c: label(c.status)),
    Column(_l("Organisme"), lambda c: c.institution.name),
    Column(_l("Mots"), lambda c: c.words),
    Column(_l("Traducteur"), lambda c: c.translator.name if c.translator else ""),
    Column(_l("Prestataire"), lambda c: c.contractor.name if c.contractor else ""),
]
MONEY = [
    Column(_l("Estimé (€)"), lambda c: c.estimated),
    Column(_l("Engagé (€)"), lambda c: c.committed),
    Column(_l("Service fait (€)"), lambda c: c.accepted),
    Column(_l("Mandaté (€)"), lambda c: c.paid),
]


def columns_for(user: User) -> list[Column]:
    columns = [*SHARED, *BODY] if user.role in BODY_ROLES else SHARED
    return [*columns, *MONEY] if user.role in (Role.FINANCE, Role.COORDINATOR) else columns
