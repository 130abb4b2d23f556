"""原一票否决: whether the grade objected to was a veto, so that the month it was given in can be told again."""

from django.db import migrations, models

BACKFILL = "UPDATE cases_objection SET was_vetoed = TRUE WHERE old_score = 0 AND old_grade = 'fail';"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_paper_approval"),
    ]

    operations = [
        migrations.AddField(
            model_name="objection",
            name="was_vetoed",
            field=models.BooleanField(default=False, verbose_name="原一票否决"),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
