"""Fingerprints and their index, what was decided of duplicates, where reuse is allowed.

Assumes that the previous version of the code is still running: the new columns of `duplicate` may
be null, the new tables are not known to it. Every lock is short.
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0091"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TYPES = (
    "birth", "marriage", "death", "divorce", "family_book", "residence", "identity_card",
    "passport", "medical", "employment", "letter", "judgment", "apostille", "other",
)  # fmt: skip


def to(table: str, column: str, where: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{where}")
    return sa.ForeignKeyConstraint([column], [f"{where}.id"], name=name)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("duplicate", sa.Column("score", sa.Numeric(4, 3)))
    op.add_column("duplicate", sa.Column("saved", sa.Numeric(12, 2)))
    op.add_column("duplicate", sa.Column("saved_days", sa.Integer()))
    op.create_index("ix_duplicate_created", "duplicate", ["created_at"])
    _index()
    _rules()


def _index() -> None:
    op.create_table(
        "fingerprint",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("compared_at", INSTANT),
        sa.Column("failure", sa.String(200), nullable=False),
        to("fingerprint", "document_id", "document"),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_fingerprint")),
        sa.UniqueConstraint("number", name=op.f("uq_fingerprint_number")),
    )
    op.create_index(op.f("ix_fingerprint_compared_at"), "fingerprint", ["compared_at"])
    op.create_table(
        "fingerprint_key",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_fingerprint_key")),
    )
    op.create_table(
        "fingerprint_common_key",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fingerprint_common_key")),
    )


def _rules() -> None:
    kind = sa.Enum(
        *TYPES, name="documenttype", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "reuse_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("document_type", kind),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by_id", sa.Uuid()),
        to("reuse_rule", "created_by_id", "user_account"),
        to("reuse_rule", "ended_by_id", "user_account"),
        to("reuse_rule", "source_id", "institution"),
        to("reuse_rule", "target_id", "institution"),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_reuse_rule_two")),
        sa.CheckConstraint("legal_basis <> ''", name=op.f("ck_reuse_rule_basis")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse_rule")),
    )
    op.create_index(
        "uq_reuse_rule_open",
        "reuse_rule",
        ["source_id", "target_id", sa.text("coalesce(document_type, '')")],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("reuse_rule", "fingerprint_common_key", "fingerprint_key", "fingerprint"):
        op.drop_table(table)
    op.drop_index("ix_duplicate_created", "duplicate")
    for column in ("saved_days", "saved", "score"):
        op.drop_column("duplicate", column)
