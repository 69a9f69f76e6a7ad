"""How alerts on deadlines read on screen."""

from app.i18n import _l, register_labels
from app.sla.models import AlertKind, Trigger

register_labels(
    AlertKind,
    {
        AlertKind.DUE_SOON: _l("Échéance dans moins de trois jours"),
        AlertKind.BREACHED: _l("Engagement de 21 jours dépassé"),
        AlertKind.ASSIGNEE_LATE: _l("Traduction en retard"),
    },
)
register_labels(
    Trigger,
    {
        Trigger.IN_STATE: _l("Jours passés dans un état"),
        Trigger.BEFORE_DUE: _l("Jours restants avant l'engagement"),
    },
)
