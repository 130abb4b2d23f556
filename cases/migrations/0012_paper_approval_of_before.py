"""线下审核 of before has no scan: databases that passed 0009 while it asked for one get the same constraint as all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_drop_legal_persons")]

    operations = [
        migrations.RemoveConstraint(model_name="batchunit", name="batch_unit_paper_approval_together"),
        migrations.AddConstraint(
            model_name="batchunit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_on_paper_by", ""), ("approved_on_paper_on", None), ("approved_on_paper_scan", None)),
                    models.Q(models.Q(("approved_on_paper_by", ""), _negated=True), ("approved_on_paper_on__isnull", False)),
                    _connector="OR",
                ),
                name="batch_unit_paper_approval_together",
                violation_error_message="线下审核人、日期须同时登记。",
            ),
        ),
    ]
