"""一张表一起预查: the columns of the penalties workbook, read in the limited child from a file that is gone with the answer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from cases.imports.penalties import PENALTIES
from cases.precheck.drafts import Checked, check_drafts
from core.errors import DomainError
from core.sheets import Column, Row, Sheet, parse
from core.sheets.answers import marked_workbook
from core.sheets.cells import Problem
from core.sheets.engine import Examined, UnmatchedColumns, read
from core.sheets.marking import Mark, joined

HEADING = "预查意见"
MOST_ROWS = 2_000
ADDED = (
    Column("waived_defence", "是否放弃陈述申辩", parse=parse.yes_no),
    Column("waived_hearing", "是否放弃听证", parse=parse.yes_no),
    Column("hearing_called_on", "听证通知日期", parse=parse.day, help="通知听证时间、地点的日期"),
    Column("unpublished_reason", "不公开理由", max_length=100, help="依法不公开的填写"),
    Column("instalments", "分期各期数额(元)", parse=parse.several(parse.money(), "、；;"), help="分期缴纳的填写，用顿号隔开"),
)


def _nothing_is_taken(rows: object, context: object) -> None:
    """Reading is all this sheet is for."""


DRAFTS = Sheet(
    kind="precheck",
    title="自助预查",
    columns=(*(replace(column, required=False, expected=column.key == "filed_on") for column in PENALTIES.columns if not column.secret), *ADDED),
    key=("case_no",),
    commit=_nothing_is_taken,
    permission="cases.precheck",
    examples=({"立案号": "明水立〔2026〕1号", "立案日期": "2026-03-05", "罚款金额(万元)": "2.35"},),
    note="与行政处罚导入表的列相同，另加放弃陈述申辩、放弃听证、听证通知、不公开理由、分期数额。金额单位为万元的列以万元计。",
)


@dataclass(frozen=True)
class CheckedRow:
    """One row of the table with its result and the cells that could not be read."""

    number: int
    label: str
    checked: Checked
    unread: tuple[Problem, ...]

    @property
    def is_bad(self) -> bool:
        return bool(self.checked.problems or self.unread)

    @property
    def opinion(self) -> str:
        """预查意见: problems in full, what could not be judged by name."""
        said = [(problem.column, problem.message) for problem in self.unread]
        said += [(one.rule.name, f"{one.answer.sentence}{one.answer.advice}（{one.rule.basis}）") for one in self.checked.problems]
        unknown = "、".join(one.rule.name for one in self.checked.unknowns)
        return "\n".join(filter(None, (joined(said) or "未发现问题", f"未判断：{unknown}" if unknown else "")))


@dataclass(frozen=True)
class CheckedTable:
    """预查一张表: its rows, and the table back with a column more."""

    rows: list[CheckedRow]
    workbook: bytes

    @property
    def bad(self) -> list[CheckedRow]:
        return [row for row in self.rows if row.is_bad]


def check_table(file: UploadedFile[bytes], user: User, on: date) -> CheckedTable:
    """Read, judge and mark; raises DomainError in words where the file cannot be read."""
    with _laid_down(file) as path:
        examined = _read(path, file.name or "")
        rows = _judged(examined.rows, user, on)
        marks = {row.number: Mark((), row.opinion, is_bad=row.is_bad) for row in rows}
        with marked_workbook(path, file.name or "", examined.reading(), marks, HEADING) as marked:
            return CheckedTable(rows, marked.read())


@contextmanager
def _laid_down(file: UploadedFile[bytes]) -> Iterator[Path]:
    """The upload as a file for the reading child, in a folder of its own that is removed whatever happens."""
    with tempfile.TemporaryDirectory(prefix="mingdu-precheck-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        yield path


def _read(path: Path, name: str) -> Examined:
    try:
        examined = read(DRAFTS, path, name)
    except UnmatchedColumns:
        raise DomainError("找不到列“立案日期”。请下载模板，或使用行政处罚导入表的列名。") from None
    if len(examined.rows) > MOST_ROWS:
        raise DomainError(f"一次最多预查 {MOST_ROWS} 行，这张表有 {len(examined.rows)} 行，请分开再查。")
    return examined


def _judged(rows: list[Row], user: User, on: date) -> list[CheckedRow]:
    checked = check_drafts([row.values() for row in rows], user, on)
    return [CheckedRow(row.number, _label(row), one, row.errors) for row, one in zip(rows, checked, strict=True)]


def _label(row: Row) -> str:
    return str(row.get("case_no") or row.get("document_no") or row.get("title") or "")
