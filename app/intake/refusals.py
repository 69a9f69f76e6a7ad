"""Why a file is refused: a stable code, and the sentence a clerk understands (what, why, next)."""

from app.errors import Invalid
from app.i18n import _l

SENTENCES = {
    "empty": _l(
        "Ce fichier est vide : l'envoi ou l'enregistrement s'est interrompu. "
        "Numérisez de nouveau le document, puis déposez-le."
    ),
    "truncated": _l(
        "Ce fichier est incomplet : il a été coupé pendant sa copie ou son envoi. "
        "Reprenez l'original, ou numérisez de nouveau le document."
    ),
    "encrypted": _l(
        "Ce fichier est protégé par un mot de passe et ne peut pas être ouvert. "
        "Enregistrez-en une copie sans mot de passe, puis déposez-la."
    ),
    "wrong_type": _l(
        "Ce type de fichier n'est pas accepté. "
        "Déposez un PDF ou une image (JPEG, PNG, TIFF, HEIC ou WebP)."
    ),
    "too_big": _l(
        "Ce fichier dépasse 50 Mo. Numérisez en niveaux de gris à 300 points par pouce, "
        "ou partagez le document en plusieurs fichiers."
    ),
    "too_many_pages": _l(
        "Ce fichier compte plus de 200 pages. Partagez-le en plusieurs fichiers, un par acte."
    ),
    "too_many_pixels": _l(
        "L'image d'une page est trop grande pour être traitée. "
        "Numérisez à 300 points par pouce, sans dépasser le format A3."
    ),
    "unreadable": _l(
        "Ce fichier est abîmé : aucune page ne peut en être affichée. "
        "Ouvrez-le sur votre poste pour vérifier, ou numérisez de nouveau le document."
    ),
    "broke_off": _l(
        "La lecture de ce fichier s'est interrompue plusieurs fois. "
        "Enregistrez-en une copie, ou numérisez de nouveau le document."
    ),
    "timed_out": _l(
        "La lecture de ce fichier prend trop de temps et a été arrêtée. "
        "Numérisez de nouveau le document, ou imprimez-le en PDF."
    ),
}


class UnsupportedFile(Invalid):
    """A file that cannot be taken; `code` is one of `SENTENCES` and never changes meaning."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code], code=code)
        self.code = code
