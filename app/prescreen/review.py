"""What a person decides on the doubts of a case; kept beside what the machine had proposed."""

from dataclasses import dataclass

from app.accounts.models import User
from app.cases import operations as cases
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.models import Case
from app.catalogue.queries import is_offered
from app.db import db
from app.errors import Invalid
from app.i18n import _l
from app.intake import parts
from app.intake.queries import documents_of
from app.lifecycle import InvalidTransition
from app.prescreen import rules
from app.prescreen.models import IntakeDecision
from app.prescreen.operations import doubts_of
from app.prescreen.queries import act_ranges
from app.prescreen.twins import twin_case

ENDS = frozenset({CaseAction.REJECT, CaseAction.CONCLUDE_NOT_NEEDED, CaseAction.REUSE})


class ReasonMissing(Invalid):
    message = _l("Cette décision demande un motif : il sera montré à l'organisme et conservé.")


class LanguageMissing(Invalid):
    message = _l("Choisissez la langue du document dans la liste avant de poursuivre.")


class NothingToReuse(Invalid):
    message = _l("Aucune traduction livrée à cet organisme ne montre ce même fichier.")


class UnknownChoice(Invalid):
    message = _l("Cette décision n'est pas proposée : rechargez la page et choisissez de nouveau.")


@dataclass(frozen=True)
class Decision:
    """What the officer's form says."""

    choice: str  # a name of rules.CHOICES
    reason: str = ""
    language: str | None = None  # as the list shows it
    words: int | None = None
    reused: Case | None = None  # the earlier case that was proposed; else that of the same file


def decide(case: Case, officer: User, decision: Decision) -> None:
    """Carry out the choice; of two officers the second one gets `InvalidTransition`."""
    db.session.refresh(case, with_for_update={"of": Case})
    if case.status is not CaseStatus.INTAKE_REVIEW:
        raise InvalidTransition
    doubts = doubts_of(case)
    if decision.choice == "part" and "part" in rules.choices_for(doubts):
        _part(case, officer)
        _keep(case, officer, doubts, decision)
        return
    action = _action(decision, doubts)
    facts = _facts(case, decision, doubts)
    if action is CaseAction.ASK:
        cases.ask_institution(case, officer, decision.reason)
    else:
        cases.advance(case, action, officer, doubts=doubts, choice=decision.choice)
    cases.describe(case, officer, **facts)
    _end(case, action, decision)
    _keep(case, officer, doubts, decision)


def _part(case: Case, officer: User) -> None:
    """Each file of several acts, along the pages that the machine proposed."""
    for document in documents_of(case):
        ranges = act_ranges(document)
        if len(ranges) > 1 and not document.is_one_act:
            parts.part_sent(document, ranges, officer)


def _action(decision: Decision, doubts: list[str]) -> CaseAction:
    if decision.choice not in {*rules.EVERY, *rules.choices_for(doubts)}:
        raise UnknownChoice
    if decision.choice in rules.NEED_REASON and not decision.reason.strip():
        raise ReasonMissing
    return CaseAction(rules.action_of(decision.choice))


def _facts(case: Case, decision: Decision, doubts: list[str]) -> dict[str, object]:
    """What the officer corrects of the description; nothing goes on without a language."""
    facts: dict[str, object] = {}
    if rules.action_of(decision.choice) == CaseAction.ADMIT:
        facts["language"] = _offered(_language(case, decision, doubts))
    if decision.words is not None and decision.words >= 0:
        facts["words"] = decision.words
    return facts


def _language(case: Case, decision: Decision, doubts: list[str]) -> str | None:
    """Where the language is the question, going on means: as the machine read it."""
    if decision.choice == "admit_as_declared":
        return declared_language(case)
    if decision.choice == "admit" and rules.asks_language(doubts):
        return case.language
    return decision.language or case.language


def _offered(language: str | None) -> str:
    if not is_offered(language):
        raise LanguageMissing
    return language or ""


def declared_language(case: Case) -> str | None:
    """What the agent said of the papers, where she said anything."""
    said = (document.declared_language for document in documents_of(case))
    return next(filter(None, said), None)


def _end(case: Case, action: CaseAction, decision: Decision) -> None:
    if action is CaseAction.REUSE:
        reused = decision.reused or twin_case(documents_of(case))
        if reused is None:
            raise NothingToReuse
        cases.note_reuse(case, reused)
    if action in ENDS:
        cases.note_end(case, decision.reason.strip())


def _keep(case: Case, officer: User, doubts: list[str], decision: Decision) -> None:
    row = IntakeDecision(
        case_id=case.id,
        decided_by_id=officer.id,
        doubts=doubts,
        proposed=rules.proposal_for(doubts),
        decided=decision.choice,
        reason=decision.reason.strip(),
    )
    db.session.add(row)
    db.session.flush()
