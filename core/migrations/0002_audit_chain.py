"""The audit trail becomes insert-only, and a deferred trigger appends the chain link at COMMIT."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

CREATE FUNCTION audit_append_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last_seq bigint;
    last_chained text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('core_auditlink'));
    SELECT seq, chained INTO last_seq, last_chained FROM core_auditlink ORDER BY seq DESC LIMIT 1;
    last_chained := coalesce(last_chained, repeat('0', 64));
    INSERT INTO core_auditlink (seq, entry_id, previous, chained)
    VALUES (coalesce(last_seq, 0) + 1, NEW.id, last_chained, encode(sha256(convert_to(last_chained || NEW.digest, 'UTF8')), 'hex'));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_entry_chain AFTER INSERT ON core_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_append_link();
"""

BACKWARD = """
DROP TRIGGER audit_entry_chain ON core_auditentry;
DROP FUNCTION audit_append_link();
DROP TRIGGER audit_link_append_only ON core_auditlink;
DROP TRIGGER audit_entry_append_only ON core_auditentry;
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
