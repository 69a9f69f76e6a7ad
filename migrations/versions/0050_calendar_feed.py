"""A calendar feed per translator: the digest of its secret, never the secret.

A new table, unknown to the previous version of the code: no lock on any other but its foreign
key's, for an instant.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey(
            "user_account.id", name="fk_calendar_feed_user_id_user_account"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_calendar_feed"),
        sa.UniqueConstraint("token_sha256", name="uq_calendar_feed_token_sha256"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("calendar_feed")
