"""How bills, their differences and penalties read on screen."""

from app.i18n import _l, register_labels
from app.payables.billable_queries import BillingState
from app.payables.lifecycle import BillStatus, LineDecision, PenaltyDecision, PenaltyStatus
from app.payables.models import BillSource
from app.payables.rules import Finding

register_labels(
    BillStatus,
    {
        BillStatus.SUBMITTED: _l("À rapprocher"),
        BillStatus.DISPUTED: _l("En litige"),
        BillStatus.SETTLED: _l("Mandatée"),
        BillStatus.PAID: _l("Virée"),
        BillStatus.REJECTED: _l("Rejetée"),
        BillStatus.WITHDRAWN: _l("Retirée"),
    },
)
register_labels(
    BillSource,
    {
        BillSource.FORM: _l("Formulaire"),
        BillSource.CSV: _l("Fichier CSV"),
        BillSource.FACTUR_X: _l("Factur-X"),
    },
)
register_labels(
    LineDecision,
    {
        LineDecision.PENDING: _l("À décider"),
        LineDecision.ACCEPTED: _l("Acceptée"),
        LineDecision.DISPUTED: _l("Contestée"),
    },
)
register_labels(
    Finding,
    {
        Finding.UNKNOWN_ORDER: _l("commande introuvable"),
        Finding.OTHER_CONTRACTOR: _l("commande d'un autre prestataire"),
        Finding.NOT_ACCEPTED: _l("service fait non constaté"),
        Finding.TWICE_HERE: _l("deux fois sur cette facture"),
        Finding.ON_ANOTHER_BILL: _l("déjà sur une autre facture"),
        Finding.ALREADY_PAID: _l("déjà payée"),
        Finding.OTHER_QUANTITY: _l("autre quantité"),
        Finding.OTHER_UNIT: _l("autre unité"),
        Finding.OTHER_PRICE: _l("autre prix unitaire"),
        Finding.OTHER_AMOUNT: _l("autre montant"),
        Finding.OTHER_VAT: _l("autre taux de TVA"),
        Finding.LATER_MONTH: _l("service fait après le mois facturé"),
    },
)
register_labels(
    PenaltyStatus,
    {
        PenaltyStatus.DRAFT: _l("À notifier"),
        PenaltyStatus.EXEMPT: _l("Sous le seuil"),
        PenaltyStatus.NOTIFIED: _l("Notifié : observations attendues"),
        PenaltyStatus.DECIDED: _l("Décidé"),
        PenaltyStatus.DEDUCTED: _l("Déduit d'une facture"),
    },
)
register_labels(
    PenaltyDecision,
    {
        PenaltyDecision.WHOLE: _l("Appliquer en totalité"),
        PenaltyDecision.PART: _l("Appliquer en partie"),
        PenaltyDecision.WAIVED: _l("Renoncer"),
    },
)
register_labels(
    BillingState,
    {
        BillingState.TO_BILL: _l("À facturer"),
        BillingState.BILLED: _l("Facturée"),
        BillingState.DISPUTED: _l("Contestée"),
        BillingState.REFUSED: _l("Refusée : à facturer de nouveau"),
        BillingState.PAID: _l("Payée"),
    },
)
