"""Admission and the review of doubts: who decides what, and what is kept of it."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PIL import Image
from sqlalchemy import select

from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.cases.queries import messages_of
from app.catalogue import operations as catalogue
from app.catalogue.models import DocumentType, ExemptionReason
from app.clock import now, today
from app.db import commit, db
from app.intake import operations as intake
from app.intake.lifecycle import DocumentStatus
from app.intake.queries import documents_of
from app.lifecycle import InvalidTransition
from app.mail import OutgoingMail
from app.prescreen import operations, queries, review
from app.prescreen.models import IntakeDecision, Reading
from app.prescreen.reading import PageReading
from app.prescreen.reading import Reading as EngineReading
from app.prescreen.review import Decision
from tests.factories import make_case, make_document, make_language, make_page, make_user, saved

SAME = "c" * 64


@pytest.fixture(autouse=True)
def _languages(session):
    make_language("uk")
    make_language("ru", "russe")


@pytest.fixture
def officer():
    return make_user(Role.INTAKE_OFFICER)


def make_reading(document, *doubts: str, **fields) -> Reading:
    defaults = {
        "language": "uk",
        "script": "Cyrl",
        "document_type": DocumentType.BIRTH,
        "country": "UA",
        "words": 90,
        "is_legible": True,
        "legibility": Decimal("0.900"),
        "needs_translation": True,
        "doubts": list(doubts),
        "text": "СВІДОЦТВО ПРО НАРОДЖЕННЯ\nБатько: Шевченко Андрій Петрович",
        "evidence": {"confidence": {"language": 0.97}, "legibility_reasons": [], "pages": []},
        "seconds": Decimal("1.000"),
    }
    return saved(Reading(document_id=document.id, **(defaults | fields)))


def make_doubtful(*doubts: str, status=CaseStatus.INTAKE_REVIEW, declared=None, **fields):
    case = make_case(status, **fields)
    document = make_document(case, declared_language=declared)
    make_page(document.id)
    make_reading(document, *doubts)
    return case


def test_a_clear_case_passes_by_itself():
    case = make_doubtful(status=CaseStatus.PRESCREENING, language=None, words=0)
    operations.admit(case)
    assert case.status is CaseStatus.READY
    assert (case.language, case.words, case.country) == ("uk", 90, "UA")
    assert case.document_type is DocumentType.BIRTH


def test_a_case_waits_for_its_last_document():
    case = make_doubtful(status=CaseStatus.PRESCREENING)
    late = make_document(case, status=DocumentStatus.CLEAN)
    operations.admit(case)
    assert case.status is CaseStatus.PRESCREENING
    operations.fail(late, "timed_out")
    operations.admit(case)
    assert case.status is CaseStatus.INTAKE_REVIEW
    assert operations.doubts_of(case) == ["page_failed"]


def test_a_language_named_after_the_reading_counts_too():
    case = make_doubtful(status=CaseStatus.PRESCREENING, declared="ru")
    operations.admit(case)
    assert (case.status, case.language) == (CaseStatus.INTAKE_REVIEW, "uk")
    assert operations.doubts_of(case) == ["language_differs"]


def test_a_language_corrected_after_the_reading_is_no_doubt():
    case = make_doubtful("language_differs", status=CaseStatus.PRESCREENING, declared="uk")
    operations.admit(case)
    assert case.status is CaseStatus.READY


def test_an_infected_file_goes_to_a_person():
    case = make_case(CaseStatus.PRESCREENING, language=None)
    make_document(case, status=DocumentStatus.INFECTED)
    operations.admit(case)
    assert case.status is CaseStatus.INTAKE_REVIEW
    assert operations.doubts_of(case) == ["infected"]


def test_the_language_of_most_words_is_the_case_s():
    case = make_doubtful(status=CaseStatus.PRESCREENING)
    make_reading(make_document(case), language="ru", words=300)
    operations.admit(case)
    assert (case.language, case.words) == ("ru", 390)


def make_twins(officer, *, same_fund: bool):
    agent = make_user(Role.AGENT)
    earlier = make_case(CaseStatus.DELIVERED, agent if same_fund else None)
    make_page(make_document(earlier, sha256=SAME).id)
    case = make_case(CaseStatus.PRESCREENING, agent)
    document = make_document(case, sha256=SAME)
    make_page(document.id)
    make_reading(document)
    return earlier, case


def test_a_twin_already_translated_for_this_fund_is_reused(officer):
    earlier, case = make_twins(officer, same_fund=True)
    operations.admit(case)
    assert operations.doubts_of(case) == ["duplicate"]
    review.decide(case, officer, Decision("reuse"))
    assert (case.status, case.reused_case_id) == (CaseStatus.REUSED, earlier.id)


def test_a_twin_of_another_fund_changes_nothing(officer):
    _, case = make_twins(officer, same_fund=False)
    operations.admit(case)
    assert case.status is CaseStatus.READY


def test_nothing_is_reused_where_there_is_nothing(officer):
    case = make_doubtful("illegible")
    with pytest.raises(review.NothingToReuse):
        review.decide(case, officer, Decision("reuse"))


@pytest.mark.parametrize(
    ("decision", "language"),
    [
        (Decision("admit", language="ru"), "uk"),  # the machine's, whatever the list shows
        (Decision("admit_as_declared"), "ru"),
        (Decision("admit_as_chosen", language="ru"), "ru"),
    ],
)
def test_three_ways_out_of_a_doubt_on_the_language(officer, decision, language):
    case = make_doubtful("language_differs", declared="ru")
    review.decide(case, officer, decision)
    assert (case.status, case.language) == (CaseStatus.READY, language)


def test_nothing_goes_on_without_a_language(officer):
    case = make_doubtful("page_failed", language=None)
    with pytest.raises(review.LanguageMissing):
        review.decide(case, officer, Decision("admit"))
    review.decide(case, officer, Decision("admit", language="ru", words=40))
    assert (case.language, case.words) == ("ru", 40)


@pytest.mark.parametrize("choice", ["reject", "conclude_not_needed", "ask"])
def test_a_refusal_says_why(officer, choice):
    case = make_doubtful("no_translation_needed")
    with pytest.raises(review.ReasonMissing):
        review.decide(case, officer, Decision(choice, "  "))
    review.decide(case, officer, Decision(choice, "Extrait plurilingue."))
    if choice == "ask":
        assert case.is_paused
    else:
        assert case.end_reason == "Extrait plurilingue."


def test_the_second_officer_is_told(officer):
    case = make_doubtful("illegible")
    review.decide(case, officer, Decision("admit"))
    with pytest.raises(InvalidTransition):
        review.decide(case, officer, Decision("reject", "Illisible."))


def test_what_was_decided_is_counted_against_what_was_proposed(officer):
    for choice in ("conclude_not_needed", "conclude_not_needed", "admit"):
        review.decide(make_doubtful("no_translation_needed"), officer, Decision(choice, "Vu."))
    review.decide(make_doubtful("illegible"), officer, Decision("admit"))
    commit()
    rows = {row.doubt: row for row in queries.precision_since(now().replace(hour=0))}
    assert (rows["no_translation_needed"].decisions, rows["no_translation_needed"].agreed) == (3, 2)
    assert rows["illegible"].share == 0.0


def extract(reason: str | None = "multilingual_ciec", country: str | None = "TR") -> EngineReading:
    """A multilingual extract, as the engine reads it."""
    return EngineReading(
        sha256="a" * 64,
        mime="application/pdf",
        pages=(PageReading(1, words=40, languages=("tr", "fr")),),
        language="tr",
        script="Latn",
        languages=("tr", "fr"),
        words=40,
        words_by_language={"tr": 24, "fr": 16},
        document_type="birth",
        country=country,
        legible=True,
        legibility=0.9,
        legibility_reasons=(),
        needs_translation=reason is None,
        reason=reason,
        evidence=("4 Doğum tarihi / Date de naissance: Jo 28 Mo 07 An 1983",),
        doubts=("no_translation_needed",) if reason else (),
    )


def a_rule(countries: list[str], ended_days_ago: int = -1) -> None:
    catalogue.add_rule(
        make_user(Role.ADMINISTRATOR),
        reason=ExemptionReason.MULTILINGUAL_CIEC,
        countries=countries,
        valid_from=date(1987, 1, 16),
        valid_to=today() - timedelta(days=ended_days_ago) if ended_days_ago >= 0 else None,
        source="Convention CIEC nº 16",
        certainty="sure",
    )


def finished(found: EngineReading) -> Reading:
    case = make_case(CaseStatus.PRESCREENING)
    return operations.finish(make_document(case, status=DocumentStatus.CLEAN), found)


@pytest.mark.parametrize(
    ("rule", "proposed"),
    [
        (None, False),
        (([],), True),
        ((["IT", "TR"],), True),
        ((["IT"],), False),
        (([], 0), True),  # to the end of today
        (([], 1), False),
    ],
)
def test_an_exemption_is_proposed_only_under_a_rule_in_force(rule, proposed):
    if rule is not None:
        a_rule(*rule)
    reading = finished(extract())
    assert (reading.exemption is not None) == proposed == (not reading.needs_translation)
    assert ("no_translation_needed" in reading.doubts) == proposed


def test_no_country_exempts_by_itself():
    a_rule(["TR"])
    reading = finished(extract(reason=None))
    assert (reading.exemption, reading.needs_translation, reading.doubts) == (None, True, [])


# -- the screen ------------------------------------------------------------------------------------


def test_the_most_pressing_doubt_comes_first(login, officer):
    assert "Aucun doute en attente" in login(officer).get("/review").text
    make_doubtful("illegible")
    first = make_doubtful("illegible", submitted_at=now().replace(year=2025))
    assert login(officer).get("/review").location == f"/review/{first.id}"


def test_the_screen_says_what_is_not_to_be_missed_and_where(login, officer):
    case = make_case(CaseStatus.INTAKE_REVIEW)
    document = make_document(case)
    make_page(document.id)
    marks = [
        {"kind": "stamp", "page": 1, "box": [700, 1100, 200, 200], "text": ""},
        {"kind": "margin", "page": 1, "box": [10, 60, 90, 30], "text": "розлучені"},
    ]
    pages = [{"number": 1, "width": 1000, "height": 1400, "failure": None}]
    evidence = {"confidence": {"language": 0.9}, "marks": marks, "pages": pages}
    make_reading(document, "language_unsure", evidence=evidence)
    shown = login(officer).get(f"/review/{case.id}").text
    assert "cachet ou sceau, page 1, en bas à droite" in shown
    assert "note en marge, page 1, en haut à gauche" in shown
    assert "розлучені" in shown


def test_the_screen_shows_the_doubt_its_evidence_and_three_keys(login, officer):
    case = make_doubtful("language_differs", declared="ru")
    shown = login(officer).get(f"/review/{case.id}").text
    assert "La langue lue n'est pas celle qui a été déclarée." in shown.replace("&#39;", "'")
    assert "Шевченко Андрій" in shown
    assert all(f'data-key="{key}"' in shown for key in (1, 2, 3))
    assert 'data-key="4"' not in shown


def test_two_identical_scans_are_laid_one_over_the_other(login, officer):
    earlier, case = make_twins(officer, same_fund=True)
    operations.admit(case)
    commit()
    shown = login(officer).get(f"/review/{case.id}").text
    assert "data-compare" in shown
    assert earlier.reference in shown


def test_deciding_goes_on_to_the_next(login, officer):
    case = make_doubtful("illegible")
    page = login(officer)
    assert page.post(f"/review/{case.id}", data={"decided": "admit"}).location == "/review"
    assert db.session.query(IntakeDecision).one().decided == "admit"
    late = page.post(f"/review/{case.id}", data={"decided": "reject", "reason": "x"})
    assert late.status_code == 303
    assert "décidé avant vous" in page.get("/review").text
    assert db.session.query(IntakeDecision).count() == 1
    assert page.get(f"/review/{case.id}").location == f"/cases/{case.id}"


def test_what_was_written_is_kept_when_something_is_missing(login, officer):
    case = make_doubtful("illegible")
    answer = login(officer).post(f"/review/{case.id}", data={"decided": "reject", "words": "77"})
    assert answer.status_code == 422
    assert "demande un motif" in answer.text
    assert 'value="77"' in answer.text


def test_one_key_asks_for_a_new_scan_with_the_sentence_shown(login, officer):
    case = make_doubtful("illegible")
    page = login(officer)
    sentence = "Merci de numériser de nouveau le document"
    assert sentence in page.get(f"/review/{case.id}").text
    assert page.post(f"/review/{case.id}", data={"decided": "ask"}).status_code == 303
    db.session.refresh(case)
    assert case.is_paused
    assert sentence in messages_of(case)[0].body
    mail = db.session.query(OutgoingMail).one()
    assert (mail.user_id, sentence in mail.body) == (case.created_by_id, False)


def test_a_choice_that_does_not_exist_is_refused(login, officer):
    case = make_doubtful("illegible")
    assert login(officer).post(f"/review/{case.id}", data={"decided": "deliver"}).status_code == 422
    db.session.refresh(case)
    assert case.status is CaseStatus.INTAKE_REVIEW


def test_the_precision_page_names_the_doubts(login, officer):
    case = make_doubtful("illegible")
    review.decide(case, officer, Decision("admit"))
    commit()
    page = login(officer)
    assert "Document difficile à lire." in page.get("/review/precision").text
    behind = page.get("/review/precision?doubt=illegible").text
    assert case.reference in behind
    assert "Lisible : poursuivre" in behind


TWO_ACTS = {
    "acts": [
        {"first": 1, "last": 1, "document_type": "birth"},
        {"first": 2, "last": 3, "document_type": "marriage"},
    ]
}


def make_file_of_two_acts() -> Case:
    """A file of three pages, sent, whose two acts are a doubt."""
    scan = io.BytesIO()
    pages = [Image.new("L", (300, 400), shade) for shade in (40, 120, 200)]
    pages[0].save(scan, "PDF", save_all=True, append_images=pages[1:])
    kept = intake.keep_file(io.BytesIO(scan.getvalue()))
    case = make_case(CaseStatus.INTAKE_REVIEW)
    document = make_document(case, sha256=kept.stored.sha256, mime=kept.info.mime, page_count=3)
    make_page(document.id)
    make_reading(document, "several_acts", evidence=TWO_ACTS)
    return case


def test_a_file_of_several_acts_is_parted_from_the_review(officer):
    case = make_file_of_two_acts()
    review.decide(case, officer, Decision("part"))
    commit()
    (first,) = documents_of(case)
    assert (first.part_first, first.part_last) == (1, 1)
    assert case.status is CaseStatus.INTAKE_REVIEW
    assert queries.next_in_review() is None  # nothing to decide before its act is read
    (other,) = db.session.scalars(select(Case).where(Case.id != case.id))
    assert other.status is CaseStatus.PRESCREENING
    kept = db.session.scalars(select(IntakeDecision)).one()
    assert (kept.proposed, kept.decided) == ("part", "part")
    operations.fail(first, "timed_out")
    assert queries.next_in_review() == case


def test_a_file_of_one_act_is_not_parted(officer):
    case = make_doubtful("language_unsure")
    with pytest.raises(review.UnknownChoice):
        review.decide(case, officer, Decision("part"))
