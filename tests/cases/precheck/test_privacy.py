"""保密: a check leaves nothing behind – no row, no audit entry, no log line, no file."""

import logging
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter
from psycopg import sql
from pytest_django.fixtures import Settings

from accounts.models import User
from cases.precheck import views
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
LOGIN = {"accounts_loginsession"}  # says that somebody is there, not what he does
TELLTALE = {"case_no": "明秘立〔2026〕777号", "party": "绝不留存商行", "officer1": "欧阳不在", "filed_on": "2025-07-01"}
Rows = dict[str, list[str]]


def every_row() -> Rows:
    """All rows of all tables but the one of the login."""
    with connection.cursor() as cursor:
        found = {}
        for table in set(connection.introspection.table_names(cursor)) - LOGIN:
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            found[table] = sorted(row[0] for row in cursor.fetchall())
    return found


@pytest.fixture
def browser(client_for: Callable[[User], HouseClient], unit_member: User) -> HouseClient:
    client = client_for(unit_member)
    client.get("/cases/precheck/")
    return client


def typed(browser: HouseClient) -> bytes:
    return browser.post(reverse("cases:precheck"), TELLTALE).content


def uploaded(workbook: Callable[..., SimpleUploadedFile]) -> Callable[[HouseClient], bytes]:
    row = {"立案号": TELLTALE["case_no"], "行政相对人名称": TELLTALE["party"], "执法人员1姓名": TELLTALE["officer1"], "立案日期": date(2025, 7, 1)}
    return lambda browser: browser.post(reverse("cases:precheck-table"), {"file": workbook(row, name="绝不留存.xlsx")}).content


def test_no_row_of_any_table_is_written_changed_or_taken_away(browser: HouseClient, workbook: Callable[..., SimpleUploadedFile]) -> None:
    before = every_row()

    answers = [typed(browser), uploaded(workbook)(browser)]

    assert [TELLTALE["case_no"] in answer.decode() for answer in answers] == [True, True]
    assert {table: rows for table, rows in every_row().items() if rows != before[table]} == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_loginsession t")
        assert "留存" not in "".join(row[0] for row in cursor.fetchall())


def test_no_log_line_holds_what_was_typed(browser: HouseClient, workbook: Callable[..., SimpleUploadedFile], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    typed(browser)
    uploaded(workbook)(browser)
    browser.post(reverse("cases:precheck"), {**TELLTALE, "filed_on": "x"})

    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert [line for line in lines if any(value in line for value in ("777", "留存", "欧阳"))] == []


def test_no_file_is_kept(
    browser: HouseClient, workbook: Callable[..., SimpleUploadedFile], tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_DIR = tmp_path / "media"
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    uploaded(workbook)(browser)
    browser.post(reverse("cases:precheck-table"), {"file": SimpleUploadedFile("坏.xlsx", b"PK\x03\x04 broken")})

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_fault_of_the_program_does_not_report_what_was_typed(rf: RequestFactory, unit_member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "check_drafts", lambda *args: 1 / 0)
    request = rf.post("/cases/precheck/", TELLTALE)
    request.user = unit_member

    with pytest.raises(ZeroDivisionError):
        views.precheck(request)

    assert set(SafeExceptionReporterFilter().get_post_parameters(request).values()) == {SafeExceptionReporterFilter.cleansed_substitute}
