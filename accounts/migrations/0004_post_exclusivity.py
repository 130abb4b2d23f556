"""三员互斥: a person who holds an administrator's role holds no other role at the same time, under whatever account."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_person_posts(person bigint)
RETURNS TABLE (role_id varchar, is_administrator boolean, since date, until date) LANGUAGE sql STABLE AS $$
    SELECT p.role_id, r.is_administrator, p.since, p.until
    FROM accounts_post p JOIN accounts_role r ON r.code = p.role_id JOIN accounts_user u ON u.id = p.user_id, accounts_user me
    WHERE me.id = person AND (u.id = me.id OR (me.person_key <> '' AND u.person_key = me.person_key))
$$;

CREATE FUNCTION accounts_refuse_mixed_posts(person bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('accounts_post:' || coalesce(
        (SELECT nullif(person_key, '') FROM accounts_user WHERE id = person), person::text), 0));
    IF EXISTS (
        SELECT 1 FROM accounts_person_posts(person) a JOIN accounts_person_posts(person) b ON a.role_id <> b.role_id
        WHERE a.is_administrator
          AND a.since < coalesce(b.until, 'infinity'::date) AND b.since < coalesce(a.until, 'infinity'::date)
    ) THEN
        RAISE EXCEPTION 'post_administrators_exclusive' USING ERRCODE = 'check_violation', CONSTRAINT = 'post_administrators_exclusive';
    END IF;
END $$;

CREATE FUNCTION accounts_post_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM accounts_refuse_mixed_posts(NEW.user_id);
    RETURN NULL;
END $$;

CREATE FUNCTION accounts_user_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM accounts_refuse_mixed_posts(NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER post_administrators_exclusive AFTER INSERT OR UPDATE OF user_id, role_id, since, until ON accounts_post
    FOR EACH ROW EXECUTE FUNCTION accounts_post_guard();
CREATE TRIGGER user_administrators_exclusive AFTER UPDATE OF person_key ON accounts_user
    FOR EACH ROW WHEN (NEW.person_key <> OLD.person_key) EXECUTE FUNCTION accounts_user_guard();
"""
BACK = """
DROP TRIGGER user_administrators_exclusive ON accounts_user;
DROP TRIGGER post_administrators_exclusive ON accounts_post;
DROP FUNCTION accounts_user_guard();
DROP FUNCTION accounts_post_guard();
DROP FUNCTION accounts_refuse_mixed_posts(bigint);
DROP FUNCTION accounts_person_posts(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_system_account")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
