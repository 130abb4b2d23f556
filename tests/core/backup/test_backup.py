"""A backup comes back whole, and a drill finds whatever was altered."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core import audit
from core.backup import drill as drills
from core.backup.manifest import DATABASE, MEDIA, hash_of, read, row_counts
from core.jobs.models import Heartbeat
from tests.fixtures.live import addresses_of


@pytest.fixture
def installation(committed_db, tmp_path, monkeypatch, settings):
    """A database with an audit entry and a folder with one file that no row names; child processes see the same."""
    settings.MEDIA_DIR = tmp_path / "media"
    (settings.MEDIA_DIR / "ab").mkdir(parents=True)
    (settings.MEDIA_DIR / "ab" / "file").write_bytes(b"evidence")
    for name, value in addresses_of(committed_db).items():
        monkeypatch.setenv(name, value)
    audit.record(actor=None, act="test", target=None, at=timezone.now(), note="kept")
    return committed_db


def drill(folder: Path) -> str:
    said = StringIO()
    call_command("restore_drill", str(folder), stdout=said)
    return said.getvalue()


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'mingdu_drill_%'")
        return {name for (name,) in cursor.fetchall()}


def test_a_backup_names_its_parts_and_rows(installation, tmp_path):
    rows = row_counts()

    call_command("backup", str(tmp_path / "safe"), stdout=StringIO())

    (folder,) = (tmp_path / "safe").iterdir()
    kept = read(folder)
    assert kept.rows == rows
    assert kept.files == 1
    assert kept.parts == {DATABASE: hash_of(folder / DATABASE), MEDIA: hash_of(folder / MEDIA)}
    assert Heartbeat.objects.get(name="backup").note == folder.name


def test_a_drill_proves_the_newest_backup_and_leaves_nothing_behind(installation, tmp_path):
    call_command("backup", str(tmp_path / "safe"), stdout=StringIO())

    said = drill(tmp_path / "safe")

    assert said.endswith("恢复演练通过。\n")
    assert databases() == set()


def test_a_drill_unpacks_beside_the_backup_or_where_it_is_told(installation, tmp_path, monkeypatch):
    call_command("backup", str(tmp_path / "safe"), stdout=StringIO())
    (tmp_path / "roomy").mkdir()
    used = []
    unpack = drills._unpack
    monkeypatch.setattr(drills, "_unpack", lambda archive, folder: used.append(folder.parent) or unpack(archive, folder))

    drill(tmp_path / "safe")
    call_command("restore_drill", str(tmp_path / "safe"), "--workplace", str(tmp_path / "roomy"), stdout=StringIO())

    assert used == [tmp_path / "safe", tmp_path / "roomy"]
    assert list((tmp_path / "roomy").iterdir()) == []


def test_a_drill_finds_an_altered_part(installation, tmp_path):
    call_command("backup", str(tmp_path / "safe"), stdout=StringIO())
    (folder,) = (tmp_path / "safe").iterdir()
    with (folder / MEDIA).open("r+b") as file:
        file.seek(600)
        file.write(b"X")

    with pytest.raises(CommandError, match=r"media\.tar 的校验值与清单不一致"):
        drill(folder)


def test_a_drill_finds_rows_that_do_not_come_back(installation, tmp_path):
    call_command("backup", str(tmp_path / "safe"), stdout=StringIO())
    (folder,) = (tmp_path / "safe").iterdir()
    text = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    text["rows"]["core_auditentry"] += 1
    (folder / "manifest.json").write_text(json.dumps(text), encoding="utf-8")

    with pytest.raises(CommandError, match="core_auditentry 行数不一致"):
        drill(folder)
    assert databases() == set()


def test_a_drill_finds_a_broken_chain(installation, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE core_auditentry SET note = 'altered'")
        cursor.execute("SET session_replication_role = origin")
    call_command("backup", str(tmp_path / "safe"), stdout=StringIO())

    with pytest.raises(CommandError, match="被改动"):
        drill(tmp_path / "safe")


def test_a_folder_without_a_backup_is_refused(tmp_path):
    with pytest.raises(CommandError, match="没有备份"):
        drill(tmp_path)
