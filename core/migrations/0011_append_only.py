"""One refusal for every table whose rows are added and never changed; the first of them holds the values of 参数."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER core_parametervalue_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_parametervalue
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""
BACKWARDS = """
DROP TRIGGER core_parametervalue_append_only ON core_parametervalue;
DROP FUNCTION core_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0010_settled_messages")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
