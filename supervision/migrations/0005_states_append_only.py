"""Let the database keep what was once written down: rows are added, never changed or taken away."""

from django.db import migrations

FORWARDS = "CREATE TRIGGER supervision_sharestate_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON supervision_sharestate FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();"
BACKWARDS = "DROP TRIGGER supervision_sharestate_append_only ON supervision_sharestate;"


class Migration(migrations.Migration):
    dependencies = [("supervision", "0004_share_states"), ("core", "0011_append_only")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
