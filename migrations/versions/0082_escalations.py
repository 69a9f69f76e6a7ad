"""Rules of escalation, and the alerts that they raise: once a case and a rule.

New tables, unknown to the previous version of the code, which is still running.
"""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

STATES = [
    "submitted",
    "prescreening",
    "intake_review",
    "ready",
    "assigned",
    "in_progress",
    "returned",
    "in_revision",
    "delivered",
    "awaiting_institution",
    "correction_requested",
    "not_needed",
    "reused",
    "rejected",
    "cancelled",
]
ROLES = [
    "agent",
    "institution_manager",
    "intake_officer",
    "translator",
    "reviser",
    "coordinator",
    "finance",
    "contractor",
    "auditor",
    "administrator",
]


def among(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "escalation_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trigger", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40)),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("on_screen", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_escalation_rule"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_escalation_rule_{name}")) for name, rule in (
            ("trigger", "trigger IN ('in_state', 'before_due')"),
            ("casestatus", among("status", STATES)),
            ("role", among("role", ROLES)),
            ("state", "(trigger = 'in_state') = (status IS NOT NULL)"),
            ("days", "days > 0"),
            ("told", "by_mail OR on_screen"),
            ("period", "ends_on IS NULL OR ends_on >= starts_on"),
        )),
    )  # fmt: skip
    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule_id", sa.Uuid(), sa.ForeignKey(
            "escalation_rule.id", name="fk_escalation_rule_id_escalation_rule"), nullable=False),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey(
            "case_file.id", name="fk_escalation_case_id_case_file"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_escalation"),
        sa.UniqueConstraint("rule_id", "case_id", name="uq_escalation"),
    )  # fmt: skip
    op.create_index("ix_escalation_case_id", "escalation", ["case_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("escalation")
    op.drop_table("escalation_rule")
