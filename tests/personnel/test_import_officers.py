"""执法人员名册 in other forms, a second time, with changes."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from core.sheets.engine import judge, read, sheet_of
from core.sheets.models import ImportBatch, ImportRow
from core.sheets.sheet import Context
from personnel.models import Certificate, Officer
from tests.fixtures.workbooks import DATA, as_csv, as_xlsx, figures, framed, renamed, run_import, shuffled, table_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
ROSTER = DATA / "officers.xlsx"
ALIASES = {
    "身份证号": "公民身份号码",
    "工作单位": "所在单位",
    "证件号码": "执法证号",
    "发证日期": "发证时间",
    "有效期至": "有效期",
    "手机号": "联系电话",
    "职务": "职务职级",
}


def some(*rows: int) -> list[list[Any]]:
    """The header and some rows of the roster, counted from 1."""
    table = table_of(ROSTER, 2)
    return [table[0], *(table[row] for row in rows)]


@pytest.mark.parametrize("form", ["utf-8-sig", "gb18030", "shuffled"])
def test_the_roster_may_come_in_any_form(tmp_path: Path, form: str) -> None:
    table = framed(shuffled(renamed(table_of(ROSTER, 2), ALIASES)))
    path = as_xlsx(table, tmp_path / "roster.xlsx") if form == "shuffled" else as_csv(table, tmp_path / "roster.csv", form)

    assert figures(run_import("import_officers", path)) == [1200, 1183, 0, 0, 17]
    assert Officer.objects.count() == Certificate.objects.count() == 1183
    assert figures(run_import("import_officers", path)) == [1200, 0, 0, 1183, 17]


def test_a_dry_run_writes_nothing() -> None:
    report = run_import("import_officers", ROSTER, dry_run=True)

    assert figures(report) == [1200, 1183, 0, 0, 17]
    assert not Officer.objects.exists()
    assert not ImportBatch.objects.filter(kind="officers").exists()


def test_a_card_that_has_expired_since_is_no_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_xlsx(some(1, 2, 3), tmp_path / "a.xlsx")
    run_import("import_officers", path)
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: date(2040, 1, 1))

    assert figures(run_import("import_officers", path)) == [3, 0, 0, 3, 0]


def test_a_changed_row_updates_the_person_and_keeps_what_was_before(tmp_path: Path) -> None:
    table = some(1, 2)
    run_import("import_officers", as_xlsx(table, tmp_path / "a.xlsx"))
    table[1][table[0].index("职务")] = "大队长"

    assert figures(run_import("import_officers", as_xlsx(table, tmp_path / "b.xlsx"))) == [2, 0, 1, 1, 0]
    assert Officer.objects.filter(duty="大队长").count() == 1
    assert "duty" in ImportRow.objects.get(outcome="updated").before


def test_a_column_that_is_absent_changes_nothing(tmp_path: Path) -> None:
    table = some(1, 2)
    run_import("import_officers", as_xlsx(table, tmp_path / "a.xlsx"))
    education = [officer.education for officer in Officer.objects.order_by("pk")]
    kept = [place for place, head in enumerate(table[0]) if head not in {"学历", "手机号", "证件状态"}]

    report = run_import("import_officers", as_xlsx([[row[place] for place in kept] for row in table], tmp_path / "b.xlsx"))

    assert [officer.education for officer in Officer.objects.order_by("pk")] == education
    assert Officer.objects.first().plain_phone()
    assert figures(report) == [2, 0, 0, 2, 0]


def test_a_new_card_of_a_known_person_is_added(tmp_path: Path) -> None:
    table = some(1)
    run_import("import_officers", as_xlsx(table, tmp_path / "a.xlsx"))
    table[1][table[0].index("证件号码")] = "16992199999"

    assert figures(run_import("import_officers", as_xlsx(table, tmp_path / "b.xlsx"))) == [1, 0, 1, 0, 0]
    assert Officer.objects.get().certificates.count() == 2


def test_a_card_of_somebody_else_is_refused(tmp_path: Path) -> None:
    table = some(1, 2)
    run_import("import_officers", as_xlsx(table[:2], tmp_path / "a.xlsx"))
    number = table[0].index("证件号码")
    table[2][number] = table[1][number]

    report = run_import("import_officers", as_xlsx([table[0], table[2]], tmp_path / "b.xlsx"))

    assert [error["code"] for error in report["errors"]] == ["certificate_of_other"]


def test_the_whole_roster_is_read_judged_and_written_in_seconds(django_assert_max_num_queries: Any) -> None:
    sheet, context = sheet_of("officers"), Context(actor=User.objects.system(), at=timezone.now(), on=date(2026, 6, 30))
    began = time.process_time()

    examined = read(sheet, ROSTER, "officers.xlsx")
    with django_assert_max_num_queries(12):
        judge(examined, context)
        sheet.commit(examined.good, context)

    assert time.process_time() - began < 5
