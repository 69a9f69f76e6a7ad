from app.fingerprint.lifecycle import ReuseStatus
from app.fingerprint.relation import Relation
from app.i18n import _l, register_labels

register_labels(
    Relation,
    {
        Relation.IDENTICAL: _l("même fichier"),
        Relation.SAME_CAPTURE: _l("même numérisation"),
        Relation.SAME_ACT: _l("même acte"),
        Relation.REISSUE: _l("copie plus récente du même acte"),
        Relation.SAME_MODEL: _l("même modèle de formulaire"),
        Relation.DIFFERENT: _l("différents"),
    },
)
register_labels(
    ReuseStatus,
    {
        ReuseStatus.PROPOSED: _l("trouvé"),
        ReuseStatus.ACCEPTED: _l("réutilisé"),
        ReuseStatus.REFUSED: _l("écarté"),
        ReuseStatus.LAPSED: _l("sans suite"),
    },
)
