"""导入命令: the report of the contract on standard output, nothing else; exit 0 when read, 2 with one line when not."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.sheets.command import ImportCommand
from core.sheets.models import ImportBatch
from core.workdays.models import DeadlineRule

pytestmark = pytest.mark.django_db


class Command(ImportCommand):
    kinds = ("rules",)


def run(path: Path, *words: str) -> tuple[str, str, int]:
    """Standard output, standard error and exit code."""
    out, err = io.StringIO(), io.StringIO()
    command = Command(stdout=out, stderr=err)
    options = vars(command.create_parser("manage.py", "import_rules").parse_args([str(path), *words]))
    code = 0
    try:
        command.execute(**options)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return out.getvalue(), err.getvalue(), code


ROWS: list[list[Any]] = [["T1", "办结", 5, "日"], ["T2", "长期", 400, "日"], ["T1", "又一个", 5, "日"], ["T4", "坏", "五", "日"]]


def test_the_report_has_the_keys_of_the_contract_and_nothing_else_on_standard_output(workbook: Callable[..., Path]) -> None:
    out, err, code = run(workbook(*ROWS), "--json")

    report = json.loads(out)
    assert code == 0
    assert err == ""
    workbook_path = report.pop("error_workbook")
    assert report == {
        "rows": 4,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 2,
        "errors": [
            {"row": 4, "column": "编码", "code": "repeated", "message": "与第 2 行重复，保留第 2 行。"},
            {"row": 5, "column": "期限", "code": "integer_text", "message": "应为整数。"},
        ],
        "warnings": [{"row": 3, "column": "期限", "code": "long_term", "message": "期限超过 300 天，请核对。"}],
    }
    assert openpyxl.load_workbook(workbook_path).active["I5"].value == "期限：应为整数。"


def test_the_good_rows_are_written_once_and_the_batch_is_in_the_ledger(workbook: Callable[..., Path]) -> None:
    path = workbook(*ROWS)
    run(path, "--json")

    again = json.loads(run(path, "--json")[0])

    assert (again["created"], again["unchanged"], again["rejected"]) == (0, 2, 2)
    assert sorted(DeadlineRule.objects.filter(code__startswith="T").values_list("code", flat=True)) == ["T1", "T2"]
    assert ImportBatch.objects.filter(kind="rules", created_by__username="system").count() == 2


def test_a_dry_run_writes_nothing_at_all(workbook: Callable[..., Path]) -> None:
    out, _, code = run(workbook(*ROWS), "--json", "--dry-run")

    assert (code, json.loads(out)["created"]) == (0, 2)
    assert not DeadlineRule.objects.filter(code__startswith="T").exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_file_that_cannot_be_read_ends_with_two_and_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")

    out, err, code = run(path, *words)

    assert (out, code) == ("", 2)
    assert err.strip().count("\n") == 0
    assert err.strip().endswith("。")


@pytest.mark.parametrize("words", [("--unit", "没有"), ()])
def test_a_missing_file_or_unit_ends_with_two(tmp_path: Path, workbook: Callable[..., Path], words: tuple[str, ...]) -> None:
    out, err, code = run(workbook(*ROWS) if words else tmp_path / "nothing.xlsx", *words)

    assert (out, code, err.strip().count("\n")) == ("", 2, 0)


def test_without_json_the_report_is_in_words(workbook: Callable[..., Path]) -> None:
    out, _, _ = run(workbook(*ROWS))

    assert out.splitlines()[:2] == ["读到 4 行：新增 2，更新 0，无变化 0，未导入 2。", "第 4 行 编码：与第 2 行重复，保留第 2 行。"]
