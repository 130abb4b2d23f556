"""执法主体清单: 53 entries, three of them delegated, one lapsed; in any form, a second time, with mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions import succeed_unit
from accounts.models import ChangeKind, Unit
from personnel.models import Subject
from tests.factories.accounts import UserFactory
from tests.fixtures.workbooks import DATA, as_csv, as_xlsx, figures, framed, run_import, shuffled, table_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
LIST = DATA / "subjects.xlsx"


def test_the_list_is_taken_whole_and_a_second_time_without_change() -> None:
    assert figures(run_import("import_subjects", LIST)) == [53, 53, 0, 0, 0]
    assert Subject.objects.filter(kind="delegated", delegator__isnull=False).count() == 3
    lapsed = Subject.objects.get(unit__name__contains="人民防空")
    assert (lapsed.status, Subject.objects.on_list(date(2025, 3, 2)).filter(pk=lapsed.pk).exists()) == ("lapsed", False)

    assert figures(run_import("import_subjects", LIST)) == [53, 0, 0, 53, 0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_list_may_come_as_csv(tmp_path: Path, encoding: str) -> None:
    path = as_csv(framed(shuffled(table_of(LIST, 2))), tmp_path / "subjects.csv", encoding)

    assert figures(run_import("import_subjects", path)) == [53, 53, 0, 0, 0]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"主体类别": "受委托组织", "委托机关": None}, "delegator_missing"),
        ({"单位名称": "明川县没有的局"}, "unknown_unit"),
        ({"生效日期": "2026-05-01", "失效日期": "2026-04-01"}, "dates_reversed"),
    ],
)
def test_what_is_wrong_is_refused(tmp_path: Path, changed: dict[str, Any], code: str) -> None:
    table = table_of(LIST, 2)[:2]
    for head, value in changed.items():
        table[1][table[0].index(head)] = value

    report = run_import("import_subjects", as_xlsx(table, tmp_path / "one.xlsx"))

    assert [error["code"] for error in report["errors"]] == [code]


def test_the_old_list_says_nothing_of_the_successor_of_a_merged_unit() -> None:
    run_import("import_subjects", LIST)
    gone, successor = Unit.objects.get(name="明川县城市管理局"), Unit.objects.get(name="明川县交通运输局")
    admin = UserFactory(role="system_admin", unit=Unit.objects.get(kind="bureau"))
    on = timezone.localdate()
    succeed_unit(unit=gone, successor=successor, kind=ChangeKind.MERGE, on=on, basis="明发〔2026〕3号", actor=admin, at=timezone.now())
    before = list(Subject.objects.order_by("pk").values())

    report = run_import("import_subjects", LIST)

    assert (figures(report), [error["code"] for error in report["errors"]]) == ([53, 0, 0, 52, 1], ["unit_gone"])
    assert list(Subject.objects.order_by("pk").values()) == before
