"""How orders and skills read on screen."""

from app.assignment.board_queries import Stock
from app.assignment.lifecycle import EndReason, OrderAction, OrderStatus
from app.assignment.models import SkillLevel
from app.assignment.order_queries import Tab
from app.i18n import _l, register_labels

register_labels(
    OrderStatus,
    {
        OrderStatus.OFFERED: _l("Proposée"),
        OrderStatus.ACCEPTED: _l("Acceptée"),
        OrderStatus.DECLINED: _l("Déclinée"),
        OrderStatus.EXPIRED: _l("Expirée sans réponse"),
        OrderStatus.CANCELLED: _l("Reprise"),
        OrderStatus.FULFILLED: _l("Service fait"),
    },
)
register_labels(
    OrderAction,
    {
        OrderAction.ACCEPT: _l("Accepter"),
        OrderAction.DECLINE: _l("Décliner"),
        OrderAction.EXPIRE: _l("Laisser expirer"),
        OrderAction.CANCEL: _l("Reprendre"),
        OrderAction.FULFIL: _l("Constater le service fait"),
        OrderAction.REOPEN: _l("Rouvrir pour correction"),
    },
)
register_labels(
    SkillLevel,
    {
        SkillLevel.TRANSLATE: _l("Traduction"),
        SkillLevel.REVISE: _l("Traduction et relecture"),
        SkillLevel.CERTIFY: _l("Traduction, relecture et certification"),
    },
)
register_labels(
    EndReason,
    {
        EndReason.WITHDRAWN: _l("reprise par la coordination"),
        EndReason.DECLINED: _l("déclinée"),
        EndReason.EXPIRED: _l("sans réponse dans le délai"),
        EndReason.CANCELLED: _l("demande annulée"),
        EndReason.DELIVERED: _l("livrée"),
    },
)
register_labels(
    Tab,
    {
        Tab.OFFERED: _l("À accepter"),
        Tab.TO_RETURN: _l("À rendre"),
        Tab.LATE: _l("En retard"),
        Tab.RETURNED: _l("Rendues, en relecture"),
        Tab.FULFILLED: _l("Service fait"),
        Tab.CLOSED: _l("Sans suite"),
    },
)
register_labels(
    Stock,
    {
        Stock.READY: _l("À affecter"),
        Stock.OUTSIDE: _l("Chez les prestataires"),
        Stock.INSIDE: _l("Chez les traducteurs internes"),
        Stock.LATE: _l("En retard de traduction"),
    },
)
