"""Let the database keep a pack as it was made: rows are added, never changed or taken away."""

from django.db import migrations

FORWARDS = "CREATE TRIGGER reports_unitpack_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_unitpack FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();"
BACKWARDS = "DROP TRIGGER reports_unitpack_append_only ON reports_unitpack;"


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_unit_packs"), ("core", "0011_append_only")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
