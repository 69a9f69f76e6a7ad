"""Factur-X, payments and reminders: what an invoice prints, what is paid of it, what was asked.

Assumes that the previous version of the code is still running: new columns have a default, new
tables are not known to it. Every lock is short; `agreement` has a row a partner.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0002"
branch_labels = None
depends_on = None

TREATMENTS = ("standard", "exempt", "out_of_scope")
APPEND_ONLY = ("invoice_payment", "invoice_reminder", "invoice_paper")
WHOLE = ("invoice", "invoice_line", *APPEND_ONLY)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _columns()
    _payments()
    _reminders()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in WHOLE:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _columns() -> None:
    treatment = sa.Enum(
        *TREATMENTS, name="vattreatment", native_enum=False, create_constraint=True, length=40
    )
    op.add_column(
        "agreement",
        sa.Column("vat_treatment", treatment, nullable=False, server_default="out_of_scope"),
    )
    op.execute("UPDATE agreement SET vat_treatment = 'standard' WHERE vat_rate > 0")
    for name in ("postcode", "city"):
        op.add_column("agreement", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in ("reference", "language", "kind"):
        op.add_column(
            "invoice_line", sa.Column(name, sa.String(), nullable=False, server_default="")
        )
    op.add_column("invoice", sa.Column("xml_sha256", sa.String(64), nullable=True))
    op.create_index(
        "uq_invoice_credit",
        "invoice",
        ["corrects_id"],
        unique=True,
        postgresql_where=sa.text("corrects_id IS NOT NULL"),
    )


def _payments() -> None:
    op.create_table(
        "invoice_payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("cancels_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(cancels_id IS NULL AND amount > 0) OR (cancels_id IS NOT NULL AND amount < 0)",
            name=op.f("ck_invoice_payment_sign"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_payment_invoice_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_invoice_payment_recorded_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["cancels_id"],
            ["invoice_payment.id"],
            name=op.f("fk_invoice_payment_cancels_id_invoice_payment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_payment")),
        sa.UniqueConstraint("cancels_id", name=op.f("uq_invoice_payment_cancels_id")),
    )
    op.create_index(op.f("ix_invoice_payment_invoice_id"), "invoice_payment", ["invoice_id"])


def _reminders() -> None:
    op.create_table(
        "invoice_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Numeric(12, 2), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_invoice_reminder_level")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_reminder_invoice_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"],
            ["user_account.id"],
            name=op.f("fk_invoice_reminder_sent_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_reminder")),
        sa.UniqueConstraint("invoice_id", "level", name="uq_invoice_reminder_level"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in WHOLE:
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP TRIGGER invoice_paper_append_only ON invoice_paper")
    op.drop_table("invoice_reminder")
    op.drop_table("invoice_payment")
    op.drop_index("uq_invoice_credit", "invoice")
    op.drop_column("invoice", "xml_sha256")
    for name in ("kind", "language", "reference"):
        op.drop_column("invoice_line", name)
    for name in ("city", "postcode", "vat_treatment"):
        op.drop_column("agreement", name)
