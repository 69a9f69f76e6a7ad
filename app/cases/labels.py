"""How the states of a case and what one does with it read on screen."""

from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.listing import Scope
from app.cases.models import CaseKind
from app.i18n import _l, register_labels

register_labels(
    CaseStatus,
    {
        CaseStatus.SUBMITTED: _l("Déposée"),
        CaseStatus.PRESCREENING: _l("En pré-examen"),
        CaseStatus.INTAKE_REVIEW: _l("À examiner"),
        CaseStatus.READY: _l("À affecter"),
        CaseStatus.ASSIGNED: _l("Affectée"),
        CaseStatus.IN_PROGRESS: _l("En traduction"),
        CaseStatus.RETURNED: _l("Traduite, à relire"),
        CaseStatus.IN_REVISION: _l("En relecture"),
        CaseStatus.DELIVERED: _l("Livrée"),
        CaseStatus.AWAITING_INSTITUTION: _l("En attente de l'organisme"),
        CaseStatus.CORRECTION_REQUESTED: _l("Correction demandée"),
        CaseStatus.NOT_NEEDED: _l("Sans traduction nécessaire"),
        CaseStatus.REUSED: _l("Traduction antérieure réutilisée"),
        CaseStatus.REJECTED: _l("Refusée"),
        CaseStatus.CANCELLED: _l("Annulée"),
    },
)
register_labels(
    CaseAction,
    {
        CaseAction.PRESCREEN: _l("Lancer le pré-examen"),
        CaseAction.DOUBT: _l("Soumettre à examen"),
        CaseAction.CLEAR: _l("Valider le pré-examen"),
        CaseAction.ADMIT: _l("Admettre"),
        CaseAction.CONCLUDE_NOT_NEEDED: _l("Conclure sans traduction"),
        CaseAction.REUSE: _l("Réutiliser la traduction antérieure"),
        CaseAction.REJECT: _l("Refuser"),
        CaseAction.ASSIGN: _l("Affecter"),
        CaseAction.START: _l("Commencer"),
        CaseAction.DECLINE: _l("Décliner"),
        CaseAction.EXPIRE: _l("Laisser expirer"),
        CaseAction.WITHDRAW: _l("Reprendre"),
        CaseAction.RETURN: _l("Remettre la traduction"),
        CaseAction.REVISE: _l("Relire"),
        CaseAction.SEND_BACK: _l("Renvoyer au traducteur"),
        CaseAction.DELIVER: _l("Certifier et livrer"),
        CaseAction.ASK: _l("Interroger l'organisme"),
        CaseAction.RESUME: _l("Répondre et reprendre"),
        CaseAction.CANCEL: _l("Annuler la demande"),
        CaseAction.REQUEST_CORRECTION: _l("Demander une correction"),
        CaseAction.ACCEPT_CORRECTION: _l("Accepter la correction"),
        CaseAction.REFUSE_CORRECTION: _l("Refuser la correction"),
    },
)
register_labels(
    CaseKind,
    {
        CaseKind.TRANSLATION: _l("Traduction"),
        CaseKind.CERTIFICATION: _l("Certification d'une traduction existante"),
    },
)
register_labels(
    Scope,
    {
        Scope.OPEN: _l("En cours"),
        Scope.ENDED: _l("Terminées"),
        Scope.ALL: _l("Toutes"),
    },
)
