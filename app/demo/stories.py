"""Cases in every state, lived through by the real operations at the times they are said to have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from app import clock
from app.accounts.models import User
from app.assignment.operations import accept_order, decide, estimate
from app.assignment.queries import live_order
from app.cases import operations as cases
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.certification.operations import certify
from app.db import db
from app.demo import prepared
from app.demo.forms import filled
from app.fingerprint.operations import note_identical
from app.intake import operations as intake
from app.intake.queries import documents_of
from app.prescreen import operations as prescreen
from app.translation import operations as translation
from app.translation.acts import act_for

# How far a story goes; each step needs the ones before.
STEPS = ("sent", "read", "given", "begun", "returned", "revising", "delivered")


@dataclass(frozen=True)
class Story:
    agent: str
    scan: str
    days_ago: float
    until: str = "delivered"
    pause: bool = False
    cancel: bool = False
    correction: bool = False
    sensitive: bool = False
    slow: bool = False  # returned after the contract's delay


OPEN = [
    Story("agent", "mariage-uk.pdf", 0.1, "read"),
    Story("agent", "floue-uk.pdf", 0.4, "read"),
    Story("agent2", "naissance-fr.pdf", 0.6, "read"),
    Story("agent2", "plurilingue-tr.pdf", 0.7, "read"),
    Story("agent", "residence-uk.pdf", 1.2, "given"),
    Story("agent", "medical-uk.pdf", 1.5, "given"),
    Story("agent2", "naissance-ar-2.pdf", 2, "given", sensitive=True),
    Story("agent", "deces-bg.png", 0.5, "given"),
    Story("agent2", "identite-zh.pdf", 0.5, "given"),
    Story("agent", "deces-hi.pdf", 0.3, "given"),
    Story("agent", "mariage-ru.jpg", 3, "begun"),
    Story("agent2", "naissance-pt.pdf", 5, "begun", pause=True),
    Story("agent", "deces-bg.png", 6, "begun"),
    Story("agent", "naissance-ar.pdf", 19.5, "begun"),
    Story("agent2", "deces-de.pdf", 26, "begun"),
    Story("agent", "residence-es.jpg", 4, "returned"),
    Story("agent2", "naissance-tr.pdf", 7, "returned"),
    Story("agent", "naissance-it.tif", 8, "revising"),
    Story("agent2", "lettre-uk.png", 2, "read", cancel=True),
    Story("agent", "mariage-ru.jpg", 16, correction=True),
]
SLOW = timedelta(days=14)  # beyond what the others take
PARTNERS = ("partenaire", "partenaire2")
PAST = ("mariage-uk.pdf", "naissance-ar.pdf", "deces-de.pdf", "naissance-pt.pdf", "mariage-ru.jpg")


def all_stories() -> Iterator[Story]:
    yield from OPEN
    yield from outside_stories()
    scans = cycle(PAST)
    for rank in range(14):  # the last quarter of the two funds
        yield Story(("agent", "agent2")[rank % 2], next(scans), 12 + 5 * rank)
    for rank in range(10):  # the partners' half-years
        yield Story(PARTNERS[rank % 2], next(scans), 160 + 17 * rank)


def outside_stories() -> Iterator[Story]:
    """What an agency did in each of the last two whole months: what it bills, one of it late.

    The latest first, as everywhere here: a scan that was there before would be a duplicate.
    """
    last_month = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    for month in (last_month, (last_month - timedelta(days=1)).replace(day=1)):
        for day, slow in ((11, False), (7, False), (3, False), (1, True)):
            began = clock.start_of(month) + timedelta(days=day, hours=9)
            days_ago = (clock.now() - began) / timedelta(days=1)
            yield Story("agent", "deces-bg.png", days_ago, slow=slow)


def live(story: Story, users: dict[str, User]) -> Case:
    """Live the story through, step by step, at its own times."""
    began = clock.now() - timedelta(days=story.days_ago)
    steps = STEPS[: STEPS.index(story.until) + 1]
    total = min(story.days_ago * 0.9, 9)
    with clock.set_to(began):
        case = _send(story, users[story.agent])
    for rank, step in enumerate(steps[1:], start=1):
        late = SLOW if story.slow and step in STEPS[4:] else timedelta()
        with clock.set_to(_at(began, total, rank, len(steps), step) + late):
            _step(step, case, story, users)
        db.session.flush()
    _aftermath(case, story, users)
    return case


def _at(began: datetime, days: float, rank: int, count: int, step: str) -> datetime:
    if step in ("sent", "read", "given"):
        return began + timedelta(minutes=2 * rank)
    return began + timedelta(days=days * rank / count)


def _step(step: str, case: Case, story: Story, users: dict[str, User]) -> None:
    if step == "read":
        _read(case, story.scan)
    elif step == "given" and case.status is CaseStatus.READY:
        estimate(case)
        decide(case)
    elif step == "begun" and case.status is CaseStatus.ASSIGNED:
        _begin(case, users)
    elif step == "returned" and case.status is CaseStatus.IN_PROGRESS:
        act = act_for(case.document_type)
        translation.hand_in_form(case, _doer(case, users), act.code, filled(act), "")
    elif step == "revising" and case.status is CaseStatus.RETURNED:
        translation.take(case, users["relecture"])
    elif step == "delivered" and case.status is CaseStatus.IN_REVISION:
        certify(case, users["relecture"])


def _send(story: Story, agent: User) -> Case:
    deposit = intake.open_draft(agent)
    with (prepared.SCANS / story.scan).open("rb") as stream:
        document = intake.receive(deposit, agent, stream, story.scan, virus_scan=False)
    document.institution_reference = f"D{int(story.days_ago * 1000) % 90000 + 10000}"
    document.is_sensitive = story.sensitive
    db.session.flush()
    [case] = intake.send(deposit, agent)
    return case


def _read(case: Case, scan: str) -> None:
    for document in documents_of(case):
        prescreen.finish(document, prepared.reading_of(scan))
        prepared.add_pages(document, scan)
        note_identical(document)
    prescreen.admit(case)


def _begin(case: Case, users: dict[str, User]) -> None:
    order = live_order(case)
    if order is None:
        translation.start(case, _doer(case, users))
    elif (user := _contractor(case, users)) is not None:
        accept_order(order, user)


def _contractor(case: Case, users: dict[str, User]) -> User | None:
    held = case.contractor_id
    return next((u for u in users.values() if held and u.contractor_id == held), None)


def _doer(case: Case, users: dict[str, User]) -> User:
    """Who holds the case; agencies without an account of the demonstration never begin."""
    return case.translator or _contractor(case, users) or users["coordination"]


def _aftermath(case: Case, story: Story, users: dict[str, User]) -> None:
    if story.pause and case.status is CaseStatus.IN_PROGRESS:
        with clock.set_to(clock.now() - timedelta(days=1)):
            cases.ask_institution(
                case, _doer(case, users), "Le verso de l'acte manque : pouvez-vous le numériser ?"
            )
    if story.cancel:
        cases.cancel(case, users[story.agent], "Déposée par erreur.")
    if story.correction and case.status is CaseStatus.DELIVERED:
        cases.request_correction(
            case, users[story.agent], "Le prénom de l'épouse comporte une lettre de trop."
        )
    db.session.flush()
