from app.closing.checks import Check
from app.closing.lifecycle import MonthStatus
from app.i18n import _l, register_labels

register_labels(
    MonthStatus,
    {
        MonthStatus.OPEN: _l("Ouvert"),
        MonthStatus.SIGNED: _l("Signé une fois"),
        MonthStatus.CLOSED: _l("Clos"),
    },
)
register_labels(
    Check,
    {
        Check.DELIVERED_WITHOUT_COST: _l("Traductions livrées sans coût accepté"),
        Check.UNRECONCILED: _l("Demandes dont le montant n'est pas le dernier chiffre écrit"),
        Check.BILLS_UNDECIDED: _l("Factures de prestataires avec des lignes à décider"),
        Check.RETURNS_UNACCEPTED: _l("Traductions rendues et pas encore acceptées"),
        Check.WITHOUT_PRICE: _l("Demandes sans prix"),
        Check.ORDERS_WITHOUT_FIGURE: _l("Commandes au service fait sans montant"),
        Check.UNBILLED: _l("Services faits pas encore facturés"),
        Check.DISPUTED_LINES: _l("Lignes de factures contestées"),
        Check.PENALTIES_UNDECIDED: _l("Pénalités de retard pas encore décidées"),
    },
)
