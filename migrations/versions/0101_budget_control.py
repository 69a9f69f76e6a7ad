"""Payment credits beside commitment authorisations, envelopes by language, control, forecasts.

Assumes that the previous version of the code is still running: the new column may be empty (it
then means "as much as the authorisations"), new tables are not known to it. It never updates a
budget version, so that forbidding it changes nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None

CONTROLS = ("off", "warn", "block")
KINDS = ("overrun_foreseen", "exceeded")
STAGES = ("estimated", "committed", "accepted", "paid")
APPEND_ONLY = ("budget_version", "budget_envelope", "budget_forecast", "budget_alert")


def choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def version_key(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_version_id_budget_version"
    return sa.ForeignKeyConstraint(["version_id"], ["budget_version.id"], name=name)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("budget_version", sa.Column("payment_credits", sa.Numeric(12, 2)))
    op.create_table(
        "budget_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("control", choice("budgetcontrol", CONTROLS), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_budget_year"),
    )
    op.execute("INSERT INTO budget_year SELECT DISTINCT year, 'warn' FROM budget_version")
    op.create_table(
        "budget_envelope",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False),
        version_key("budget_envelope"),
        sa.ForeignKeyConstraint(
            ["language"], ["language.code"], name="fk_budget_envelope_language_language"
        ),
        sa.PrimaryKeyConstraint("version_id", "language", name="pk_budget_envelope"),
    )
    op.create_table(
        "budget_forecast",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("stage", choice("coststage", STAGES), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("so_far", sa.Numeric(12, 2), nullable=False),
        sa.Column("expected", sa.Numeric(12, 2)),
        sa.Column("low", sa.Numeric(12, 2)),
        sa.Column("high", sa.Numeric(12, 2)),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_budget_forecast"),
        sa.UniqueConstraint("year", "until", "stage", "language", name="uq_budget_forecast"),
    )
    op.create_table(
        "budget_alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", choice("alertcause", KINDS), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False),
        version_key("budget_alert"),
        sa.PrimaryKeyConstraint("id", name="pk_budget_alert"),
        sa.UniqueConstraint("version_id", "kind", "language", name="uq_budget_alert"),
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("budget_alert", "budget_forecast", "budget_envelope", "budget_year"):
        op.drop_table(table)
    for suffix in ("append_only", "no_truncate"):
        op.execute(f"DROP TRIGGER budget_version_{suffix} ON budget_version")
    op.drop_column("budget_version", "payment_credits")
