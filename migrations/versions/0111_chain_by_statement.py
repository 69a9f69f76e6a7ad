"""The head of a chain is written once a statement, not once a row.

Each row wrote the head and read it again: within one transaction PostgreSQL keeps every former
version of that row, so that 10,000 records at once (a plan of the whole stock) took minutes, with
all other writers waiting. A row now follows the last one of its own table. Where the head is ahead
of it, rows were removed behind the database's back: the chain goes on from the head, and the gap
stays in sight of `flask audit verify`.

Assumes that the previous version of the code is still running: it inserts as before. Inserts wait
a moment for the new triggers.
"""

from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None

TABLES = ("audit_event", "document_access")
CHAIN = """
CREATE OR REPLACE FUNCTION {table}_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head audit_chain_head; last record;
BEGIN
    SELECT * INTO head FROM audit_chain_head WHERE chain = '{table}' FOR UPDATE;
    SELECT seq, hash INTO last FROM {table} ORDER BY seq DESC LIMIT 1;
    IF FOUND AND last.seq > head.seq THEN
        head.seq := last.seq;
        head.hash := last.hash;
    END IF;
    NEW.seq := head.seq + 1;
    NEW.previous_hash := head.hash;
    NEW.hash := {table}_digest(NEW);
    RETURN NEW;
END $$
"""
HEAD = """
CREATE FUNCTION {table}_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE audit_chain_head SET seq = last.seq, hash = last.hash
      FROM (SELECT seq, hash FROM added ORDER BY seq DESC LIMIT 1) AS last
     WHERE chain = '{table}';
    RETURN NULL;
END $$
"""
BY_ROW = """
CREATE OR REPLACE FUNCTION {table}_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head audit_chain_head;
BEGIN
    SELECT * INTO head FROM audit_chain_head WHERE chain = '{table}' FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.previous_hash := head.hash;
    NEW.hash := {table}_digest(NEW);
    UPDATE audit_chain_head SET seq = NEW.seq, hash = NEW.hash WHERE chain = '{table}';
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in TABLES:
        op.execute(HEAD.format(table=table))
        op.execute(
            f"CREATE TRIGGER {table}_head AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_head()"
        )
        op.execute(CHAIN.format(table=table))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_head ON {table}")
        op.execute(f"DROP FUNCTION {table}_head()")
        op.execute(BY_ROW.format(table=table))
