"""The French of every code that the prescreen gives out: what is wrong and what to do about it."""

from app.catalogue.models import DocumentType
from app.i18n import _, _l, label

REASONS = {
    "blank": _l("La page est vide. Vérifiez que le document était posé du bon côté."),
    "too_small": _l("L'image est trop petite. Numérisez à 300 points par pouce."),
    "too_dark": _l("L'image est trop sombre. Reprenez la photo en pleine lumière, sans flash."),
    "too_pale": _l("L'image est trop pâle. Augmentez le contraste ou reprenez la photo."),
    "blurred": _l("L'image est floue. Posez le document à plat et reprenez la photo."),
    "cut_left": _l("Le document est coupé à gauche. Reprenez la photo avec les quatre coins."),
    "cut_right": _l("Le document est coupé à droite. Reprenez la photo avec les quatre coins."),
    "cut_top": _l("Le document est coupé en haut. Reprenez la photo avec les quatre coins."),
    "cut_bottom": _l("Le document est coupé en bas. Reprenez la photo avec les quatre coins."),
    "compressed": _l("L'image est trop compressée. Envoyez le fichier d'origine."),
    "handwritten": _l("Le document est en partie manuscrit : un traducteur devra le déchiffrer."),
}

MEASURED = {  # the figure that shows it
    "too_small": _l("environ %(value)d points par pouce"),
    "handwritten": _l("%(value)d %% du texte"),
}


def reason_text(code: str, value: float | None) -> str:
    """What is wrong with a page, with its figure, and what to do about it."""
    sentence = str(REASONS.get(code, DOUBTS["illegible"]))
    if code not in MEASURED or value is None:
        return sentence
    return f"{sentence} ({MEASURED[code] % {'value': _shown(code, value)}})"


def _shown(code: str, value: float) -> int:
    return round(100 * value) if code == "handwritten" else round(value)


def range_text(first: int, last: int) -> str:
    if first == last:
        return _("Page %(number)s", number=first)
    return _("Pages %(first)s à %(last)s", first=first, last=last)


def act_text(act: dict) -> str:
    """The pages and the kind of one act of a file, as `Reading.as_dict()` keeps it."""
    kind = label(DocumentType(act["document_type"]))
    return f"{range_text(act['first'], act['last'])} · {kind}"


DOUBTS = {
    "illegible": _l("Document difficile à lire."),
    "page_failed": _l("Une page n'a pas pu être lue automatiquement."),
    "no_translation_needed": _l("Le document semble ne pas demander de traduction."),
    "language_differs": _l("La langue lue n'est pas celle qui a été déclarée."),
    "language_unsure": _l("La langue n'a pas pu être établie avec certitude."),
    "several_acts": _l("Le fichier semble contenir plusieurs actes."),
}

FAILURES = {
    "timed_out": _l("La lecture de cette page prend trop de temps et a été arrêtée."),
    "crashed": _l("La lecture automatique de cette page a échoué."),
}

EXEMPTIONS = {
    "already_french": _l("Le document est déjà rédigé en français."),
    "multilingual_ciec": _l("Extrait plurilingue de la convention de Vienne de 1976."),
    "eu_form": _l("Formulaire type multilingue du règlement (UE) 2016/1191 joint à l'acte."),
}

MARKS = {
    "stamp": _l("cachet ou sceau"),
    "signature": _l("signature"),
    "handwriting": _l("passage manuscrit"),
    "margin": _l("note en marge"),
    "code": _l("code à lire par une machine"),
}
PLACES = (
    (_l("en haut à gauche"), _l("en haut"), _l("en haut à droite")),
    (_l("à gauche"), _l("au milieu"), _l("à droite")),
    (_l("en bas à gauche"), _l("en bas"), _l("en bas à droite")),
)


def mark_text(mark: dict, pages: list[dict]) -> str:
    """What a translator must not miss, and where it stands, as `Reading.as_dict()` keeps it."""
    page = pages[mark["page"] - 1]
    left, top, width, height = mark["box"]
    across = _third(left + width / 2, page["width"])
    down = _third(top + height / 2, page["height"])
    what, place = MARKS[mark["kind"]], PLACES[down][across]
    return _("%(what)s, page %(page)s, %(place)s", what=what, page=mark["page"], place=place)


def _third(at: float, whole: int) -> int:
    return min(2, max(0, int(3 * at / whole))) if whole else 1
