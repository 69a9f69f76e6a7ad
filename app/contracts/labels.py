from app.contracts.models import AllocationRule, DelayCalendar, Unit
from app.i18n import _l, register_labels

register_labels(
    AllocationRule,
    {
        AllocationRule.CASCADE: _l("En cascade, par rang"),
        AllocationRule.ROTATION: _l("À tour de rôle, par quota"),
    },
)
register_labels(Unit, {Unit.WORD: _l("mot"), Unit.PAGE: _l("page"), Unit.DOCUMENT: _l("document")})
register_labels(
    DelayCalendar,
    {
        DelayCalendar.EVERY_DAY: _l("jours calendaires"),
        DelayCalendar.WORKING: _l("jours ouvrés en France"),
        DelayCalendar.CONTRACTOR: _l("jours ouvrés du prestataire"),
    },
)
