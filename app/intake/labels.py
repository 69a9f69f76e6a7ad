from app.i18n import _l, register_labels
from app.intake.lifecycle import DocumentStatus

register_labels(
    DocumentStatus,
    {
        DocumentStatus.AWAITING_SCAN: _l("analyse antivirus en attente"),
        DocumentStatus.CLEAN: _l("lecture en cours"),
        DocumentStatus.READ: _l("lu"),
        DocumentStatus.FAILED: _l("illisible par la machine"),
        DocumentStatus.INFECTED: _l("bloqué : virus"),
    },
)
