"""Render the certified PDF of a delivered case, keep it, tell the institution."""

from app import storage
from app.certification.notices import tell_agent
from app.certification.operations import keep_paper, note_failure
from app.certification.queries import get_certificate
from app.certification.rendering import draw, plan
from app.db import commit
from workers.runtime import job


def give_up(certificate_id: str, reason: str) -> None:
    """The failure shows on the case; the sweep tries again."""
    note_failure(get_certificate(certificate_id), reason)


@job(give_up)
def run(certificate_id: str) -> None:
    certificate = get_certificate(certificate_id)
    if certificate.pdf_sha256:
        return
    wanted = plan(certificate)
    commit()  # hold no transaction while the paper is drawn
    stored = storage.put_bytes(draw(wanted))
    if keep_paper(certificate, stored.sha256):
        tell_agent(certificate)
