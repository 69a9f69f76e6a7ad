"""What a rule of EN 16931 asks for, in plain words: a bookkeeper knows no BR-CO-15."""

import re

from app.billing.validation import Finding
from app.i18n import _, _l

RULES = {
    "BR-01": _l("Le profil de la facture manque."),
    "BR-02": _l("Le numéro de la facture manque."),
    "BR-03": _l("La date de la facture manque."),
    "BR-04": _l("Le type de la facture manque."),
    "BR-05": _l("La devise manque."),
    "BR-06": _l("Le nom du vendeur manque."),
    "BR-07": _l("Le nom de l'acheteur manque."),
    "BR-08": _l("L'adresse du vendeur manque."),
    "BR-09": _l("Le pays du vendeur manque."),
    "BR-10": _l("L'adresse de l'acheteur manque."),
    "BR-11": _l("Le pays de l'acheteur manque."),
    "BR-12": _l("La somme HT des lignes manque."),
    "BR-13": _l("Le total HT manque."),
    "BR-14": _l("Le total TTC manque."),
    "BR-15": _l("Le montant à payer manque."),
    "BR-16": _l("La facture n'a aucune ligne."),
    "BR-21": _l("Une ligne n'a pas de numéro."),
    "BR-22": _l("Une ligne n'a pas de quantité."),
    "BR-23": _l("Une ligne n'a pas d'unité."),
    "BR-24": _l("Une ligne n'a pas de montant HT."),
    "BR-25": _l("Une ligne n'a pas de désignation."),
    "BR-26": _l("Une ligne n'a pas de prix unitaire."),
    "BR-27": _l("Un prix unitaire est négatif."),
    "BR-45": _l("Une ventilation de TVA n'a pas de base."),
    "BR-46": _l("Une ventilation de TVA n'a pas de montant."),
    "BR-47": _l("Une ventilation de TVA n'a pas de catégorie."),
    "BR-48": _l("Une ventilation de TVA n'a pas de taux."),
    "BR-CO-3": _l("La facture dit à la fois une date et un code d'exigibilité de la TVA."),
    "BR-CO-4": _l("Une ligne n'a pas de catégorie de TVA."),
    "BR-CO-9": _l("Un numéro de TVA ne commence pas par le code d'un pays."),
    "BR-CO-10": _l("Le total HT des lignes n'est pas leur somme."),
    "BR-CO-13": _l("Le total HT n'est pas la somme des lignes, des frais et des remises."),
    "BR-CO-14": _l("Le total de TVA n'est pas la somme des taux."),
    "BR-CO-15": _l("Le total TTC n'est pas la somme du HT et de la TVA."),
    "BR-CO-16": _l("Le montant à payer ne correspond pas au TTC moins les acomptes."),
    "BR-CO-17": _l("Un montant de TVA n'est pas sa base multipliée par son taux."),
    "BR-CO-18": _l("La ventilation de la TVA manque."),
    "BR-CO-25": _l("L'échéance ou les conditions de paiement manquent."),
    "BR-CO-26": _l("Le vendeur n'a ni SIRET, ni identifiant, ni numéro de TVA."),
    "BR-53": _l("Le total de TVA en euros manque."),
    "XML": _l("Le fichier XML est mal formé."),
}
FAMILIES = (
    (r"BR-DEC-", _l("Un montant a plus de deux décimales (règle %(rule)s).")),
    (r"BR-CL-", _l("Un code n'est pas dans la liste de la norme (règle %(rule)s).")),
    (r"BR-(S|Z|E|AE|IC|G|O|IG|IP|B|AF|AG)-",
     _l("La TVA n'est pas cohérente entre les lignes et sa ventilation (règle %(rule)s).")),
    (r"BR-CO-", _l("Deux montants ou mentions se contredisent (règle %(rule)s).")),
    (r"BR-", _l("Une mention obligatoire manque ou n'est pas valable (règle %(rule)s).")),
)  # fmt: skip
ELEMENT = re.compile(r"\{[^}]*\}(\w+)")
NAMED = re.compile(r"^\[(BR-[A-Z0-9-]+)\]")  # the norm's name, where the profile's is opaque
PLACE = re.compile(r"'?@?(?:\w+:)?(\w+)'")


def told(found: Finding) -> str:
    """One sentence for one finding, without its English; the rule's name where it helps."""
    named = NAMED.match(found.text)
    rule = named.group(1) if named else found.rule
    if rule in RULES:
        return str(RULES[rule])
    if rule == "XSD":
        return _schema(found.text)
    for pattern, sentence in FAMILIES:
        if re.match(pattern, rule):
            return str(sentence) % {"rule": rule}
    return _profile(found)


def _profile(found: Finding) -> str:
    """What the schematron of a profile says of an element: its value, its place, its number."""
    place = PLACE.search(found.text)
    where = place.group(1) if place else found.rule
    if "not allowed" in found.text:
        return _("« %(name)s » porte un code que la norme n'admet pas.", name=where)
    if "not used" in found.text:
        return _("« %(name)s » n'est pas permis à cet endroit dans ce profil.", name=where)
    if "must occur" in found.text:
        return _("« %(name)s » manque, ou s'y trouve trop de fois.", name=where)
    return _("La règle %(rule)s n'est pas respectée.", rule=found.rule)


def _schema(text: str) -> str:
    named = ELEMENT.search(text)
    where = named.group(1) if named else "?"
    if "not expected" in text:
        return _("Le fichier ne suit pas le schéma Factur-X : « %(name)s » n'est pas à sa place.",
                 name=where)  # fmt: skip
    if "Missing child" in text:
        return _("Le fichier ne suit pas le schéma Factur-X : « %(name)s » est incomplet.",
                 name=where)  # fmt: skip
    return _("Le fichier ne suit pas le schéma Factur-X : « %(name)s » a une valeur refusée.",
             name=where)  # fmt: skip
