"""What happened to a case, in words: every state, when, by whom, after how long.

A fund reads plain words: no name of the body's people, no contractor, no price.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.accounts.models import BODY_ROLES, User
from app.audit.models import AuditEvent
from app.i18n import _, _l, label, money, ngettext

WORTH_SAYING = timedelta(minutes=1)
FOR_ALL = {
    "case.submit": _l("Demande déposée"),
    "case.doubt": _l("Examen par le service"),
    "case.clear": _l("Pré-examen réussi : à traduire"),
    "case.admit": _l("Admise après examen : à traduire"),
    "case.conclude_not_needed": _l("Aucune traduction nécessaire"),
    "case.reuse": _l("Une traduction antérieure est réutilisée"),
    "case.reject": _l("Demande refusée"),
    "case.start": _l("Traduction commencée"),
    "case.return": _l("Traduction faite, à relire"),
    "case.deliver": _l("Traduction certifiée et livrée"),
    "case.ask": _l("Question à l'organisme : délai suspendu"),
    "case.resume": _l("Réponse reçue : le délai court à nouveau"),
    "case.cancel": _l("Demande annulée par l'organisme"),
    "case.request_correction": _l("Correction demandée"),
    "case.accept_correction": _l("Correction acceptée : retour en traduction"),
    "case.refuse_correction": _l("Correction refusée, avec une explication"),
    "case.message": _l("Message"),
}
FOR_BODY = {
    "case.prescreen": _l("Pré-examen lancé"),
    "case.describe": _l("Description des pièces complétée"),
    "case.assign": _l("Affectée"),
    "case.decline": _l("Proposition déclinée"),
    "case.expire": _l("Proposition expirée sans réponse"),
    "case.withdraw": _l("Reprise par la coordination"),
    "case.revise": _l("Relecture commencée"),
    "case.send_back": _l("Renvoyée au traducteur"),
    "order.offer": _l("Commande proposée"),
    "order.accept": _l("Commande acceptée"),
    "order.decline": _l("Commande déclinée"),
    "order.expire": _l("Commande expirée"),
    "order.cancel": _l("Commande reprise"),
    "order.fulfil": _l("Service fait constaté"),
    "order.reopen": _l("Commande rouverte pour correction"),
}
CAUSES = {
    "submission": _l("au dépôt"),
    "order": _l("commande à un prestataire"),
    "in_house": _l("traduction interne"),
    "return_accepted": _l("traduction acceptée"),
    "bill": _l("facture du prestataire mandatée"),
    "correction": _l("correction d'un mois clos"),
    "withdrawn": _l("reprise : engagement annulé"),
    "declined": _l("proposition déclinée : engagement annulé"),
    "expired": _l("proposition expirée : engagement annulé"),
    "cancelled": _l("demande annulée : engagement annulé"),
}


@dataclass(frozen=True)
class Item:
    at: datetime
    title: str
    detail: str = ""
    who: str = ""


def items(
    events: Iterable[AuditEvent], reader: User, names: dict[UUID, User], figures: Iterable = ()
) -> list[Item]:
    """Events in order of time, those that `reader` may read; costs among them when given."""
    titles = FOR_ALL | FOR_BODY if reader.role in BODY_ROLES else FOR_ALL
    found, since = [], None
    for event in sorted(events, key=lambda e: e.seq):
        if title := titles.get(event.action):
            who = _who(event.actor_id, reader, names)
            found.append(Item(event.at, str(title), _after(event, since), who))
        if "after" in event.data:
            since = event.at
    found += [_figure(entry) for entry in figures]
    return sorted(found, key=lambda item: item.at)


def _after(event: AuditEvent, since: datetime | None) -> str:
    changed = event.data.get("before") and event.action.startswith("case.")
    if not (since and changed) or event.at - since < WORTH_SAYING:
        return ""
    return _("après %(time)s", time=lasted(event.at - since))


def _who(actor_id: UUID | None, reader: User, names: dict[UUID, User]) -> str:
    if actor_id is None:
        return _("la plateforme")
    return shown_as(names.get(actor_id), reader)


def shown_as(person: User | None, reader: User) -> str:
    """How `reader` sees `person`: the body's and contractors' people have no name for a fund."""
    if person is None:
        return _("compte supprimé")
    if reader.role not in BODY_ROLES and person.institution_id != reader.institution_id:
        outside = person.contractor_id is not None
        return _("un prestataire de traduction") if outside else _("le service de traduction")
    return f"{person.name} ({person.contractor.name})" if person.contractor else person.name


def _figure(entry) -> Item:
    cause = str(CAUSES.get(entry.cause, entry.cause))
    stage, amount = label(entry.stage).lower(), money(entry.amount)
    title = _("Coût : %(amount)s (%(stage)s)", stage=stage, amount=amount)
    return Item(entry.at, title, cause)


def lasted(time: timedelta) -> str:
    """« 3 jours », « 5 h », « 12 min »: the largest unit is enough to read."""
    if time >= timedelta(days=1):
        return ngettext("%(num)d jour", "%(num)d jours", time.days)
    hours = int(time.total_seconds() // 3600)
    if hours:
        return _("%(hours)d h", hours=hours)
    return _("%(minutes)d min", minutes=int(time.total_seconds() // 60))
