"""A line of a sheet handed in, or of a rubric in use, cannot be moved away either: both its old and its new place are asked."""

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION cases_freeze_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_reviewsheet WHERE id IN (OLD.sheet_id, NEW.sheet_id) AND state = 'submitted') THEN
        RAISE EXCEPTION 'review sheet % is handed in and frozen', COALESCE(OLD.sheet_id, NEW.sheet_id);
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION cases_freeze_rubric_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_reviewbatch_rubrics WHERE rubric_id IN (OLD.rubric_id, NEW.rubric_id)) THEN
        RAISE EXCEPTION 'rubric % is used by a batch and frozen', COALESCE(OLD.rubric_id, NEW.rubric_id);
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION cases_freeze_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_reviewsheet WHERE id = COALESCE(NEW.sheet_id, OLD.sheet_id) AND state = 'submitted') THEN
        RAISE EXCEPTION 'review sheet % is handed in and frozen', COALESCE(NEW.sheet_id, OLD.sheet_id);
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION cases_freeze_rubric_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_reviewbatch_rubrics WHERE rubric_id = COALESCE(NEW.rubric_id, OLD.rubric_id)) THEN
        RAISE EXCEPTION 'rubric % is used by a batch and frozen', COALESCE(NEW.rubric_id, OLD.rubric_id);
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_objection_per_letter")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AlterField(
            model_name="catalogueentry",
            name="is_late",
            field=models.BooleanField(default=False, verbose_name="决定超过办案期限"),
        ),
    ]
