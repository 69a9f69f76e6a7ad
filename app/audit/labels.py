from app.audit.models import AccessKind
from app.i18n import _l, register_labels

register_labels(
    AccessKind,
    {AccessKind.VIEW: _l("Consultation"), AccessKind.DOWNLOAD: _l("Téléchargement")},
)
