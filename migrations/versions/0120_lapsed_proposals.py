"""A proposal of reuse of which nobody was asked lapses when its case ends.

The page of duplicates called it refused, though nobody had refused it, and the page of reuse
called it proposed for ever.

Assumes that the previous version of the code is still running: the CHECK is only widened. That
code does not know the new value: stop its workers before the new ones start their sweep.
"""

from alembic import op

revision = "0120"
down_revision = "0111"
branch_labels = None
depends_on = None

BEFORE = ("proposed", "accepted", "refused")


def allow(values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(op.f("ck_duplicate_reusestatus"), "duplicate", type_="check")
    op.execute(
        "ALTER TABLE duplicate ADD CONSTRAINT ck_duplicate_reusestatus "
        f"CHECK (status IN ({listed})) NOT VALID"
    )
    op.execute("ALTER TABLE duplicate VALIDATE CONSTRAINT ck_duplicate_reusestatus")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    allow((*BEFORE, "lapsed"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("UPDATE duplicate SET status = 'proposed' WHERE status = 'lapsed'")
    allow(BEFORE)
