"""Several acts in one file: where one ends and the next begins, page by page.

A page begins an act when it bears a title of its own; without one it goes on with the act before
it, as a blank page or a verso does. Where in doubt the pages stay together: an officer parts them
more easily than she finds a lost half.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from app.prescreen import thresholds as limit
from app.prescreen.content import document_type, exemption
from app.prescreen.content.rows import rows_of
from app.prescreen.reading import Act, PageReading, Word

HOLDS_OTHERS = ("family_book", "judgment", "divorce")  # whose later pages name births and marriages
UNTITLED = ("other", "letter")  # what has no title of its own may be the page that follows
TRANSLATIONS = frozenset({"fr", "en"})  # what a back may say the front again in
TWO_SIDED = ("identity_card", "passport", "residence_permit")


def find(pages: Sequence[PageReading], whole: str) -> tuple[Act, ...]:
    """The acts of a file as runs of pages; `whole` is the kind of the file read as one."""
    if not pages:
        return ()
    if len(pages) == 1:
        return (Act(pages[0].number, pages[0].number, whole),)
    found: list[Act] = []
    for page in pages:
        kind = "other" if page.blank or page.failure else title_of(page)
        if found and not _begins(kind, page, pages[: page.number - 1], found[-1]):
            found[-1] = replace(found[-1], last=page.number)
        else:
            found.append(Act(page.number, page.number, kind))
    if len(found) == 1:
        return (replace(found[0], document_type=whole),)
    return tuple(_named(act, pages) for act in found)


def _named(act: Act, pages: Sequence[PageReading]) -> Act:
    """What bears no title of its own is of the kind that its words make likely."""
    if act.document_type not in UNTITLED:
        return act
    own = pages[act.first - 1 : act.last]
    lines = [line for page in own for line in page.text.split("\n") if line]
    languages = tuple(dict.fromkeys(code for page in own for code in page.languages))
    return replace(act, document_type=document_type.guess(lines, languages)[0])


def title_of(page: PageReading) -> str:
    """The kind that the title of a page names by itself; "other" where it names none surely."""
    kind, strength = document_type.titled(title_lines(page), page.languages)
    return kind if strength >= limit.TITLE_STRENGTH else "other"


def _other_kind(page: PageReading, act: Act) -> str:
    """Without a title: the kind that the page's words name, where they leave no doubt."""
    lines = [line for line in page.text.split("\n") if line]
    kind, margin = document_type.guess(lines, page.languages)
    known = act.document_type not in UNTITLED
    is_sure = margin >= limit.KIND_MARGIN and known and kind != act.document_type
    return kind if is_sure and page.words >= limit.ENOUGH_WORDS else "other"


def title_lines(page: PageReading) -> list[str]:
    """Lines at the head of a page that are printed large or in capitals: a label is neither.

    The strip for readers is kept too, wherever it stands: it says what a card is.
    """
    rows = rows_of(page.boxes) if page.boxes else []
    usual = _height([word for row in rows for word in row])
    lines = [" ".join(word.text for word in row) for row in rows] or page.text.split("\n")
    sizes = [_height(row) for row in rows] or [0.0] * len(lines)
    head = max(limit.HEAD_LINES, int(limit.HEAD_SHARE * len(lines)))
    large = [
        line
        for line, size in zip(lines[:head], sizes[:head], strict=True)
        if size > limit.LARGE * usual > 0 or _is_capital(line)
    ]
    return large + [line for line in lines if document_type.is_machine_readable(line)]


def _height(words: Sequence[Word]) -> float:
    heights = [word.height for word in words if len(word.text) > 2 and word.height]
    return float(median(heights)) if heights else 0.0


def _is_capital(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 5 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _begins(kind: str, page: PageReading, before: Sequence[PageReading], act: Act) -> bool:
    written = [item for item in before[act.first - 1 :] if not item.blank]
    if not written:  # only blank pages so far: they belong to what follows
        return False
    if _is_standard_form(page) or kind == "apostille":
        return False
    if all(_is_standard_form(item) for item in written):  # scanned before the act it goes with
        return False
    if _is_foreign(page, written):
        return True
    if kind in UNTITLED:
        kind = _other_kind(page, act)
    if kind in UNTITLED:
        return False
    if act.document_type in HOLDS_OTHERS and set(page.languages) & set(written[0].languages):
        return False
    is_back = kind in TWO_SIDED and kind == act.document_type and len(written) == 1
    return not is_back


def _is_foreign(page: PageReading, act: Sequence[PageReading]) -> bool:
    """In a language that the act has not: no page that follows it, unless a translation of it."""
    known = set(act[0].languages)
    own = {code for code in page.languages if code not in TRANSLATIONS}
    return page.words >= limit.ENOUGH_WORDS and bool(own and known) and not own & known


def _is_standard_form(page: PageReading) -> bool:
    """The form of Regulation (EU) 2016/1191 goes with the act that it translates."""
    lines = [line for line in page.text.split("\n") if line]
    return exemption.find(lines, page.words_by_language).reason == "eu_form"
