"""What a document says is frozen when it is signed and issued; numbers, opinions and services keep their place."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION documents_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records of % are never deleted', TG_TABLE_NAME;
END $$;

CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records of % are never changed', TG_TABLE_NAME;
END $$;

CREATE FUNCTION documents_freeze_document() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION documents_freeze_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'voided' OR (NEW.agency_code, NEW.year, NEW.seq, NEW.text, NEW.document_id, NEW.taken_at)
       IS DISTINCT FROM (OLD.agency_code, OLD.year, OLD.seq, OLD.text, OLD.document_id, OLD.taken_at) THEN
        RAISE EXCEPTION 'number % keeps its place in the register', OLD.text;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_freeze_service() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION documents_refuse_served_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.served_at IS NOT NULL THEN
        RAISE EXCEPTION 'service % is done and its record stays', OLD.id;
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION documents_refuse_numbered_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('drafted', 'reviewed') THEN
        RAISE EXCEPTION 'document % is signed and stays', OLD.id;
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER document_frozen BEFORE UPDATE ON documents_document FOR EACH ROW EXECUTE FUNCTION documents_freeze_document();
CREATE TRIGGER document_stays BEFORE DELETE ON documents_document FOR EACH ROW EXECUTE FUNCTION documents_refuse_numbered_delete();
CREATE TRIGGER number_frozen BEFORE UPDATE ON documents_numberregister FOR EACH ROW EXECUTE FUNCTION documents_freeze_number();
CREATE TRIGGER number_stays BEFORE DELETE ON documents_numberregister FOR EACH ROW EXECUTE FUNCTION documents_refuse_delete();
CREATE TRIGGER opinion_frozen BEFORE UPDATE ON documents_opinion FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
CREATE TRIGGER opinion_stays BEFORE DELETE ON documents_opinion FOR EACH ROW EXECUTE FUNCTION documents_refuse_delete();
CREATE TRIGGER paper_approval_frozen BEFORE UPDATE ON documents_paperapproval FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
CREATE TRIGGER paper_approval_stays BEFORE DELETE ON documents_paperapproval FOR EACH ROW EXECUTE FUNCTION documents_refuse_delete();
CREATE TRIGGER service_frozen BEFORE UPDATE ON documents_service FOR EACH ROW EXECUTE FUNCTION documents_freeze_service();
CREATE TRIGGER service_stays BEFORE DELETE ON documents_service FOR EACH ROW EXECUTE FUNCTION documents_refuse_served_delete();
"""

BACKWARD = """
DROP TRIGGER service_stays ON documents_service;
DROP TRIGGER service_frozen ON documents_service;
DROP TRIGGER paper_approval_stays ON documents_paperapproval;
DROP TRIGGER paper_approval_frozen ON documents_paperapproval;
DROP TRIGGER opinion_stays ON documents_opinion;
DROP TRIGGER opinion_frozen ON documents_opinion;
DROP TRIGGER number_stays ON documents_numberregister;
DROP TRIGGER number_frozen ON documents_numberregister;
DROP TRIGGER document_stays ON documents_document;
DROP TRIGGER document_frozen ON documents_document;
DROP FUNCTION documents_refuse_numbered_delete();
DROP FUNCTION documents_refuse_served_delete();
DROP FUNCTION documents_freeze_service();
DROP FUNCTION documents_freeze_number();
DROP FUNCTION documents_freeze_document();
DROP FUNCTION documents_refuse_change();
DROP FUNCTION documents_refuse_delete();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
