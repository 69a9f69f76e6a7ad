"""Forecasts kept by day, and the arrivals of a former application.

New tables, unknown to the previous version of the code, which is still running: no lock on any
other but their foreign keys', for an instant.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0080"
down_revision = "0101"
branch_labels = None
depends_on = None

FLOATS = postgresql.ARRAY(sa.Float())


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _past_arrivals()
    _run()
    _language()
    _case()


def _past_arrivals() -> None:
    op.create_table(
        "past_arrivals",
        sa.Column("language", sa.String(), sa.ForeignKey(
            "language.code", name="fk_past_arrivals_language_language"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("language", "day", name="pk_past_arrivals"),
        sa.CheckConstraint("cases >= 0 AND words >= 0", name=op.f("ck_past_arrivals_sign")),
    )  # fmt: skip


def _run() -> None:
    op.create_table(
        "forecast_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("history_days", sa.Integer(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("mean_days", sa.Float()),
        sa.Column("median_days", sa.Float()),
        sa.Column("cost", sa.Numeric(12, 2), nullable=False),
        sa.Column("breaches", sa.Integer(), nullable=False),
        sa.Column("late_arrivals", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forecast_run"),
    )
    op.create_index("ix_forecast_run_finished_at", "forecast_run", ["finished_at"])


def _language() -> None:
    op.create_table(
        "language_forecast",
        sa.Column("run_id", sa.Uuid(), sa.ForeignKey(
            "forecast_run.id", name="fk_language_forecast_run_id_forecast_run"), nullable=False),
        sa.Column("language", sa.String(), sa.ForeignKey(
            "language.code", name="fk_language_forecast_language_language"), nullable=False),
        *(sa.Column(name, FLOATS, nullable=False) for name in ("expected", "low", "high")),
        *(sa.Column(name, sa.Float()) for name in ("total_low", "total_high", "mase")),
        sa.Column("words", sa.Float(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("stock_words", sa.Integer(), nullable=False),
        sa.Column("inside_words", sa.Float(), nullable=False),
        sa.Column("outside_words", sa.Float(), nullable=False),
        sa.Column("inside_daily", sa.Float(), nullable=False),
        sa.Column("outside_daily", sa.Float()),
        sa.Column("breaches", sa.Integer(), nullable=False),
        sa.Column("late_arrivals", sa.Float(), nullable=False),
        *(sa.Column(name, sa.Float()) for name in ("mean_days", "median_days")),
        sa.Column("cost", sa.Numeric(12, 2), nullable=False),
        sa.Column("inevitable_on", sa.Date()),
        sa.PrimaryKeyConstraint("run_id", "language", name="pk_language_forecast"),
    )  # fmt: skip


def _case() -> None:
    op.create_table(
        "case_forecast",
        sa.Column("run_id", sa.Uuid(), sa.ForeignKey(
            "forecast_run.id", name="fk_case_forecast_run_id_forecast_run"), nullable=False),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey(
            "case_file.id", name="fk_case_forecast_case_id_case_file"), nullable=False),
        sa.Column("back_on", sa.Date()),
        sa.Column("decide_by", sa.Date()),
        sa.PrimaryKeyConstraint("run_id", "case_id", name="pk_case_forecast"),
    )  # fmt: skip
    op.create_index("ix_case_forecast_case_id", "case_forecast", ["case_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("case_forecast", "language_forecast", "forecast_run", "past_arrivals"):
        op.drop_table(table)
