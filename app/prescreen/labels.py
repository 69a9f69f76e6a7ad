"""What the doubts and the choices of a review read like (codes in `rules.py`)."""

from app.i18n import _l
from app.prescreen import sentences

DOUBTS = sentences.DOUBTS | {
    "infected": _l("L'antivirus a bloqué un fichier."),
    "duplicate": _l("Le même fichier a déjà été traduit pour cet organisme."),
    "language_not_offered": _l("Cette langue n'est pas proposée."),
}
CHOICES = {
    "admit": (_l("Poursuivre la traduction"), _l("Le dossier est bon : il passe à l'affectation.")),
    "ask": (
        _l("Demander à l'organisme"),
        _l("Nouvelle numérisation ou précision : le délai est suspendu jusqu'à la réponse."),
    ),
    "reject": (_l("Rejeter"), _l("Le dossier se termine ; le motif est montré à l'organisme.")),
    "conclude_not_needed": (
        _l("Pas de traduction nécessaire"),
        _l("Le dossier se termine ; le motif est montré à l'organisme."),
    ),
    "reuse": (
        _l("Réutiliser la traduction existante"),
        _l("Le dossier se termine avec la traduction déjà certifiée."),
    ),
}
