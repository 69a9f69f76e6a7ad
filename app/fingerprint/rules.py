from app.fingerprint.lifecycle import ReuseStatus
from app.fingerprint.models import Duplicate
from app.fingerprint.relation import SERVES


def outcome(duplicate: Duplicate) -> ReuseStatus | None:
    """What became of a proposal; None for what is a hint or a base, which nobody decides."""
    return duplicate.status if duplicate.relation in SERVES else None
