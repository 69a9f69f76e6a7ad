from app.catalogue.models import Direction, DocumentType, ExemptionReason
from app.i18n import _l, register_labels

register_labels(
    Direction,
    {
        Direction.INTO_FRENCH: _l("Vers le français"),
        Direction.FROM_FRENCH: _l("Depuis le français"),
    },
)
register_labels(
    DocumentType,
    {
        DocumentType.BIRTH: _l("Acte de naissance"),
        DocumentType.MARRIAGE: _l("Acte de mariage"),
        DocumentType.DEATH: _l("Acte de décès"),
        DocumentType.DIVORCE: _l("Divorce"),
        DocumentType.FAMILY_BOOK: _l("Livret de famille"),
        DocumentType.RESIDENCE: _l("Résidence"),
        DocumentType.IDENTITY_CARD: _l("Carte d'identité"),
        DocumentType.PASSPORT: _l("Passeport"),
        DocumentType.MEDICAL: _l("Document médical"),
        DocumentType.EMPLOYMENT: _l("Document d'emploi"),
        DocumentType.LETTER: _l("Courrier"),
        DocumentType.JUDGMENT: _l("Jugement"),
        DocumentType.APOSTILLE: _l("Apostille"),
        DocumentType.OTHER: _l("Autre document"),
    },
)
register_labels(
    ExemptionReason,
    {
        ExemptionReason.ALREADY_FRENCH: _l("déjà rédigé en français"),
        ExemptionReason.MULTILINGUAL_CIEC: _l(
            "extrait plurilingue de la convention de Vienne de 1976 (CIEC nº 16)"
        ),
        ExemptionReason.EU_FORM: _l(
            "formulaire type multilingue du règlement (UE) 2016/1191 joint"
        ),
    },
)
