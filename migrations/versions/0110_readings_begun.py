"""Readings begun of a document: one that takes its process down each time is given up.

Assumes that the previous version of the code is still running: the new column has a default.
"""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0102"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "document",
        sa.Column("readings_begun", sa.Integer(), nullable=False, server_default="0"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("document", "readings_begun")
