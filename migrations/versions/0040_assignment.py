"""Plans of the whole stock, overrides, marks of quality, ties with countries, quotas and speeds.

Assumes that the previous version of the code is still running: new columns may be null or have a
default, new tables are not known to it. Every lock is short.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0020"
branch_labels = None
depends_on = None

STATUSES = ("running", "applied", "superseded", "failed", "lost")
TABLES = ("quality_mark", "origin_link", "assignment_override", "assignment_plan")
INSTANT = sa.DateTime(timezone=True)
NEW = (
    ("framework_contract", sa.Column("passes_when_full", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("lot_holder", sa.Column("quota", sa.Numeric(5, 4), nullable=False, server_default="0")),
    ("lot_holder", sa.Column("daily_words", sa.Integer())),
    ("lot_holder", sa.Column("maximum", sa.Numeric(12, 2))),
    ("translator_profile", sa.Column("minutes", postgresql.ARRAY(sa.Integer()))),
    ("translator_profile", sa.Column("spare_words", sa.Integer())),
    ("translator_skill", sa.Column("daily_words", sa.Integer())),
)  # fmt: skip


def to(table: str, column: str, where: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{where}")
    return sa.ForeignKeyConstraint([column], [f"{where}.id"], name=name)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, column in NEW:
        op.add_column(table, column._copy())
    op.create_index("ix_purchase_order_holder", "purchase_order", ["lot_holder_id", "status"])
    _plans()
    _overrides()
    _contractors()


def _plans() -> None:
    status = sa.Enum(
        *STATUSES, name="planstatus", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "assignment_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("status", status, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("outside_cost", sa.Numeric(12, 2)),
        sa.Column("seconds", sa.Float()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_plan")),
    )
    op.create_index("ix_assignment_plan_status", "assignment_plan", ["status", "started_at"])


def _overrides() -> None:
    name = "assignment_override"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("proposed_cost", sa.Numeric(12, 2)),
        sa.Column("proposed_due_at", INSTANT),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("chosen_cost", sa.Numeric(12, 2), nullable=False),
        sa.Column("chosen_due_at", INSTANT),
        sa.Column("reason", sa.String(), nullable=False),
        to(name, "case_id", "case_file"),
        to(name, "made_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_case_id"), name, ["case_id"])


def _contractors() -> None:
    op.create_table(
        "origin_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contractor_id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_origin_link_period")
        ),
        to("origin_link", "contractor_id", "contractor"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origin_link")),
    )
    op.create_index(op.f("ix_origin_link_contractor_id"), "origin_link", ["contractor_id"])
    name = "quality_mark"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid()),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("counted_at", INSTANT),
        sa.CheckConstraint("mark BETWEEN -1 AND 1", name=op.f("ck_quality_mark_mark")),
        sa.CheckConstraint(
            "confirmed_by_id <> given_by_id", name=op.f("ck_quality_mark_two_people")
        ),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)",
            name=op.f("ck_quality_mark_confirmed"),
        ),
        to(name, "holder_id", "lot_holder"),
        to(name, "given_by_id", "user_account"),
        to(name, "confirmed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_holder_id"), name, ["holder_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_purchase_order_holder", "purchase_order")
    for table in TABLES:
        op.drop_table(table)
    for table, column in reversed(NEW):
        op.drop_column(table, column.name)
