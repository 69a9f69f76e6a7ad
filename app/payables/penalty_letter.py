"""The hearing letter ("procédure contradictoire") on paper, always in French."""

from datetime import date

from flask import render_template

from app import clock, paper, settings
from app.i18n import force_locale
from app.payables.models import PenaltyFile
from app.payables.penalty_queries import lines_of


def letter(file: PenaltyFile, until: date | None) -> bytes:
    """`until`: last day to be heard; None on a draft, which says so on every page."""
    config = settings.current()
    with force_locale("fr"):
        html = render_template(
            "papers/penalty_letter.html",
            file=file,
            lines=lines_of(file),
            until=until,
            today=clock.today(),
            body={
                "name": config["BODY_NAME"],
                "siret": config["BODY_SIRET"],
                "address": config["BODY_ADDRESS"],
                "postcode": config["BODY_POSTCODE"],
                "city": config["BODY_CITY"],
            },
        )
    return paper.to_pdf(html, identifier=file.id)
