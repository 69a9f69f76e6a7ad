"""The receipt of a deposit, on paper."""

from collections.abc import Sequence

from flask import Response, render_template

from app import paper
from app.cases.models import Case
from app.intake.models import Deposit


def answer(deposit: Deposit, cases: Sequence[Case]) -> Response:
    html = render_template("papers/receipt.html", deposit=deposit, cases=cases)
    response = Response(paper.to_pdf(html, archival=False), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{deposit.number}.pdf"'
    return response
