"""The movements behind the figures, and their sums by day: costs answer fast and reconcile.

Assumes that the previous version of the code is still running: it inserts into `cost_entry` only,
and the trigger does the rest; nothing it reads is changed. The new tables are filled from the
entries there are, under a lock that keeps writers (not readers) out of `cost_entry` meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0050"
branch_labels = None
depends_on = None

STAGES = ("estimated", "committed", "accepted", "paid")
DIMENSIONS = ("language", "institution", "contractor", "contract")

# Each entry replaces the figure before it: what was there is taken back where it had been put
# (same language, fund, contractor), the new figure is put where it belongs now. Both on the day
# of the new entry, so that a month that is over never changes.
TRIGGER = """
CREATE FUNCTION note_cost_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before cost_movement;
    moved bigint;
    day date := (NEW.at AT TIME ZONE 'Europe/Paris')::date;
BEGIN
    PERFORM 1 FROM case_file WHERE id = NEW.case_id FOR NO KEY UPDATE;
    SELECT * INTO before FROM cost_movement
     WHERE case_id = NEW.case_id AND stage = NEW.stage AND NOT is_reversal
     ORDER BY id DESC LIMIT 1;
    IF before.amount <> 0 OR before.cases <> 0 THEN
        INSERT INTO cost_movement (entry_id, case_id, at, day, stage, is_reversal, language,
                                   institution_id, contractor_id, contract_id, amount, cases, words)
        VALUES (NEW.id, NEW.case_id, NEW.at, day, NEW.stage, true, before.language,
                before.institution_id, before.contractor_id, before.contract_id,
                -before.amount, -before.cases, -before.words)
        RETURNING id INTO moved;
        INSERT INTO cost_pending VALUES (moved);
    END IF;
    INSERT INTO cost_movement (entry_id, case_id, at, day, stage, is_reversal, language,
                               institution_id, contractor_id, contract_id, amount, cases, words)
    SELECT NEW.id, NEW.case_id, NEW.at, day, NEW.stage, false, c.language, c.institution_id,
           NEW.contractor_id, ({contract}), NEW.amount, {counted}, {counted} * c.words
      FROM case_file c WHERE c.id = NEW.case_id
    RETURNING id INTO moved;
    INSERT INTO cost_pending VALUES (moved);
    RETURN NULL;
END $$
"""
CONTRACT = """
        SELECT l.contract_id FROM purchase_order o
          JOIN lot_holder h ON h.id = o.lot_holder_id JOIN lot l ON l.id = h.lot_id
         WHERE o.case_id = {e}.case_id AND o.contractor_id = {e}.contractor_id
         ORDER BY o.offered_at DESC LIMIT 1"""
# A figure with no price line is that of a case taken back: it counts for no case.
COUNTED = "(CASE WHEN {e}.amount <> 0 OR jsonb_array_length({e}.lines) > 0 THEN 1 ELSE 0 END)"

FILL = """
WITH entries AS (
    SELECT e.*, lag(e.id) OVER figure AS before_id, lag(e.amount) OVER figure AS before_amount,
           lag({counted}) OVER figure AS before_counted,
           lag(e.contractor_id) OVER figure AS before_contractor
      FROM cost_entry e WINDOW figure AS (PARTITION BY e.case_id, e.stage ORDER BY e.id)
), moves AS (
    SELECT e.id, e.case_id, e.at, e.stage, true AS is_reversal, e.before_contractor AS contractor_id,
           -e.before_amount AS amount, -e.before_counted AS counted
      FROM entries e WHERE e.before_amount <> 0 OR e.before_counted <> 0
    UNION ALL
    SELECT e.id, e.case_id, e.at, e.stage, false, e.contractor_id, e.amount, {counted}
      FROM entries e
)
INSERT INTO cost_movement (entry_id, case_id, at, day, stage, is_reversal, language,
                           institution_id, contractor_id, contract_id, amount, cases, words)
SELECT e.id, e.case_id, e.at, (e.at AT TIME ZONE 'Europe/Paris')::date, e.stage, e.is_reversal,
       c.language, c.institution_id, e.contractor_id, ({contract}), e.amount, e.counted,
       e.counted * c.words
  FROM moves e JOIN case_file c ON c.id = e.case_id
 ORDER BY e.id, e.is_reversal DESC
"""


def stages() -> sa.Enum:
    return sa.Enum(*STAGES, name="coststage", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("LOCK TABLE cost_entry IN SHARE ROW EXCLUSIVE MODE")
    _tables()
    op.create_index("ix_purchase_order_case", "purchase_order", ["case_id", "offered_at"])
    counted, contract = COUNTED.format(e="e"), CONTRACT.format(e="e")
    op.execute(FILL.format(counted=counted, contract=contract))
    op.execute("INSERT INTO cost_pending SELECT id FROM cost_movement")
    counted, contract = COUNTED.format(e="NEW"), CONTRACT.format(e="NEW")
    op.execute(TRIGGER.format(counted=counted, contract=contract))
    op.execute(
        "CREATE TRIGGER cost_entry_moves AFTER INSERT ON cost_entry "
        "FOR EACH ROW EXECUTE FUNCTION note_cost_movement()"
    )
    op.execute(
        "CREATE TRIGGER cost_movement_append_only BEFORE UPDATE OR DELETE ON cost_movement "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER cost_movement_no_truncate BEFORE TRUNCATE ON cost_movement "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _tables() -> None:
    name = "cost_movement"
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stage", stages(), nullable=False),
        sa.Column("is_reversal", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("contractor_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["cost_entry.id"], name=f"fk_{name}_entry_id_cost_entry"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=f"fk_{name}_case_id_case_file"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )  # fmt: skip
    op.create_index(f"ix_{name}_figure", name, ["case_id", "stage", "id"])
    op.create_index(f"ix_{name}_entry_id", name, ["entry_id"])
    op.create_index(f"ix_{name}_day", name, ["stage", "day", "language"])
    op.create_table(
        "cost_pending",
        sa.Column("movement_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("movement_id", name="pk_cost_pending"),
    )
    dimension = sa.Enum(
        *DIMENSIONS, name="costdimension", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "cost_day",
        sa.Column("stage", stages(), nullable=False),
        sa.Column("dimension", dimension, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("is_outside", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("words", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "stage", "dimension", "day", "key", "is_outside", name="pk_cost_day"
        ),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TRIGGER cost_entry_moves ON cost_entry")
    op.execute("DROP FUNCTION note_cost_movement()")
    for table in ("cost_day", "cost_pending", "cost_movement"):
        op.drop_table(table)
    op.drop_index("ix_purchase_order_case", "purchase_order")
