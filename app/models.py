"""Imports every slice's models, so that the metadata is whole (migrations, tests)."""

from app import mail
from app.accounts import models as accounts
from app.assignment import models as assignment
from app.audit import models as audit
from app.billing import models as billing
from app.budget import models as budget
from app.cases import models as cases
from app.catalogue import models as catalogue
from app.certification import models as certification
from app.closing import models as closing
from app.contracts import models as contracts
from app.fingerprint import models as fingerprint
from app.forecast import models as forecast
from app.intake import models as intake
from app.payables import models as payables
from app.prescreen import models as prescreen
from app.reuse import models as reuse
from app.sla import models as sla
from app.translation import models as translation

__all__ = [
    "accounts",
    "assignment",
    "audit",
    "billing",
    "budget",
    "cases",
    "catalogue",
    "certification",
    "closing",
    "contracts",
    "fingerprint",
    "forecast",
    "intake",
    "mail",
    "payables",
    "prescreen",
    "reuse",
    "sla",
    "translation",
]

# From the top of the ladder to its foot; `reporting` has pages and no table of its own.
SLICES = (
    "pages",
    "reporting",
    "closing",
    "payables",
    "billing",
    "reuse",
    "certification",
    "translation",
    "forecast",
    "assignment",
    "prescreen",
    "fingerprint",
    "intake",
    "contracts",
    "budget",
    "sla",
    "cases",
    "catalogue",
    "accounts",
    "audit",
)
