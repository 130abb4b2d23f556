"""审计链: entries cannot be changed, links have no gap, and every kind of tampering is named."""

import base64
import json
import os

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.audit import verify as module
from core.audit.models import AuditEntry, AuditLink
from core.audit.trail import record
from core.audit.verify import anchor_file, verify, write_anchor
from core.tasks import anchor_audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(settings, tmp_path):
    """Three entries with their links, the deferred trigger fired as COMMIT would."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors" / "audit.jsonl")
    for act in ("one", "two", "three"):
        record(actor=None, act=act, target=None, at=timezone.now(), changes={"分值": [1, 2]})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return list(AuditLink.objects.order_by("seq"))


def _as_owner(sql, *values):
    """What somebody with the owner's password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = origin")


def test_chain_of_honest_entries_holds(chain):
    verdict = verify()

    assert (verdict.holds, verdict.entries, verdict.head) == (True, len(chain), chain[-1].chained)


@pytest.mark.parametrize(
    "sql", ["UPDATE core_auditentry SET note = 'x'", "DELETE FROM core_auditentry", "UPDATE core_auditlink SET chained = ''", "DELETE FROM core_auditlink"]
)
def test_database_refuses_to_change_the_trail(chain, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_altered_entry_is_named(chain):
    victim = chain[-2].entry_id
    _as_owner("UPDATE core_auditentry SET note = '改过' WHERE id = %s", victim)

    assert f"日志 {victim} 被改动" in verify().fault


def test_changed_facts_inside_json_are_named(chain):
    victim = chain[-1].entry_id
    _as_owner("UPDATE core_auditentry SET changes = %s WHERE id = %s", json.dumps({"分值": [1, 3]}), victim)

    assert f"日志 {victim} 被改动" in verify().fault


def test_missing_link_is_named(chain):
    _as_owner("DELETE FROM core_auditlink WHERE seq = %s", chain[-2].seq)

    assert f"第 {chain[-2].seq} 环缺失" in verify().fault


def test_log_longer_than_chain_is_named(chain):
    _as_owner("DELETE FROM core_auditlink WHERE seq = %s", chain[-1].seq)

    assert f"日志 {chain[-1].entry_id} 不在链上" in verify().fault


def test_cut_tail_differs_from_the_kept_head(chain):
    write_anchor()
    _as_owner("DELETE FROM core_auditlink WHERE seq = %s", chain[-1].seq)
    _as_owner("DELETE FROM core_auditentry WHERE id = %s", chain[-1].entry_id)

    assert "链比留存的链头短" in verify().fault


def test_forged_anchor_is_named(chain):
    write_anchor()
    line = json.loads(anchor_file().read_text(encoding="utf-8"))
    anchor_file().write_text(json.dumps({**line, "head": "0" * 64}) + "\n", encoding="utf-8")

    assert "签名不符" in verify().fault


def test_heads_kept_under_an_earlier_key_stay_signed(chain, settings):
    write_anchor()
    settings.FIELD_KEYS = [f"next:{base64.b64encode(os.urandom(32)).decode()}", *settings.FIELD_KEYS]
    write_anchor()

    assert verify().fault == ""


def test_head_kept_while_the_chain_is_walked_raises_no_alarm(chain, monkeypatch):
    walk = module._links

    def walk_while_others_act():
        yield from list(walk())
        record(actor=None, act="meanwhile", target=None, at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        write_anchor()

    monkeypatch.setattr(module, "_links", walk_while_others_act)

    assert verify().fault == ""


def test_removed_anchor_file_is_noticed(chain):
    anchor_audit()
    kept = verify().fault
    anchor_file().unlink()

    assert (kept, verify().fault) == ("", "留存的链头不全：最近一次留存的链头不在留存文件里")


@transaction.atomic
def _act_with_a_broken_record():
    record(actor=None, act="kept", target=None, at=timezone.now())
    record(actor=None, act="broken", target=None, at=timezone.now(), changes={"x": object()})


def test_failing_audit_undoes_the_act(chain):
    before = AuditEntry.objects.count()

    with pytest.raises(TypeError):
        _act_with_a_broken_record()

    assert AuditEntry.objects.count() == before
