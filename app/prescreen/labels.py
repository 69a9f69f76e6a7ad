"""What the doubts and the choices of a review read like (codes in `rules.py`)."""

from app.i18n import _l, force_locale
from app.prescreen import sentences

DOUBTS = sentences.DOUBTS | {
    "infected": _l("L'antivirus a bloqué un fichier."),
    "duplicate": _l("Le même acte semble déjà traduit."),
    "language_not_offered": _l("La langue lue ne fait pas partie de celles qui sont traduites."),
}
CHOICES = {
    "admit": (_l("Poursuivre la traduction"), _l("Le dossier est bon : il passe à l'affectation.")),
    "part": (
        _l("Séparer : un dossier par acte"),
        _l("Le premier acte reste ici ; chacun des autres ouvre son dossier, au même délai."),
    ),
    "admit_as_declared": (
        _l("Garder la langue déclarée"),
        _l("Le dossier passe à l'affectation dans la langue que l'organisme indique."),
    ),
    "admit_as_chosen": (
        _l("Choisir une autre langue"),
        _l("Le dossier passe à l'affectation dans la langue choisie dans la liste."),
    ),
    "ask": (
        _l("Demander à l'organisme"),
        _l("Nouvelle numérisation ou précision : le délai est suspendu jusqu'à la réponse."),
    ),
    "reject": (_l("Refuser"), _l("Le dossier se termine ; le motif est montré à l'organisme.")),
    "conclude_not_needed": (
        _l("Pas de traduction nécessaire"),
        _l("Le dossier se termine ; le motif est montré à l'organisme."),
    ),
    "reuse": (
        _l("Réutiliser la traduction existante"),
        _l("Le dossier se termine avec la traduction déjà certifiée."),
    ),
}
# What "go on" means depends on the doubt that is on screen.
GO_ON = {
    "illegible": (_l("Lisible : poursuivre"), _l("Un traducteur saura lire ce document.")),
    "page_failed": (_l("Lisible : poursuivre"), _l("Un traducteur saura lire ce document.")),
    "no_translation_needed": (
        _l("Traduire quand même"),
        _l("Le dossier passe à l'affectation."),
    ),
    "duplicate": (
        _l("Traduire de nouveau"),
        _l("Ce n'est pas un doublon, ou la traduction antérieure ne convient pas."),
    ),
    "several_acts": (
        _l("Un seul acte : poursuivre"),
        _l("Le fichier reste entier : le dossier passe à l'affectation."),
    ),
    "language_differs": (
        _l("Retenir la langue lue"),
        _l("Le dossier passe à l'affectation dans la langue que lit la machine."),
    ),
    "language_unsure": (
        _l("Retenir la langue lue"),
        _l("Le dossier passe à l'affectation dans la langue que lit la machine."),
    ),
}


# The reason that is given when the officer writes none: shown on the button before it is pressed.
SUGGESTED = {
    ("illegible", "ask"): _l(
        "La numérisation est trop difficile à lire. Merci de numériser de nouveau le document, "
        "à plat, à 300 points par pouce."
    ),
    ("page_failed", "ask"): _l(
        "Une page du fichier ne s'ouvre pas. Merci de numériser de nouveau le document."
    ),
    ("infected", "reject"): _l(
        "L'antivirus a bloqué ce fichier. Prévenez votre service informatique, "
        "puis déposez une nouvelle numérisation."
    ),
}


def suggested_reason(choice: str, doubts: list[str], exemption: str | None) -> str:
    """In French, since the fund will read it."""
    first = doubts[0] if doubts else ""
    with force_locale("fr"):
        if choice == "conclude_not_needed" and exemption:
            return str(sentences.EXEMPTIONS.get(exemption, ""))
        return str(SUGGESTED.get((first, choice), ""))


def choice_text(choice: str, doubts: list[str]) -> tuple[object, object]:
    """The name of a choice and what it entails, for the doubt that is on screen."""
    first = doubts[0] if doubts else ""
    if choice == "admit" and first in GO_ON:
        return GO_ON[first]
    return CHOICES[choice]
