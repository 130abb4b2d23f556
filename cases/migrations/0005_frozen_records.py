"""What a draw fixed, a reviewer handed in and a batch uses stays as it is, whoever writes."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cases_freeze_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'draw % is never deleted', OLD.number;
    END IF;
    IF (NEW.number, NEW.kind, NEW.batch_id, NEW.frame, NEW.frame_hash, NEW.size_rule, NEW.frozen_at, NEW.frozen_by_id)
       IS DISTINCT FROM (OLD.number, OLD.kind, OLD.batch_id, OLD.frame, OLD.frame_hash, OLD.size_rule, OLD.frozen_at, OLD.frozen_by_id) THEN
        RAISE EXCEPTION 'draw % is locked and its frame is frozen', OLD.number;
    END IF;
    IF OLD.seed <> '' AND (NEW.seed, NEW.result, NEW.drawn_at, NEW.drawn_by_id) IS DISTINCT FROM (OLD.seed, OLD.result, OLD.drawn_at, OLD.drawn_by_id) THEN
        RAISE EXCEPTION 'draw % is drawn and its result is frozen', OLD.number;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_draw_frozen BEFORE UPDATE OR DELETE ON cases_draw FOR EACH ROW EXECUTE FUNCTION cases_freeze_draw();

CREATE FUNCTION cases_freeze_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'submitted' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR (NEW.state, NEW.score, NEW.grade, NEW.is_vetoed, NEW.problems, NEW.merits, NEW.advice, NEW.submitted_at, NEW.reviewer_id, NEW.file_id, NEW.seat)
       IS DISTINCT FROM (OLD.state, OLD.score, OLD.grade, OLD.is_vetoed, OLD.problems, OLD.merits, OLD.advice, OLD.submitted_at, OLD.reviewer_id, OLD.file_id, OLD.seat) THEN
        RAISE EXCEPTION 'review sheet % is handed in and frozen', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_sheet_frozen BEFORE UPDATE OR DELETE ON cases_reviewsheet FOR EACH ROW EXECUTE FUNCTION cases_freeze_sheet();

CREATE FUNCTION cases_freeze_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_reviewsheet WHERE id = COALESCE(NEW.sheet_id, OLD.sheet_id) AND state = 'submitted') THEN
        RAISE EXCEPTION 'review sheet % is handed in and frozen', COALESCE(NEW.sheet_id, OLD.sheet_id);
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER cases_score_frozen BEFORE INSERT OR UPDATE OR DELETE ON cases_itemscore FOR EACH ROW EXECUTE FUNCTION cases_freeze_line();
CREATE TRIGGER cases_veto_frozen BEFORE INSERT OR UPDATE OR DELETE ON cases_veto FOR EACH ROW EXECUTE FUNCTION cases_freeze_line();

CREATE FUNCTION cases_freeze_rubric_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_reviewbatch_rubrics WHERE rubric_id = COALESCE(NEW.rubric_id, OLD.rubric_id)) THEN
        RAISE EXCEPTION 'rubric % is used by a batch and frozen', COALESCE(NEW.rubric_id, OLD.rubric_id);
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER cases_rubric_item_frozen BEFORE INSERT OR UPDATE OR DELETE ON cases_rubricitem FOR EACH ROW EXECUTE FUNCTION cases_freeze_rubric_item();
"""
BACKWARD = """
DROP TRIGGER cases_rubric_item_frozen ON cases_rubricitem;
DROP FUNCTION cases_freeze_rubric_item();
DROP TRIGGER cases_veto_frozen ON cases_veto;
DROP TRIGGER cases_score_frozen ON cases_itemscore;
DROP FUNCTION cases_freeze_line();
DROP TRIGGER cases_sheet_frozen ON cases_reviewsheet;
DROP FUNCTION cases_freeze_sheet();
DROP TRIGGER cases_draw_frozen ON cases_draw;
DROP FUNCTION cases_freeze_draw();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_finding_order")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
