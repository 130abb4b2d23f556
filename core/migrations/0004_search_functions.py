"""Functions of the search: zh_fold and zh_bigrams."""

from django.db import migrations

from core.search.fold import functions_sql


class Migration(migrations.Migration):
    dependencies = [("core", "0003_powers")]

    operations = [
        migrations.RunSQL(functions_sql(), "DROP FUNCTION IF EXISTS zh_bigrams(text); DROP FUNCTION IF EXISTS zh_fold(text);"),
    ]
