"""Several acts in one file: a document may be some pages of another, whose bytes stay as received.

The code before this one is still running: it knows none of the columns, so that what it inserts
takes their defaults. An instant's lock on `document`; the index is small and built at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("document", sa.Column("part_of_id", sa.Uuid(), nullable=True))
    op.add_column("document", sa.Column("part_first", sa.Integer(), nullable=True))
    op.add_column("document", sa.Column("part_last", sa.Integer(), nullable=True))
    op.add_column(
        "document",
        sa.Column("is_one_act", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_foreign_key(
        "fk_document_part_of_id_document", "document", "document", ["part_of_id"], ["id"]
    )
    op.create_index("ix_document_part_of_id", "document", ["part_of_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_document_part_of_id", "document")
    op.drop_constraint("fk_document_part_of_id_document", "document", type_="foreignkey")
    for column in ("is_one_act", "part_last", "part_first", "part_of_id"):
        op.drop_column("document", column)
