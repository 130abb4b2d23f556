"""单位导入: teams stand before their superiors; a second run changes nothing; what is wrong is refused in words."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from accounts import tree
from accounts.models import Unit
from core.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
LIST = Path(__file__).parent.parent / "data" / "organisations.xlsx"
HEAD = ("单位编码", "单位名称", "简称", "类型", "上级单位编码", "行政区划代码", "统一社会信用代码", "是否垂管")


def run(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    call_command("import_units", str(path), json=True)
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def figures(report: dict[str, Any]) -> list[int]:
    return [report[name] for name in ("rows", "created", "updated", "unchanged", "rejected")]


@pytest.fixture
def county(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return run(LIST, capsys)


def made(tmp_path: Path, *rows: tuple[Any, ...]) -> Path:
    book, buffer = Workbook(), io.BytesIO()
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(buffer)
    path = tmp_path / "units.xlsx"
    path.write_bytes(buffer.getvalue())
    return path


def test_the_county_is_taken_whole(county: dict[str, Any]) -> None:
    assert figures(county) == [82, 82, 0, 0, 0]
    kinds = {kind: Unit.objects.filter(kind=kind).count() for kind in ("government", "bureau", "department", "team", "town", "justice_office", "partner")}
    assert kinds == {"government": 1, "bureau": 1, "department": 32, "team": 3, "town": 18, "justice_office": 18, "partner": 9}
    assert Unit.objects.filter(is_vertical=True).count() == 5


def test_a_team_before_its_superior_hangs_below_it(county: dict[str, Any]) -> None:
    team = Unit.objects.select_related("parent").get(short_name="交通执法大队")

    assert team.parent == Unit.objects.get(short_name="交通局")
    assert team in Unit.objects.below(team.parent)
    assert tree.broken_paths() == []


def test_a_second_run_changes_nothing(county: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert figures(run(LIST, capsys)) == [82, 0, 0, 82, 0]


def test_a_changed_row_is_updated_and_moves(county: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = made(
        tmp_path, ("4199210003", "明川县交通运输综合行政执法大队", "交通执法大队", "综合行政执法队", "4199210014", "419921", "12419921000010030X", "否")
    )

    assert figures(run(path, capsys)) == [1, 0, 1, 0, 0]
    assert Unit.objects.get(code="4199210003").parent == Unit.objects.get(short_name="水利局")
    assert tree.broken_paths() == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("N1", "新局", "新局", "执法部门", "N9", "419921", None, "否")], "unknown_superior"),
        ([("N1", "新局", "新局", "执法部门", "N2", "419921", None, "否"), ("N2", "新队", "新队", "综合行政执法队", "N1", "419921", None, "否")], "circle"),
        ([("N1", "明川县水利局", "水利局", "执法部门", "4199210001", "419921", None, "否")], "name_taken"),
        ([("N1", "新局", "新局", "执法部门", "4199210001", "4199", None, "否")], "area_code"),
        ([("N1", "新局", "新局", "公司", "4199210001", "419921", None, "否")], "choice"),
    ],
)
def test_what_is_wrong_is_refused(county: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: list[tuple[Any, ...]], code: str) -> None:
    report = run(made(tmp_path, *rows), capsys)

    assert {error["code"] for error in report["errors"]} == {code}
    assert Unit.objects.count() == 82


def test_a_lost_superior_takes_those_below_it_along(county: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [("N1", "新局", "新局", "执法部门", "N9", "419921", None, "否"), ("N2", "新队", "新队", "综合行政执法队", "N1", "419921", None, "否")]

    assert figures(run(made(tmp_path, *rows), capsys)) == [2, 0, 0, 0, 2]


def test_the_import_is_on_record_once(county: dict[str, Any]) -> None:
    assert AuditEntry.objects.filter(act_label="导入").count() == 1
    assert AuditEntry.objects.filter(act__startswith="accounts.").count() == 0
