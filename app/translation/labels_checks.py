"""What a reviser ticks against the image (ISO 17100; the trade, LAW.md)."""

from app.i18n import _l

CHECKS = {
    "names": _l("Noms et prénoms, lettre à lettre"),
    "dates": _l("Dates et leur calendrier"),
    "numbers": _l("Numéros d'acte et de registre"),
    "stamps": _l("Cachets, sceaux et signatures mentionnés"),
    "mentions": _l("Mentions marginales traduites"),
    "complete": _l("Rien d'oublié sur l'image, passages illisibles signalés"),
}
