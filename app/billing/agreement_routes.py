"""Agreements: particulars, VAT treatment, tariffs, statement of account."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, url_for

from app import sheets
from app.accounts.permissions import Permission, requires
from app.accounts.queries import institutions_by_name
from app.billing import agreement_operations as operations
from app.billing import payment_queries, queries
from app.billing.blueprint import bp
from app.billing.forms import AgreementForm, NewAgreementForm, TariffForm
from app.billing.models import Agreement, VatTreatment
from app.cases.models import CaseKind
from app.catalogue.queries import offered_languages
from app.contracts.models import Unit
from app.db import commit
from app.i18n import _


@bp.get("/agreements")
@requires(Permission.INVOICE_READ)
def agreements():
    return render_template("billing/agreements.html", rows=queries.agreements())


@bp.route("/agreements/new", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_EDIT)
def new_agreement():
    form = NewAgreementForm(payment_days=30, vat_rate=0, vat_treatment="out_of_scope")
    taken = {row.institution_id for row in queries.agreements()}
    free = [row for row in institutions_by_name() if row.id not in taken]
    form.institution_id.choices = [(str(row.id), row.name) for row in free]
    if form.validate_on_submit():
        partner = UUID(form.institution_id.data)
        agreement = operations.open_agreement(partner, g.user, _fields(form))
        commit()
        return redirect(url_for("billing.agreement", agreement_id=agreement.id), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("billing/new_agreement.html", form=form), status


@bp.get("/agreements/<uuid:agreement_id>")
@requires(Permission.INVOICE_READ, load=queries.get_agreement)
def agreement(agreement: Agreement):
    return _page(agreement, _form(agreement), TariffForm())


def _form(agreement: Agreement) -> AgreementForm:
    form = AgreementForm(obj=agreement)
    if not form.is_submitted():
        form.vat_treatment.data = agreement.vat_treatment.value
        form.vat_rate.data = agreement.vat_rate * 100
    return form


def _page(agreement: Agreement, form: AgreementForm, tariff: TariffForm, status: int = 200):
    tariff.language.choices = [("", _("Toutes les autres langues")), *offered_languages()]
    page = render_template(
        "billing/agreement.html",
        agreement=agreement,
        tariffs=queries.tariffs_of(agreement),
        form=form,
        tariff=tariff,
    )
    return page, status


def _fields(form: AgreementForm) -> dict[str, Any]:
    names = (
        "number", "starts_on", "ends_on", "commitment_number", "service_code", "address",
        "postcode", "city", "vat_exemption", "payment_days",
    )  # fmt: skip
    fields = {name: form[name].data for name in names}
    fields = {k: (v or "").strip() if isinstance(v, str | None) else v for k, v in fields.items()}
    return fields | {
        "ends_on": form.ends_on.data,
        "vat_treatment": VatTreatment(form.vat_treatment.data),
        "vat_rate": (form.vat_rate.data or Decimal(0)) / 100,
    }


@bp.post("/agreements/<uuid:agreement_id>")
@requires(Permission.AGREEMENT_EDIT, load=queries.get_agreement)
def edit_agreement(agreement: Agreement):
    form = _form(agreement)
    if not form.validate_on_submit():
        return _page(agreement, form, TariffForm(formdata=None), 422)
    operations.edit_agreement(agreement, g.user, _fields(form))
    commit()
    flash(_("Convention enregistrée."), "good")
    return redirect(url_for("billing.agreement", agreement_id=agreement.id), 303)


@bp.post("/agreements/<uuid:agreement_id>/tariffs")
@requires(Permission.AGREEMENT_EDIT, load=queries.get_agreement)
def add_tariff(agreement: Agreement):
    form = TariffForm()
    form.language.choices = [("", ""), *offered_languages()]
    if not form.validate_on_submit():
        return _page(agreement, AgreementForm(formdata=None, obj=agreement), form, 422)
    operations.add_tariff(
        agreement,
        g.user,
        language=form.language.data,
        kind=CaseKind(form.kind.data),
        unit=Unit(form.unit.data),
        amount=form.amount.data,
        minimum=form.minimum.data or Decimal("0.00"),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
    )
    commit()
    flash(_("Tarif enregistré."), "good")
    return redirect(url_for("billing.agreement", agreement_id=agreement.id), 303)


@bp.get("/agreements/<uuid:agreement_id>/statement")
@requires(Permission.INVOICE_SEE, load=queries.get_agreement)
def statement(agreement: Agreement):
    rows = payment_queries.statement(agreement)
    return render_template("billing/statement.html", agreement=agreement, rows=rows)


@bp.get("/agreements/<uuid:agreement_id>/statement.csv")
@requires(Permission.INVOICE_SEE, load=queries.get_agreement)
def statement_csv(agreement: Agreement):
    header = (_("Date"), _("Opération"), _("Pièce"), _("Débit"), _("Crédit"), _("Solde"))
    rows = [
        (move.on, move.label, move.number, move.debit, move.credit, move.balance)
        for move in payment_queries.statement(agreement)
    ]
    return sheets.answer("csv", f"compte-{agreement.number}", header, rows)
