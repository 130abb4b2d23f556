"""后台任务: the unit of the post a job runs in. A row of before gets it where the requester has held one post with that role only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
UPDATE core_job AS job SET unit_id = held.unit_id
FROM (SELECT user_id, role_id, min(unit_id) AS unit_id FROM accounts_post GROUP BY user_id, role_id HAVING count(DISTINCT unit_id) = 1) AS held
WHERE held.user_id = job.requested_by_id AND held.role_id = job.post
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_post_exclusivity"),
        ("core", "0011_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.UNIT_MODEL, verbose_name="岗位所在单位"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
