from app.budget.models import AlertCause, BudgetControl, CostStage
from app.budget.replay import Verdict
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
register_labels(
    BudgetControl,
    {
        BudgetControl.OFF: _l("Aucun contrôle"),
        BudgetControl.WARN: _l("Alerte, la commande passe"),
        BudgetControl.BLOCK: _l("Blocage de la commande"),
    },
)
register_labels(
    AlertCause,
    {
        AlertCause.OVERRUN_FORESEEN: _l("Dépassement prévu"),
        AlertCause.EXCEEDED: _l("Budget dépassé"),
    },
)
register_labels(
    Verdict,
    {
        Verdict.TOO_EARLY: _l("Trop peu de semaines"),
        Verdict.WITHIN: _l("Suffisant"),
        Verdict.LIKELY: _l("Dépassement probable"),
        Verdict.CERTAIN: _l("Dépassement certain"),
        Verdict.EXCEEDED: _l("Dépassé"),
    },
)
