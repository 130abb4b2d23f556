"""整改沿革, begun with what the columns of every order still tell."""

import django.db.models.deletion
from django.db import migrations, models

BACKFILL = """
INSERT INTO rectification_orderstate (order_id, at, status, due_on)
SELECT id, issued_on::timestamp AT TIME ZONE 'Asia/Shanghai', 'issued', due_on FROM rectification_order ORDER BY id;
INSERT INTO rectification_orderstate (order_id, at, status, due_on, reported_at)
SELECT id, reported_at, 'report_submitted', due_on, reported_at FROM rectification_order WHERE reported_at IS NOT NULL ORDER BY id;
INSERT INTO rectification_orderstate (order_id, at, status, due_on, reported_at, closed_at)
SELECT id, COALESCE(cancelled_at, closed_at, reported_at, filed_at, acknowledged_at, issued_on::timestamp AT TIME ZONE 'Asia/Shanghai'), status, due_on, reported_at, closed_at
FROM rectification_order WHERE status NOT IN ('issued', 'report_submitted') ORDER BY id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("rectification", "0003_cancelled"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("issued", "已下达"),
                            ("acknowledged", "已签收"),
                            ("plan_submitted", "方案已报"),
                            ("in_progress", "整改中"),
                            ("unit_review", "单位审核中"),
                            ("report_submitted", "待验收"),
                            ("returned", "退回整改"),
                            ("closed", "已销号"),
                            ("cancelled", "已撤销"),
                        ],
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("reported_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="销号时间")),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="states", to="rectification.order", verbose_name="整改")),
            ],
            options={
                "verbose_name": "整改沿革",
                "verbose_name_plural": "整改沿革",
                "ordering": ["order", "at", "pk"],
                "indexes": [models.Index(fields=["order", "at"], name="order_state_at")],
            },
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
