"""修改痕迹 of drafts, append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("changes", models.JSONField(default=list, verbose_name="改动")),
                (
                    "author",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="修改人"),
                ),
                (
                    "document",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="documents.document", verbose_name="文书"),
                ),
            ],
            options={
                "verbose_name": "修改痕迹",
                "verbose_name_plural": "修改痕迹",
                "ordering": ["-pk"],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER revision_frozen BEFORE UPDATE ON documents_revision FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();",
            "DROP TRIGGER revision_frozen ON documents_revision;",
        ),
    ]
