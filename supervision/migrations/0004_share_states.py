"""分工沿革, begun with how every share of an issued plan stands."""

import django.db.models.deletion
from django.db import migrations, models

BACKFILL = """
INSERT INTO supervision_sharestate (share_id, at, status, due_on, is_running, task, latest, latest_at)
SELECT share.id, COALESCE(share.latest_at, plan.created_at), share.status, share.due_on, plan.status IN ('issued', 'in_progress'), item.text, LEFT(share.latest, 200), share.latest_at
FROM supervision_assignment share JOIN supervision_planitem item ON item.id = share.item_id JOIN supervision_plan plan ON plan.id = item.plan_id
WHERE share.unit_id IS NOT NULL AND plan.status NOT IN ('draft', 'approved');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0003_measures_span"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShareState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("assigned", "已分解"),
                            ("in_progress", "推进中"),
                            ("submitted", "待确认"),
                            ("confirmed", "已确认"),
                            ("returned", "已退回"),
                            ("done", "已完成"),
                            ("done_continuing", "完成并长期推进"),
                        ],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(null=True, verbose_name="完成时限")),
                ("is_running", models.BooleanField(verbose_name="计划实施中")),
                ("task", models.TextField(verbose_name="工作任务")),
                ("latest", models.CharField(blank=True, max_length=200, verbose_name="最新进展")),
                ("latest_at", models.DateTimeField(null=True, verbose_name="进展时间")),
                (
                    "share",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="states", to="supervision.assignment", verbose_name="分工"),
                ),
            ],
            options={
                "verbose_name": "分工沿革",
                "verbose_name_plural": "分工沿革",
                "ordering": ["share", "at", "pk"],
                "indexes": [models.Index(fields=["share", "at"], name="share_state_at")],
            },
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),  # what stood before is known as it stands now
    ]
