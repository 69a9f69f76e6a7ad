"""A translator's due dates as iCalendar (RFC 5545): reference, language, words; nobody's name."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.cases.models import Case
from app.i18n import _

LINE = 75  # octets, RFC 5545 § 3.1
STAMP = "%Y%m%dT%H%M%SZ"


def written(cases: Iterable[Case], now: datetime, address: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Actes//Calendar//FR", "METHOD:PUBLISH"]
    lines += ["X-WR-CALNAME:" + escaped(_("Traductions à remettre"))]
    for case in cases:
        lines += _event(case, now, address)
    return "".join(folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(case: Case, now: datetime, address: str) -> list[str]:
    end = (case.assignee_due_at or case.due_at).astimezone(UTC)
    said = _("%(reference)s : %(language)s, %(words)s mots", reference=case.reference,
             language=case.language or "?", words=case.words)  # fmt: skip
    return [
        "BEGIN:VEVENT",
        f"UID:{case.id}@actes",
        f"DTSTAMP:{now.astimezone(UTC):{STAMP}}",
        f"DTSTART:{end - timedelta(minutes=30):{STAMP}}",
        f"DTEND:{end:{STAMP}}",
        "SUMMARY:" + escaped(said),
        f"URL:{address}/work/{case.id}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """Lines of 75 octets at most, never cut inside a character."""
    rows, row = [], ""
    for sign in line:
        if len((row + sign).encode()) > LINE:
            rows.append(row)
            row = " "
        row += sign
    return "\r\n".join([*rows, row])
