"""The receipt of a deposit, on paper."""

from collections.abc import Sequence

from flask import Response, render_template
from weasyprint import HTML

from app.cases.models import Case
from app.intake.models import Deposit


def answer(deposit: Deposit, cases: Sequence[Case]) -> Response:
    html = render_template("papers/receipt.html", deposit=deposit, cases=cases)
    pdf = HTML(string=html, url_fetcher=refuse).write_pdf()
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{deposit.number}.pdf"'
    return response


def refuse(url: str, *_args: object, **_kwargs: object) -> dict:
    """Papers hold all they need: nothing is ever fetched."""
    raise ValueError("papers fetch nothing")
