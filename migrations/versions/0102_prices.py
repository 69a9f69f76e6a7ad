"""Sums of costs by month; prices by the hour, of interpreting, urgent or near-identical; VAT; revision by an index.

Assumes that the previous version of the code is still running: new columns have a default, CHECKs
are only widened (it writes none of the new values, and must be gone before a price by the hour
or of interpreting is recorded: it could not read it). A price keeps its terms for ever: only the
end of its period may be written, which is all the previous code does too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0082"
branch_labels = None
depends_on = None

UNITS = {
    True: ("word", "page", "document", "hour"),
    False: ("word", "page", "document"),
}
PRICED = ("price", "in_house_rate", "agreement_tariff", "invoice_line")
KINDS = ("translation", "certification", "interpreting")
SHARES = ("urgency", "near_identical")
STAGES = ("estimated", "committed", "accepted", "paid")
DIMENSIONS = ("language", "institution", "contractor", "contract")
FILL = """
INSERT INTO cost_month (stage, dimension, month, key, is_outside, amount, cases, words)
SELECT stage, dimension, date_trunc('month', day)::date, key, is_outside,
       sum(amount), sum(cases), sum(words)
  FROM cost_day GROUP BY 1, 2, 3, 4, 5
"""
KEEP = """
CREATE FUNCTION refuse_price_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'period' = to_jsonb(OLD) - 'period'
       AND lower(NEW.period) = lower(OLD.period) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a price keeps its terms: end it, and record another'
        USING ERRCODE = 'restrict_violation';
END $$
"""


def one_of(values: tuple[str, ...], column: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def recheck(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({condition}) NOT VALID"
    )
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_{name}")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in PRICED:
        recheck(table, "unit", one_of(UNITS[True], "unit"))
    op.drop_constraint(op.f("ck_price_casekind"), "price", type_="check")
    op.create_check_constraint(op.f("ck_price_workkind"), "price", one_of(KINDS, "kind"))
    for share in SHARES:
        op.add_column(
            "price", sa.Column(share, sa.Numeric(5, 4), nullable=False, server_default="0")
        )
    op.add_column(
        "price", sa.Column("vat_rate", sa.Numeric(5, 4), nullable=False, server_default="0.2")
    )
    op.add_column("price", sa.Column("revised_from_id", sa.Uuid()))
    op.add_column("price", sa.Column("coefficient", sa.Numeric(8, 4)))
    op.add_column(
        "purchase_order",
        sa.Column("is_urgent", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("framework_contract", sa.Column("urgent_days", sa.Integer()))
    op.create_foreign_key(
        "fk_price_revised_from_id_price", "price", "price", ["revised_from_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_price_shares"), "price",
        "urgency >= 0 AND near_identical BETWEEN 0 AND 1 AND vat_rate BETWEEN 0 AND 1",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_price_hours"), "price", "unit <> 'hour' OR kind = 'interpreting'"
    )
    op.execute(KEEP)
    op.execute(
        "CREATE TRIGGER price_kept BEFORE UPDATE OR DELETE ON price "
        "FOR EACH ROW EXECUTE FUNCTION refuse_price_change()"
    )
    _in_house()
    _indexes()
    _months()


def _months() -> None:
    """A roll-up of the previous code would miss the new table: what is rolled is held meanwhile.

    `flask costs rebuild` sums the months anew, should one have run in between.
    """

    def choice(name: str, values: tuple[str, ...]) -> sa.Enum:
        return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)

    op.execute("LOCK TABLE cost_day IN SHARE MODE")
    op.create_table(
        "cost_month",
        sa.Column("stage", choice("coststage", STAGES), nullable=False),
        sa.Column("dimension", choice("costdimension", DIMENSIONS), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("is_outside", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("words", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "stage", "dimension", "month", "key", "is_outside", name="pk_cost_month"
        ),
    )
    op.execute(FILL)


def _in_house() -> None:
    op.add_column("in_house_rate", sa.Column("words_an_hour", sa.Integer()))
    op.drop_constraint("ex_in_house_rate_overlap", "in_house_rate")
    op.create_exclude_constraint(
        "ex_in_house_rate_overlap", "in_house_rate",
        ("kind", "="), ("unit", "="), ("period", "&&"), using="gist",
    )  # fmt: skip


def _indexes() -> None:
    op.create_table(
        "index_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(12, 4), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("value > 0", name=op.f("ck_index_value_positive")),
        sa.CheckConstraint("extract(day from month) = 1", name=op.f("ck_index_value_month")),
        sa.PrimaryKeyConstraint("id", name="pk_index_value"),
        sa.UniqueConstraint("series", "month", name="uq_index_value_month"),
    )
    op.add_column("framework_contract", sa.Column("index_series", sa.String()))
    op.add_column("framework_contract", sa.Column("index_base", sa.Date()))
    for part, default in (("revision_fixed", "1"), ("revision_indexed", "0")):
        column = sa.Column(part, sa.Numeric(5, 4), nullable=False, server_default=default)
        op.add_column("framework_contract", column)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("purchase_order", "is_urgent")
    op.drop_column("framework_contract", "urgent_days")
    op.drop_table("cost_month")
    for column in ("index_series", "index_base", "revision_fixed", "revision_indexed"):
        op.drop_column("framework_contract", column)
    op.drop_table("index_value")
    op.execute("DELETE FROM in_house_rate WHERE unit = 'hour'")
    op.drop_constraint("ex_in_house_rate_overlap", "in_house_rate")
    op.create_exclude_constraint(
        "ex_in_house_rate_overlap", "in_house_rate", ("kind", "="), ("period", "&&"), using="gist"
    )
    op.drop_column("in_house_rate", "words_an_hour")
    op.execute("DROP TRIGGER price_kept ON price")
    op.execute("DROP FUNCTION refuse_price_change()")
    op.execute("DELETE FROM price WHERE kind = 'interpreting'")
    for name in ("hours", "shares", "workkind"):
        op.drop_constraint(op.f(f"ck_price_{name}"), "price", type_="check")
    op.create_check_constraint(op.f("ck_price_casekind"), "price", one_of(KINDS[:2], "kind"))
    op.drop_constraint("fk_price_revised_from_id_price", "price", type_="foreignkey")
    for column in (*SHARES, "vat_rate", "revised_from_id", "coefficient"):
        op.drop_column("price", column)
    for table in PRICED:
        recheck(table, "unit", one_of(UNITS[False], "unit"))
