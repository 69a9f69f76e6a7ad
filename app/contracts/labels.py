from app.contracts.models import AllocationRule, DelayCalendar, Unit, WorkKind
from app.i18n import _l, register_labels

register_labels(
    AllocationRule,
    {
        AllocationRule.CASCADE: _l("En cascade, par rang"),
        AllocationRule.ROTATION: _l("À tour de rôle, par quota"),
    },
)
register_labels(
    DelayCalendar,
    {
        DelayCalendar.EVERY_DAY: _l("jours calendaires"),
        DelayCalendar.WORKING: _l("jours ouvrés en France"),
        DelayCalendar.CONTRACTOR: _l("jours ouvrés du prestataire"),
    },
)
register_labels(
    Unit,
    {
        Unit.WORD: _l("mot"),
        Unit.PAGE: _l("page"),
        Unit.DOCUMENT: _l("document"),
        Unit.HOUR: _l("heure"),
    },
)
register_labels(
    WorkKind,
    {
        WorkKind.TRANSLATION: _l("Traduction"),
        WorkKind.CERTIFICATION: _l("Certification"),
        WorkKind.INTERPRETING: _l("Interprétariat"),
    },
)
