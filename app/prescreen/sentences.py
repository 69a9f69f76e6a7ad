"""The French of every code that the prescreen gives out: what is wrong and what to do about it."""

from app.i18n import _l

REASONS = {
    "blank": _l("La page est vide. Vérifiez que le document était posé du bon côté."),
    "too_small": _l("L'image est trop petite. Numérisez à 300 points par pouce."),
    "too_dark": _l("L'image est trop sombre. Reprenez la photo en pleine lumière, sans flash."),
    "too_pale": _l("L'image est trop pâle. Augmentez le contraste ou reprenez la photo."),
    "blurred": _l("L'image est floue. Posez le document à plat et reprenez la photo."),
    "cut": _l("Le bord du document est coupé. Reprenez la photo avec les quatre coins."),
    "compressed": _l("L'image est trop compressée. Envoyez le fichier d'origine."),
    "handwritten": _l("Le document est en partie manuscrit : un traducteur devra le déchiffrer."),
}

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
