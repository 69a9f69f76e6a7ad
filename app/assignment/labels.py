"""How orders and skills read on screen."""

from app.assignment.lifecycle import OrderAction, OrderStatus
from app.assignment.models import SkillLevel
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
