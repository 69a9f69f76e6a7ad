from app.i18n import _l, register_labels
from app.translation.models import ReturnForm, RevisionVerdict

register_labels(
    ReturnForm, {ReturnForm.FILE: _l("Fichier"), ReturnForm.STRUCTURED: _l("Formulaire")}
)
register_labels(
    RevisionVerdict,
    {
        RevisionVerdict.ACCEPTED: _l("Acceptée"),
        RevisionVerdict.CORRECTED: _l("Corrigée par le relecteur"),
        RevisionVerdict.SENT_BACK: _l("Renvoyée au traducteur"),
    },
)
