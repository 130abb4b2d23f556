"""Let the database keep what was once written down: rows are added, never changed or taken away."""

from django.db import migrations

FORWARDS = "CREATE TRIGGER rectification_orderstate_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rectification_orderstate FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();"
BACKWARDS = "DROP TRIGGER rectification_orderstate_append_only ON rectification_orderstate;"


class Migration(migrations.Migration):
    dependencies = [("rectification", "0004_order_states"), ("core", "0011_append_only")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
