"""An objection belongs to the letter it answers; those on record to the letter that stands on the unit's row."""

import django.db.models.deletion
from django.db import migrations, models

BACKFILL = """
UPDATE cases_objection SET document_id = row.feedback_id
FROM cases_drawnfile file JOIN cases_batchunit row ON row.id = file.row_id
WHERE file.id = cases_objection.file_id
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_paper_approval_of_before"), ("documents", "0005_day_of_service")]

    operations = [
        migrations.AddField(
            model_name="objection",
            name="document",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document", verbose_name="反馈函"),
        ),
        migrations.AlterField(
            model_name="objection",
            name="file",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="cases.drawnfile", verbose_name="抽中案卷"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(fields=("file", "document"), name="review_objection_once", violation_error_message="对这份反馈函已提过异议。"),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
