"""Contractors' bills matched with accepted returns, and files of late penalties.

Assumes that the previous version of the code is still running: the tables are unknown to it, and
the three columns added to `framework_contract` (a row a contract) have a default.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0090"
down_revision = "0070"
branch_labels = None
depends_on = None

STATUSES = ("submitted", "disputed", "settled", "paid", "rejected", "withdrawn")
SOURCES = ("form", "csv", "factur_x")
LINE_DECISIONS = ("pending", "accepted", "disputed")
PENALTY_STATUSES = ("draft", "exempt", "notified", "decided", "deducted")
PENALTY_DECISIONS = ("whole", "part", "waived")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name, kind, default in (
        ("penalty_cap", sa.Numeric(5, 4), "0.1000"),
        ("penalty_threshold", sa.Numeric(12, 2), "1000.00"),
        ("hearing_days", sa.Integer(), "15"),
    ):
        op.add_column(
            "framework_contract", sa.Column(name, kind, nullable=False, server_default=default)
        )
    _bills()
    _lines()
    _penalties()


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _instant(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _euros(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Numeric(12, 2), nullable=nullable)


def _bills() -> None:
    table = "contractor_bill"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        _instant("submitted_at", nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=False),
        sa.Column("contractor_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("source", _enum("billsource", SOURCES), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=True),
        sa.Column("file_mime", sa.String(), nullable=False),
        sa.Column("status", _enum("billstatus", STATUSES), nullable=False),
        _instant("status_at", nullable=False),
        _euros("net"),
        _euros("vat"),
        _euros("gross"),
        sa.Column("reason", sa.String(), nullable=False),
        _instant("settled_at"),
        _euros("settled_net"),
        _euros("settled_vat"),
        _euros("penalties"),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.Column("transfer_reference", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('settled', 'paid')) = (settled_at IS NOT NULL)",
            name=op.f("ck_contractor_bill_settled"),
        ),
        sa.CheckConstraint(
            "(status = 'paid') = (transferred_on IS NOT NULL)",
            name=op.f("ck_contractor_bill_transferred"),
        ),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_contractor_bill_month")),
        _to(table, "submitted_by_id", "user_account"),
        _to(table, "contractor_id", "contractor"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contractor_bill")),
    )
    op.create_index(op.f("ix_contractor_bill_contractor_id"), table, ["contractor_id"])
    op.create_index("ix_contractor_bill_status", table, ["status", "month"])
    op.create_index(
        "uq_contractor_bill_number",
        table,
        ["contractor_id", sa.text("lower(number)")],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('rejected', 'withdrawn')"),
    )


def _lines() -> None:
    table = "contractor_bill_line"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("quantity", sa.Numeric(12, 2), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.Numeric(12, 4), nullable=True),
        _euros("net"),
        sa.Column("vat_rate", sa.Numeric(5, 4), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("accepted_id", sa.Uuid(), nullable=True),
        sa.Column("findings", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("decision", _enum("linedecision", LINE_DECISIONS), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        _instant("decided_at"),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        _euros("retained", nullable=True),
        _instant("paid_at"),
        sa.CheckConstraint(
            "(paid_at IS NULL) = (retained IS NULL)",
            name=op.f("ck_contractor_bill_line_retained"),
        ),
        sa.CheckConstraint(
            "paid_at IS NULL OR (decision = 'accepted' AND order_id IS NOT NULL"
            " AND accepted_id IS NOT NULL)",
            name=op.f("ck_contractor_bill_line_paid"),
        ),
        sa.CheckConstraint(
            "decision <> 'disputed' OR reason <> ''", name=op.f("ck_contractor_bill_line_reason")
        ),
        _to(table, "bill_id", "contractor_bill"),
        _to(table, "order_id", "purchase_order"),
        _to(table, "accepted_id", "cost_entry"),
        _to(table, "decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contractor_bill_line")),
    )
    op.create_index("ix_contractor_bill_line_order", table, ["order_id"])
    op.create_index("ix_contractor_bill_line_bill", table, ["bill_id", "position"], unique=True)
    paid = sa.text("paid_at IS NOT NULL")
    op.create_index("ix_contractor_bill_line_paid", table, ["paid_at"], postgresql_where=paid)
    # A return is never paid twice.
    for name, column in (("order", "order_id"), ("entry", "accepted_id")):
        op.create_index(
            f"uq_contractor_bill_line_paid_{name}",
            table,
            [column],
            unique=True,
            postgresql_where=paid,
        )


def _penalties() -> None:
    table = "penalty_file"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        _instant("created_at", nullable=False),
        sa.Column("contractor_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("status", _enum("penaltystatus", PENALTY_STATUSES), nullable=False),
        _instant("status_at", nullable=False),
        sa.Column("divisor", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Numeric(5, 4), nullable=False),
        _euros("threshold"),
        sa.Column("hearing_days", sa.Integer(), nullable=False),
        _euros("computed"),
        _euros("carried"),
        _euros("proposed"),
        _instant("notified_at"),
        sa.Column("hearing_until", sa.Date(), nullable=True),
        sa.Column("letter_sha256", sa.String(64), nullable=True),
        sa.Column("observations", sa.String(), nullable=False),
        _instant("observed_at"),
        sa.Column("decision", _enum("penaltydecision", PENALTY_DECISIONS), nullable=True),
        _euros("decided", nullable=True),
        _instant("decided_at"),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=True),
        sa.Column("taken_up_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_penalty_file_month")),
        sa.CheckConstraint(
            "(status IN ('decided', 'deducted')) = (decided IS NOT NULL)",
            name=op.f("ck_penalty_file_decided"),
        ),
        sa.CheckConstraint(
            "(status = 'deducted') = (bill_id IS NOT NULL)", name=op.f("ck_penalty_file_deducted")
        ),
        sa.CheckConstraint(
            "decided IS NULL OR decided BETWEEN 0 AND proposed",
            name=op.f("ck_penalty_file_amount"),
        ),
        _to(table, "contractor_id", "contractor"),
        _to(table, "contract_id", "framework_contract"),
        _to(table, "decided_by_id", "user_account"),
        _to(table, "bill_id", "contractor_bill"),
        _to(table, "taken_up_by_id", "penalty_file"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_file")),
    )
    op.create_index(op.f("ix_penalty_file_contractor_id"), table, ["contractor_id"])
    op.create_index(op.f("ix_penalty_file_bill_id"), table, ["bill_id"])
    op.create_index(
        "uq_penalty_file_draft",
        table,
        ["contractor_id", "contract_id", "month"],
        unique=True,
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_table(
        "penalty_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        _euros("value"),
        sa.Column("owed_on", sa.Date(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("days_excluded", sa.Integer(), nullable=False),
        sa.Column("days_late", sa.Integer(), nullable=False),
        _euros("amount"),
        sa.Column("is_capped", sa.Boolean(), nullable=False),
        sa.CheckConstraint("days_late > 0", name=op.f("ck_penalty_line_late")),
        _to("penalty_line", "file_id", "penalty_file"),
        _to("penalty_line", "order_id", "purchase_order"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_line")),
        sa.UniqueConstraint("order_id", name=op.f("uq_penalty_line_order_id")),
    )
    op.create_index(op.f("ix_penalty_line_file_id"), "penalty_line", ["file_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("penalty_line", "penalty_file", "contractor_bill_line", "contractor_bill"):
        op.drop_table(table)
    for name in ("hearing_days", "penalty_threshold", "penalty_cap"):
        op.drop_column("framework_contract", name)
