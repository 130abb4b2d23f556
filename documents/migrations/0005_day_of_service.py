"""送达日期: the stated day that every term counts from, frozen with the service; for what was served before, the day it was registered."""

from django.conf import settings
from django.db import migrations, models

FILL = """
UPDATE documents_service SET served_on = (served_at AT TIME ZONE 'Asia/Shanghai')::date WHERE served_at IS NOT NULL;
UPDATE documents_service SET posted_on = served_on WHERE method = 'notice';
UPDATE documents_document SET served_on = (served_at AT TIME ZONE 'Asia/Shanghai')::date WHERE served_at IS NOT NULL;
"""
FREEZE = """
CREATE OR REPLACE FUNCTION documents_freeze_service() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.document_id <> OLD.document_id OR NEW.unit_id <> OLD.unit_id THEN
        RAISE EXCEPTION 'service % belongs to its document and unit', OLD.id;
    END IF;
    IF OLD.served_at IS NOT NULL AND (NEW.served_at, NEW.served_on, NEW.posted_on, NEW.method, NEW.file_id, NEW.objection_due_on)
       IS DISTINCT FROM (OLD.served_at, OLD.served_on, OLD.posted_on, OLD.method, OLD.file_id, OLD.objection_due_on) THEN
        RAISE EXCEPTION 'service % is done and its record is frozen', OLD.id;
    END IF;
    RETURN NEW;
END $$;
"""
THAW = """
CREATE OR REPLACE FUNCTION documents_freeze_service() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.document_id <> OLD.document_id OR NEW.unit_id <> OLD.unit_id THEN
        RAISE EXCEPTION 'service % belongs to its document and unit', OLD.id;
    END IF;
    IF OLD.served_at IS NOT NULL AND (NEW.served_at, NEW.method, NEW.file_id, NEW.objection_due_on)
       IS DISTINCT FROM (OLD.served_at, OLD.method, OLD.file_id, OLD.objection_due_on) THEN
        RAISE EXCEPTION 'service % is done and its record is frozen', OLD.id;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_post_exclusivity"),
        ("core", "0008_import_reading"),
        ("documents", "0004_revisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="service",
            name="service_served_fields_together",
        ),
        migrations.AddField(
            model_name="document",
            name="served_on",
            field=models.DateField(null=True, verbose_name="送达日期"),
        ),
        migrations.AddField(
            model_name="service",
            name="posted_on",
            field=models.DateField(null=True, verbose_name="公告日期"),
        ),
        migrations.AddField(
            model_name="service",
            name="served_on",
            field=models.DateField(null=True, verbose_name="送达日期"),
        ),
        migrations.AlterField(
            model_name="document",
            name="served_at",
            field=models.DateTimeField(null=True, verbose_name="登记送达时间"),
        ),
        migrations.AlterField(
            model_name="service",
            name="served_at",
            field=models.DateTimeField(null=True, verbose_name="登记时间"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(FREEZE, THAW),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("served_at", None), ("served_on", None), ("state", "pending")),
                    models.Q(
                        models.Q(("state", "pending"), _negated=True),
                        ("served_at__isnull", False),
                        ("served_on__isnull", False),
                        models.Q(("method", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="service_served_fields_together",
                violation_error_message="送达须写明方式、日期和登记时间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", "notice"), ("posted_on__isnull", False)),
                    models.Q(models.Q(("method", "notice"), _negated=True), ("posted_on", None)),
                    _connector="OR",
                ),
                name="service_notice_has_day",
                violation_error_message="公告送达须写明公告日期。",
            ),
        ),
    ]
