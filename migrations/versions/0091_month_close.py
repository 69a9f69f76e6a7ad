"""Closed months: sealed, and nothing dated in them is written, changed or removed.

Assumes that the previous version of the code is still running: it writes entries dated today, which
no trigger refuses; the new tables are unknown to it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

STATUSES = ("open", "signed", "closed")
# Writers hold the lock of the month they date a row in, shared, until they commit; the close takes
# it alone. So a row is either committed before the seal is computed, or refused after it.
FUNCTIONS = (
    """
    CREATE FUNCTION lock_month(month date) RETURNS void LANGUAGE sql AS $$
        SELECT pg_advisory_xact_lock(40090, to_char(month, 'YYYYMM')::int)
    $$
    """,
    """
    CREATE FUNCTION refuse_closed_month(dated timestamptz) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE of_month date := date_trunc('month', dated AT TIME ZONE 'Europe/Paris')::date;
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(40090, to_char(of_month, 'YYYYMM')::int);
        IF EXISTS (SELECT 1 FROM month_close WHERE status = 'closed' AND month >= of_month) THEN
            RAISE EXCEPTION 'the month % is closed', to_char(of_month, 'YYYY-MM')
                USING ERRCODE = 'restrict_violation';
        END IF;
    END $$
    """,
    """
    CREATE FUNCTION refuse_entry_in_closed_month() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM refuse_closed_month(NEW.at);
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION refuse_paid_line_in_closed_month() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            PERFORM refuse_closed_month(settled_at) FROM contractor_bill
              WHERE id = OLD.bill_id AND settled_at IS NOT NULL;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            PERFORM refuse_closed_month(settled_at) FROM contractor_bill
              WHERE id = NEW.bill_id AND settled_at IS NOT NULL;
            IF NEW.paid_at IS NOT NULL THEN
                PERFORM refuse_closed_month(NEW.paid_at);
            END IF;
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    # Of a bill of a closed month only the accountant's transfer may still be noted.
    """
    CREATE FUNCTION refuse_bill_in_closed_month() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE free text[] := ARRAY['status', 'status_at', 'transferred_on', 'transfer_reference'];
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.settled_at IS NOT NULL AND (
            TG_OP = 'DELETE' OR to_jsonb(NEW) - free <> to_jsonb(OLD) - free
        ) THEN
            PERFORM refuse_closed_month(OLD.settled_at);
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.settled_at IS NOT NULL
           AND (TG_OP = 'INSERT' OR OLD.settled_at IS DISTINCT FROM NEW.settled_at) THEN
            PERFORM refuse_closed_month(NEW.settled_at);
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE FUNCTION refuse_deducted_penalty_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a penalty that was deducted does not change'
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE FUNCTION refuse_closed_month_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the month % is closed', to_char(OLD.month, 'YYYY-MM')
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
)
TRIGGERS = (
    ("cost_entry_closed_month", "cost_entry", "BEFORE INSERT", "", "refuse_entry_in_closed_month"),
    ("contractor_bill_line_closed_month", "contractor_bill_line",
     "BEFORE INSERT OR UPDATE OR DELETE", "", "refuse_paid_line_in_closed_month"),
    ("contractor_bill_closed_month", "contractor_bill",
     "BEFORE INSERT OR UPDATE OR DELETE", "", "refuse_bill_in_closed_month"),
    ("penalty_file_deducted", "penalty_file", "BEFORE UPDATE OR DELETE",
     "WHEN (OLD.status = 'deducted')", "refuse_deducted_penalty_change"),
    ("month_close_immutable", "month_close", "BEFORE UPDATE OR DELETE",
     "WHEN (OLD.status = 'closed')", "refuse_closed_month_change"),
)  # fmt: skip
WHOLE = ("month_close", "cost_correction", "contractor_bill", "contractor_bill_line")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _tables()
    for function in FUNCTIONS:
        op.execute(function)
    for name, table, when, condition, function in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW {condition} "
            f"EXECUTE FUNCTION {function}()"
        )
    op.execute(
        "CREATE TRIGGER cost_correction_append_only BEFORE UPDATE OR DELETE ON cost_correction "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for table in WHOLE:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _person(table: str, column: str, nullable: bool) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return sa.Column(column, sa.Uuid(), nullable=nullable), sa.ForeignKeyConstraint(
        [column], ["user_account.id"], name=op.f(f"fk_{table}_{column}_user_account")
    )


def _tables() -> None:
    name = "month_close"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("status", sa.Enum(*STATUSES, name="monthstatus", native_enum=False,
                                    create_constraint=True, length=40), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        *_person(name, "first_signed_by_id", nullable=True),
        sa.Column("first_signed_at", sa.DateTime(timezone=True), nullable=True),
        *_person(name, "second_signed_by_id", nullable=True),
        sa.Column("second_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged", postgresql.JSONB(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=True),
        sa.Column("totals", postgresql.JSONB(), nullable=False),
        sa.Column("previous_seal", sa.String(64), nullable=True),
        sa.Column("seal", sa.String(64), nullable=True),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_month_close_month")),
        sa.CheckConstraint("second_signed_by_id <> first_signed_by_id",
                           name=op.f("ck_month_close_two_people")),
        sa.CheckConstraint(
            "(status = 'closed') = (seal IS NOT NULL AND second_signed_by_id IS NOT NULL"
            " AND previous_seal IS NOT NULL)",
            name=op.f("ck_month_close_sealed"),
        ),
        sa.CheckConstraint("(status = 'open') = (first_signed_by_id IS NULL)",
                           name=op.f("ck_month_close_signed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_close")),
        sa.UniqueConstraint("month", name=op.f("uq_month_close_month")),
    )  # fmt: skip
    name = "cost_correction"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_person(name, "made_by_id", nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], ["cost_entry.id"],
                                    name=op.f(f"fk_{name}_{column}_cost_entry"))
            for column in ("entry_id", "corrects_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_correction")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_cost_correction_entry_id")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_cost_correction_corrects_id")),
    )  # fmt: skip


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in WHOLE:
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP TRIGGER cost_correction_append_only ON cost_correction")
    for name, table, *_rest in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for name in ("refuse_closed_month_change()", "refuse_deducted_penalty_change()",
                 "refuse_bill_in_closed_month()", "refuse_paid_line_in_closed_month()",
                 "refuse_entry_in_closed_month()", "refuse_closed_month(timestamptz)",
                 "lock_month(date)"):  # fmt: skip
        op.execute(f"DROP FUNCTION {name}")
    op.drop_table("cost_correction")
    op.drop_table("month_close")
