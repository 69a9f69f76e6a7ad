"""What is typed is what is printed, in every script; the file is PDF/A, and holds no surprise."""

import re
import unicodedata
import zipfile
from datetime import timedelta
from html import unescape
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import clock, storage
from app.accounts.models import Role
from app.catalogue.models import Direction
from app.certification.operations import keep_paper
from app.certification.queries import get_certificate, unrendered_since
from app.certification.rendering import render
from app.certification.typography import marked, runs
from app.db import db
from app.mail import OutgoingMail
from app.translation import operations as translation
from tests.app.certification.papers import certify_as, make_certificate, make_held_case, text_of
from tests.factories import make_user
from workers.jobs import render_certificate

NAMES = {
    "ar": "محمد بن عبد الله",
    "uk": "Ґалаґан Їжакевич",
    "zh": "王小明",
    "hi": "श्रीमती लक्ष्मी",
    "ka": "გიორგი ბერიძე",
    "am": "አበበ ቢቂላ",
    "hy": "Արամ Խաչատրյան",
    "th": "สมชาย",
    "ta": "முருகன்",
    "bn": "রবীন্দ্রনাথ",
    "ko": "김철수",
    "ja": "さくら",
    "he": "משה כהן",
    "el": "Γεώργιος",
    "vi": "Nguyễn Thị Ánh",
}


def plain(text: str) -> str:
    """Without spaces, direction marks and compatibility forms: a text layer's own business."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c)[0] not in "ZC")


@pytest.mark.parametrize("language", NAMES)
def test_a_name_of_every_script_is_in_the_text_of_the_pdf(language, tmp_path):
    name = NAMES[language]
    certificate = make_certificate({"surname": f"Nom {name}"}, language=language)
    shown = plain(text_of(render(certificate), tmp_path))
    assert plain(name) in shown or plain(name)[::-1] in shown


def test_every_font_is_embedded_and_nothing_runs():
    names = " ".join(NAMES.values())
    pdf = pikepdf.open(BytesIO(render(make_certificate({"given_names": names}))))
    with pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"
    fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    raw = [str(key) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) for key in o]
    assert not {"/JS", "/JavaScript", "/AA", "/OpenAction", "/Launch"} & set(raw)
    assert pdf.Root.get("/MarkInfo", {}).get("/Marked") is not None
    assert pdf.Root.Lang == "fr"


def test_the_same_certificate_gives_the_same_bytes():
    certificate = make_certificate()
    assert render(certificate) == render(certificate)


def test_dates_keep_what_the_act_says(tmp_path):
    certificate = make_certificate(
        {"born_on": "20/05/1985", "born_on.text": "1 رمضان 1405", "born_on.calendar": "hijri"},
        language="ar",
    )
    shown = text_of(render(certificate), tmp_path)
    assert "20/05/1985" in shown
    assert "calendrier hégirien" in shown
    assert "1405" in shown


def test_statement_code_and_digest_are_printed(tmp_path):
    certificate = make_certificate()
    shown = text_of(render(certificate), tmp_path)
    for expected in ("fidèle et complète", certificate.verification_code, "Paul Renard"):
        assert expected in shown
    assert certificate.source_sha256s in re.sub(r"\s", "", shown)


LETTERS = st.characters(
    min_codepoint=32, max_codepoint=0x17F, categories=["L", "N", "P", "S"], exclude_characters="|"
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(LETTERS, min_size=1, max_size=30))
def test_what_is_typed_is_what_is_printed(text, tmp_path):
    certificate = make_certificate({"father_surname": text})
    assert plain(text) in plain(text_of(render(certificate), tmp_path))


@given(text=st.text(max_size=60), language=st.sampled_from([*NAMES, None]))
@pytest.mark.no_database
def test_tagging_runs_loses_no_letter(text, language):
    assert "".join(run for run, _script in runs(text)) == text
    html = str(marked(text, language))
    kept = "".join(re.split(r"<[^<>]*>", html))
    assert unescape(kept) == text


def test_a_docx_is_printed_as_text_and_asks_for_nothing(tmp_path):
    case, doer = make_held_case()
    hostile = docx(f"<w:p><w:r><w:t>Mariés à Tunis</w:t></w:r></w:p>{OUTSIDE_PICTURE}")
    translation.hand_in_file(case, doer, BytesIO(hostile), "traduction.docx")
    certificate = certify_as(case, make_user(Role.REVISER))
    pdf = render(certificate)
    assert "Mariés à Tunis" in text_of(pdf, tmp_path)
    assert b"example.test" not in pdf


def test_a_translation_into_arabic_is_printed(tmp_path):
    facts = {"language": "ar", "direction": Direction.FROM_FRENCH}
    body = {"title": "شهادة", "body": "تشهد إدارة الضمان الاجتماعي"}
    certificate = make_certificate(body, act="other", **facts)
    shown = plain(text_of(render(certificate), tmp_path))
    assert plain("الضمان") in shown or plain("الضمان")[::-1] in shown


def test_a_returned_pdf_is_printed_as_pictures_and_travels_along():
    case, doer = make_held_case()
    made = render(make_certificate())
    translation.hand_in_file(case, doer, BytesIO(made), "traduction.pdf")
    pdf = pikepdf.open(BytesIO(render(certify_as(case, make_user(Role.REVISER)))))
    assert [spec.get_file().read_bytes() for spec in pdf.attachments.values()] == [made]
    assert len(pdf.pages) >= 2


@pytest.mark.usefixtures("run_jobs_here")
def test_the_job_renders_once_and_tells_the_agent_once():
    certificate_id = make_certificate().id
    render_certificate.run(str(certificate_id))
    first = get_certificate(certificate_id).pdf_sha256
    render_certificate.run(str(certificate_id))
    assert storage.exists(first)
    again = get_certificate(certificate_id)
    assert again.pdf_sha256 == first
    assert keep_paper(again, "0" * 64) is False
    [letter] = db.session.scalars(select(OutgoingMail).filter_by(code="case_delivered"))
    assert str(again.case_id) in letter.body


@pytest.mark.usefixtures("run_jobs_here")
def test_a_paper_that_cannot_be_drawn_is_noted_and_found_again(monkeypatch):
    certificate_id = make_certificate().id
    with monkeypatch.context() as broken:
        broken.setattr("workers.jobs.render_certificate.draw", lambda wanted: 1 / 0)
        render_certificate.run(str(certificate_id))
    failed = get_certificate(certificate_id)
    assert (failed.pdf_sha256, bool(failed.failure)) == (None, True)
    assert failed in unrendered_since(clock.now() + timedelta(seconds=1))
    render_certificate.run(str(certificate_id))
    db.session.expire_all()
    assert get_certificate(certificate_id).failure == ""


OUTSIDE_PICTURE = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
    'INCLUDEPICTURE "http://example.test/spy.png"</w:instrText></w:r></w:p>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, **extra: bytes) -> bytes:
    out = BytesIO()
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{types}"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{document}" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        )
        for name, data in extra.items():
            archive.writestr(name, data)
    return out.getvalue()
