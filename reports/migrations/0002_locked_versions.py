"""What a locked version says stays: its rows and figures, and all of itself but the files that are set from them."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION reports_freeze_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'locked' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE'
       OR (to_jsonb(NEW) - ARRAY['workbook_id', 'pdf_id', 'pdf_note', 'job_id']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['workbook_id', 'pdf_id', 'pdf_note', 'job_id']) THEN
        RAISE EXCEPTION 'report % is locked and frozen', OLD.id;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION reports_freeze_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reports_report WHERE id IN (OLD.report_id, NEW.report_id) AND status = 'locked') THEN
        RAISE EXCEPTION 'report % is locked and frozen', COALESCE(OLD.report_id, NEW.report_id);
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER reports_report_frozen BEFORE UPDATE OR DELETE ON reports_report FOR EACH ROW EXECUTE FUNCTION reports_freeze_report();
CREATE TRIGGER reports_frozenrow_frozen BEFORE INSERT OR UPDATE OR DELETE ON reports_frozenrow FOR EACH ROW EXECUTE FUNCTION reports_freeze_part();
CREATE TRIGGER reports_figure_frozen BEFORE INSERT OR UPDATE OR DELETE ON reports_figure FOR EACH ROW EXECUTE FUNCTION reports_freeze_part();
"""
BACKWARDS = """
DROP TRIGGER reports_figure_frozen ON reports_figure;
DROP TRIGGER reports_frozenrow_frozen ON reports_frozenrow;
DROP TRIGGER reports_report_frozen ON reports_report;
DROP FUNCTION reports_freeze_part();
DROP FUNCTION reports_freeze_report();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
