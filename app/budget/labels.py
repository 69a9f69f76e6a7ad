from app.budget.models import CostStage
from app.i18n import _l, register_labels

register_labels(
    CostStage,
    {
        CostStage.ESTIMATED: _l("Estimé"),
        CostStage.COMMITTED: _l("Engagé"),
        CostStage.ACCEPTED: _l("Service fait"),
        CostStage.PAID: _l("Mandaté"),
    },
)
