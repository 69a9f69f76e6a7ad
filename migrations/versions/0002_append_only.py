"""Records that cannot be altered: hash chains, append-only triggers, immutable invoices.

Assumes that the previous version of the code is still running: triggers are added to tables that
it only ever inserts into.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ZERO = "0" * 64
CHAINS = {
    "audit_event": "t.actor_id, t.action, t.subject_type, t.subject_id, t.data::text",
    "document_access": (
        "t.user_id, t.case_id, t.document_id, t.object_sha256, t.kind, t.address, t.purpose"
    ),
}
APPEND_ONLY = ("audit_event", "document_access", "cost_entry", "translation_return", "revision")

DIGEST = """
CREATE FUNCTION {table}_digest(t {table}) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(json_build_array(
        t.seq, to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), {columns},
        t.previous_hash)::text, 'UTF8')), 'hex')
$$
"""
CHAIN = """
CREATE FUNCTION {table}_chain() RETURNS trigger LANGUAGE plpgsql AS $$
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
REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed nor removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""
INVOICE = """
CREATE FUNCTION refuse_issued_invoice_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'issued' THEN
        RAISE EXCEPTION 'invoice % is issued: a credit note corrects it', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
# Of a line of an issued invoice only `released_at` may ever be written, by its credit note.
INVOICE_LINE = """
CREATE FUNCTION refuse_issued_line_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE frozen boolean;
BEGIN
    SELECT status = 'issued' INTO frozen FROM invoice
     WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END;
    IF frozen AND NOT (
        TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND NEW.released_at IS NOT NULL
        AND to_jsonb(NEW) - 'released_at' = to_jsonb(OLD) - 'released_at'
    ) THEN
        RAISE EXCEPTION 'the lines of an issued invoice do not change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


def upgrade() -> None:
    for table, columns in CHAINS.items():
        op.execute(
            f"INSERT INTO audit_chain_head VALUES ('{table}', 0, '{ZERO}')"  # noqa: S608
        )
        op.execute(DIGEST.format(table=table, columns=columns))
        op.execute(CHAIN.format(table=table))
        op.execute(
            f"CREATE TRIGGER {table}_chain BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_chain()"
        )
    op.execute(REFUSE)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(INVOICE)
    op.execute(
        "CREATE TRIGGER invoice_immutable BEFORE UPDATE OR DELETE ON invoice "
        "FOR EACH ROW EXECUTE FUNCTION refuse_issued_invoice_change()"
    )
    op.execute(INVOICE_LINE)
    op.execute(
        "CREATE TRIGGER invoice_line_immutable BEFORE INSERT OR UPDATE OR DELETE ON invoice_line "
        "FOR EACH ROW EXECUTE FUNCTION refuse_issued_line_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER invoice_line_immutable ON invoice_line")
    op.execute("DROP FUNCTION refuse_issued_line_change()")
    op.execute("DROP TRIGGER invoice_immutable ON invoice")
    op.execute("DROP FUNCTION refuse_issued_invoice_change()")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    for table in CHAINS:
        op.execute(f"DROP TRIGGER {table}_chain ON {table}")
        op.execute(f"DROP FUNCTION {table}_chain()")
        op.execute(f"DROP FUNCTION {table}_digest({table})")
        op.execute(f"DELETE FROM audit_chain_head WHERE chain = '{table}'")  # noqa: S608
