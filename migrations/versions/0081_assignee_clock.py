"""The assignee's clock has a calendar of its own, and stands still from the return on.

Columns with a default that the server fills, so that the previous version of the code, which is
still running, goes on inserting; a short lock on two tables, no rewriting of either.
"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0060"
branch_labels = None
depends_on = None

CALENDARS = "delay_calendar IN ('every_day', 'working', 'contractor')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("case_file", sa.Column(
        "assignee_calendar", sa.String(2), nullable=False, server_default=""))  # fmt: skip
    op.add_column("case_file", sa.Column("returned_at", sa.DateTime(timezone=True)))
    op.add_column("framework_contract", sa.Column(
        "delay_calendar", sa.String(40), nullable=False, server_default="every_day"))  # fmt: skip
    op.add_column("framework_contract", sa.Column(
        "delay_country", sa.String(), nullable=False, server_default="FR"))  # fmt: skip
    op.create_check_constraint(
        op.f("ck_framework_contract_delaycalendar"), "framework_contract", CALENDARS
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f("ck_framework_contract_delaycalendar"), "framework_contract")
    op.drop_column("framework_contract", "delay_country")
    op.drop_column("framework_contract", "delay_calendar")
    op.drop_column("case_file", "returned_at")
    op.drop_column("case_file", "assignee_calendar")
