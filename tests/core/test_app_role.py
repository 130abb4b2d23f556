"""The role that runs the product reads and writes rows; it changes no table and no audit entry."""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from core import audit
from core.audit.models import AuditEntry, AuditLink

FORBIDDEN = [
    "CREATE TABLE extra (id int)",
    "ALTER TABLE core_job ADD COLUMN extra int",
    "DROP TABLE core_job",
    "TRUNCATE core_job",
    "CREATE FUNCTION extra() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER TABLE core_auditentry DISABLE TRIGGER ALL",
    "UPDATE core_auditentry SET note = ''",
    "DELETE FROM core_auditentry",
    "INSERT INTO core_auditlink (seq, entry_id, previous, chained) VALUES (1, 1, '', '')",
    "UPDATE core_auditlink SET chained = ''",
    "DELETE FROM django_migrations",
    "SET LOCAL session_replication_role = replica",
]


def as_running_role(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE mingdu_app")
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_running_role_may_not(statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        as_running_role(statement)


def test_the_running_role_records_and_the_chain_grows(committed_db):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE mingdu_app")
        audit.record(actor=None, act="test", target=None, at=timezone.now())

    assert AuditEntry.objects.count() == AuditLink.objects.count() == 1


@pytest.mark.django_db
def test_a_statement_and_a_wait_for_a_lock_have_a_limit():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")

        assert cursor.fetchone() == ("30s", "10s")


@pytest.mark.django_db
def test_rights_for_a_role_that_is_not_there_are_refused():
    with pytest.raises(CommandError, match="没有角色"):
        call_command("grant_app", role="nobody_of_that_name")
