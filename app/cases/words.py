"""Words of the lists: filters that come from a link, and states as a fund reads them."""

from app.accounts.queries import get_contractor, get_institution, get_user
from app.cases.lifecycle import CaseStatus
from app.cases.listing import Filters, Place
from app.errors import NotFound
from app.i18n import _, _l, label, ngettext, short_date

# A fund is told where its request stands, not how the body is organised.
PLAIN = {
    CaseStatus.PRESCREENING: _l("En cours d'examen"),
    CaseStatus.INTAKE_REVIEW: _l("En cours d'examen"),
    CaseStatus.READY: _l("En attente de traduction"),
    CaseStatus.ASSIGNED: _l("En attente de traduction"),
    CaseStatus.RETURNED: _l("En relecture"),
    CaseStatus.AWAITING_INSTITUTION: _l("Votre réponse est attendue"),
}
# The states that a fund filters by: those whose plain words say one state only.
FOR_FUNDS = (
    CaseStatus.AWAITING_INSTITUTION,
    CaseStatus.IN_PROGRESS,
    CaseStatus.DELIVERED,
    CaseStatus.CORRECTION_REQUESTED,
    CaseStatus.NOT_NEEDED,
    CaseStatus.REUSED,
    CaseStatus.REJECTED,
    CaseStatus.CANCELLED,
)


def plain_status(status: CaseStatus) -> str:
    return str(PLAIN[status]) if status in PLAIN else label(status)


def of(wanted: Filters, for_body: bool) -> list[str]:
    """One short text a filter that has no field of its own in the form.

    A fund is never told whose name an identifier has.
    """
    whose = [*_whose(wanted), *_place(wanted)] if for_body else []
    return [*whose, *_flags(wanted), *_ages(wanted), *_dates(wanted)]


def _whose(wanted: Filters) -> list[str]:
    loaders = (
        (wanted.institution, get_institution),
        (wanted.translator, get_user),
        (wanted.contractor, get_contractor),
    )
    return [name for key, load in loaders if key and (name := _name(load, key))]


def _name(load, key) -> str:
    try:
        return load(key).name
    except NotFound:
        return ""


def _place(wanted: Filters) -> list[str]:
    said = {Place.INSIDE: _("en interne"), Place.OUTSIDE: _("par des prestataires")}
    return [said[wanted.place]] if wanted.place else []


def _flags(wanted: Filters) -> list[str]:
    said = []
    if wanted.waiting:
        said.append(_("ce qui vous attend"))
    if wanted.sensitive:
        said.append(_("demandes sensibles"))
    return said


def _ages(wanted: Filters) -> list[str]:
    said = []
    if (days := wanted.due_within) is not None:
        said.append(
            ngettext(
                "échéance dans %(num)d jour au plus", "échéance dans %(num)d jours au plus", days
            )
        )
    if (days := wanted.due_after) is not None:
        said.append(
            ngettext("plus de %(num)d jour restant", "plus de %(num)d jours restants", days)
        )
    if (days := wanted.older_than) is not None:
        said.append(
            ngettext("déposée il y a %(num)d jour", "déposées il y a %(num)d jours ou plus", days)
        )
    if (days := wanted.younger_than) is not None:
        said.append(
            ngettext("déposée depuis %(num)d jour", "déposées depuis moins de %(num)d jours", days)
        )
    return said


def _dates(wanted: Filters) -> list[str]:
    said = [_("échéance le %(day)s", day=short_date(wanted.due_on))] if wanted.due_on else []
    for first, last, text in (
        (wanted.submitted_from, wanted.submitted_to, _("déposées")),
        (wanted.delivered_from, wanted.delivered_to, _("livrées")),
    ):
        if first and last and first == last:
            said.append(_("%(what)s le %(day)s", what=text, day=short_date(first)))
        elif first and last:
            period = {"what": text, "first": short_date(first), "last": short_date(last)}
            said.append(_("%(what)s du %(first)s au %(last)s", **period))
        elif first:
            said.append(_("%(what)s depuis le %(day)s", what=text, day=short_date(first)))
        elif last:
            said.append(_("%(what)s jusqu'au %(day)s", what=text, day=short_date(last)))
    return said
