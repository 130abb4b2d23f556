"""撤稿: a draft may end with a reason. A voided number brings the document back to where it was signed from; one sealed version for all units."""

from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE OR REPLACE FUNCTION documents_freeze_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'dropped' THEN
        RAISE EXCEPTION 'document % is dropped and stays as it was', OLD.id;
    END IF;
    IF OLD.status IN ('drafted', 'reviewed') THEN
        RETURN NEW;
    END IF;
    IF NEW.status IN ('drafted', 'reviewed') AND OLD.status = 'signed' THEN
        RETURN NEW;
    END IF;
    IF NEW.status IN ('drafted', 'reviewed', 'dropped') OR (NEW.status = 'signed' AND OLD.status <> 'signed') THEN
        RAISE EXCEPTION 'document % is signed and cannot go back', OLD.id;
    END IF;
    IF (NEW.kind_id, NEW.title, NEW.to_unit_id, NEW.to_text, NEW.copy_to, NEW.content, NEW.number, NEW.code, NEW.dated_on, NEW.signer_name, NEW.drafted_by_id)
       IS DISTINCT FROM
       (OLD.kind_id, OLD.title, OLD.to_unit_id, OLD.to_text, OLD.copy_to, OLD.content, OLD.number, OLD.code, OLD.dated_on, OLD.signer_name, OLD.drafted_by_id)
       OR (NEW.signed_by_id, NEW.signed_at, NEW.reply_rule, NEW.reply_days, NEW.reply_unit, NEW.reply_on, NEW.objection_days)
       IS DISTINCT FROM
       (OLD.signed_by_id, OLD.signed_at, OLD.reply_rule, OLD.reply_days, OLD.reply_unit, OLD.reply_on, OLD.objection_days) THEN
        RAISE EXCEPTION 'document % is signed and its text is frozen', OLD.id;
    END IF;
    IF OLD.status <> 'signed' AND (NEW.pdf_id, NEW.docx_id, NEW.issued_at) IS DISTINCT FROM (OLD.pdf_id, OLD.docx_id, OLD.issued_at) THEN
        RAISE EXCEPTION 'document % is issued and its files are frozen', OLD.id;
    END IF;
    IF NEW.sealed_file_id IS DISTINCT FROM OLD.sealed_file_id AND (OLD.status NOT IN ('signed', 'issued', 'sealed')
       OR EXISTS (SELECT 1 FROM documents_service WHERE document_id = OLD.id AND served_at IS NOT NULL)) THEN
        RAISE EXCEPTION 'document % is served and its sealed version is frozen', OLD.id;
    END IF;
    RETURN NEW;
END $$;
"""
THAW = """
CREATE OR REPLACE FUNCTION documents_freeze_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('drafted', 'reviewed') THEN
        RETURN NEW;
    END IF;
    IF NEW.status = 'reviewed' AND OLD.status = 'signed' THEN
        RETURN NEW;
    END IF;
    IF NEW.status IN ('drafted', 'reviewed') OR (NEW.status = 'signed' AND OLD.status <> 'signed') THEN
        RAISE EXCEPTION 'document % is signed and cannot go back', OLD.id;
    END IF;
    IF (NEW.kind_id, NEW.title, NEW.to_unit_id, NEW.to_text, NEW.copy_to, NEW.content, NEW.number, NEW.code, NEW.dated_on, NEW.signer_name, NEW.drafted_by_id)
       IS DISTINCT FROM
       (OLD.kind_id, OLD.title, OLD.to_unit_id, OLD.to_text, OLD.copy_to, OLD.content, OLD.number, OLD.code, OLD.dated_on, OLD.signer_name, OLD.drafted_by_id)
       OR (NEW.signed_by_id, NEW.signed_at, NEW.reply_rule, NEW.reply_days, NEW.reply_unit, NEW.reply_on, NEW.objection_days)
       IS DISTINCT FROM
       (OLD.signed_by_id, OLD.signed_at, OLD.reply_rule, OLD.reply_days, OLD.reply_unit, OLD.reply_on, OLD.objection_days) THEN
        RAISE EXCEPTION 'document % is signed and its text is frozen', OLD.id;
    END IF;
    IF OLD.status <> 'signed' AND (NEW.pdf_id, NEW.docx_id, NEW.issued_at) IS DISTINCT FROM (OLD.pdf_id, OLD.docx_id, OLD.issued_at) THEN
        RAISE EXCEPTION 'document % is issued and its files are frozen', OLD.id;
    END IF;
    IF OLD.status NOT IN ('signed', 'issued', 'sealed') AND NEW.sealed_file_id IS DISTINCT FROM OLD.sealed_file_id THEN
        RAISE EXCEPTION 'document % is served and its sealed version is frozen', OLD.id;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_post_exclusivity"),
        ("core", "0011_append_only"),
        ("documents", "0005_day_of_service"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="document",
            name="document_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="document_signed_fields_together",
        ),
        migrations.AddField(
            model_name="document",
            name="drop_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="撤稿理由"),
        ),
        migrations.AddField(
            model_name="document",
            name="dropped_at",
            field=models.DateTimeField(null=True, verbose_name="撤稿时间"),
        ),
        migrations.AlterField(
            model_name="document",
            name="status",
            field=models.CharField(
                choices=[
                    ("drafted", "草拟中"),
                    ("reviewed", "已核稿"),
                    ("signed", "已签发"),
                    ("issued", "已制发"),
                    ("sealed", "已用印"),
                    ("served", "已送达"),
                    ("responded", "已回复"),
                    ("archived", "已归档"),
                    ("revoked", "已撤销"),
                    ("dropped", "已撤稿"),
                ],
                default="drafted",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["drafted", "reviewed", "signed", "issued", "sealed", "served", "responded", "archived", "revoked", "dropped"])
                ),
                name="document_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["drafted", "reviewed", "dropped"]), ("number", ""), ("signed_at", None)),
                    models.Q(
                        ("dated_on__isnull", False),
                        ("signed_at__isnull", False),
                        ("status__in", ["signed", "issued", "sealed", "served", "responded", "archived", "revoked"]),
                        models.Q(("number", ""), _negated=True),
                        models.Q(("signer_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="document_signed_fields_together",
                violation_error_message="签发的文书必须有签发人、日期和文号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dropped_at__isnull", False), ("status", "dropped"), models.Q(("drop_reason", ""), _negated=True)),
                    models.Q(models.Q(("status", "dropped"), _negated=True), ("drop_reason", ""), ("dropped_at", None)),
                    _connector="OR",
                ),
                name="document_dropped_has_reason",
                violation_error_message="撤稿必须写明理由。",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
