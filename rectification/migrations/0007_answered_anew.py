"""重新整改: when an order was opened again, and how its problems had been answered before; rows are added, never changed or taken away."""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = "CREATE TRIGGER rectification_earlieranswer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rectification_earlieranswer FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();"
BACKWARDS = "DROP TRIGGER rectification_earlieranswer_append_only ON rectification_earlieranswer;"


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0011_append_only"),
        ("rectification", "0006_return_reason"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="reopened_at",
            field=models.DateTimeField(null=True, verbose_name="重新整改时间"),
        ),
        migrations.CreateModel(
            name="EarlierAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answer", models.TextField(blank=True, verbose_name="整改情况")),
                ("verdict", models.CharField(blank=True, choices=[("pass", "通过"), ("return", "退回")], max_length=10, verbose_name="验收")),
                ("verdict_note", models.CharField(blank=True, max_length=300, verbose_name="退回理由")),
                ("at", models.DateTimeField(verbose_name="重新整改时间")),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="earlier_answers", to="rectification.problem", verbose_name="整改问题"
                    ),
                ),
            ],
            options={
                "verbose_name": "重新整改前的整改情况",
                "verbose_name_plural": "重新整改前的整改情况",
                "ordering": ["pk"],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
