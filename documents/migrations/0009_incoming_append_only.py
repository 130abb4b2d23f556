"""What was once written on a paper received stays: instructions and steps are added, never changed; a paper is never deleted and keeps its number."""

from django.db import migrations

TABLES = ("instruction", "incomingstep")
KEPT = """
CREATE FUNCTION documents_keep_incoming() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'voided' THEN
        RAISE EXCEPTION 'paper % is voided and stays as it was', OLD.number;
    END IF;
    IF (NEW.year, NEW.seq, NEW.number, NEW.registered_at, NEW.registered_by_id)
       IS DISTINCT FROM (OLD.year, OLD.seq, OLD.number, OLD.registered_at, OLD.registered_by_id) THEN
        RAISE EXCEPTION 'paper % keeps its place in the register', OLD.number;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER incoming_kept BEFORE UPDATE ON documents_incoming FOR EACH ROW EXECUTE FUNCTION documents_keep_incoming();
CREATE TRIGGER incoming_stays BEFORE DELETE ON documents_incoming FOR EACH ROW EXECUTE FUNCTION documents_refuse_delete();
"""
FREED = """
DROP TRIGGER incoming_stays ON documents_incoming;
DROP TRIGGER incoming_kept ON documents_incoming;
DROP FUNCTION documents_keep_incoming();
"""
FORWARDS = KEPT + "".join(
    f"CREATE TRIGGER documents_{table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON documents_{table} FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();"
    for table in TABLES
)
BACKWARDS = "".join(f"DROP TRIGGER documents_{table}_append_only ON documents_{table};" for table in TABLES) + FREED


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_incoming"), ("core", "0011_append_only")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
