"""填报: what the unit writes before it is handed in, by several people in turn, none over another's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core.audit.trail import record
from core.errors import DomainError, IllegalTransition
from core.files.actions import remove, store
from core.files.models import StoredFile
from submissions.actions.steps import locked, refuse_overtaken
from submissions.files import MATERIAL, OWNER, SCAN, WORKBOOK, files_of
from submissions.models import Shape, Submission
from submissions.tables.fields import fields_from_json
from submissions.tables.rows import check_rows, tidy_rows
from submissions.workflow import FILL

Rows = Sequence[Mapping[str, str]]
MOST_ROWS = 5_000


def fillable(submission: Submission, actor: User, what: str) -> Submission:
    """The answer, locked, while the unit writes it."""
    if not actor.has_perm(FILL):
        raise PermissionDenied
    found = locked(submission, actor)
    if not found.is_fillable_by(actor):
        stands = found.state_words if found.request.is_open else str(found.request.get_status_display())
        raise IllegalTransition(f"现为“{stands}”，不能再{what}。")
    return found


@transaction.atomic
def save_answer(
    *, submission: Submission, actor: User, at: datetime, seen: int | None, rows: Rows | None = None, parts: Mapping[str, str] | None = None
) -> Submission:  # fmt: skip
    """存草稿: the parts of the answer that are given replace what stands there, each cell in its canonical text; nothing is required yet. Raises StaleForm.

    `seen` is the version the page showed; None (an act outside a page) is not compared.
    """
    found = fillable(submission, actor, "填报")
    refuse_overtaken(found, seen)
    if rows is not None and len(rows) > MOST_ROWS:
        raise DomainError(f"一份报送件最多 {MOST_ROWS} 行，现有 {len(rows)} 行，请分批报送或者联系司法局。")
    given = {"rows": None if rows is None else _tidy(found, rows), "parts": None if parts is None else dict(parts)}
    answer: dict[str, Any] = {**found.answer, **{name: value for name, value in given.items() if value is not None}}
    if answer == found.answer:
        return found
    found.answer, found.version = answer, found.version + 1
    found.saved_by, found.saved_at = actor, at
    found.save(update_fields=["answer", "version", "saved_by", "saved_at"])
    record(actor=actor, act="save-answer", act_label="存草稿", target=found, at=at)
    return found


def _tidy(submission: Submission, rows: Rows) -> list[dict[str, str]]:
    """As a workbook is read: 2026.3.5 is a day and １２ a figure; what cannot be read stays as it was written."""
    return tidy_rows(fields_from_json(submission.request.fields), enumerate(rows, 1)).rows


@transaction.atomic
def remove_file(*, submission: Submission, file: StoredFile, actor: User, at: datetime) -> StoredFile:
    """移除报送材料 while the answer is with the unit; the bytes are kept."""
    found = fillable(submission, actor, "移除材料")
    if (file.owner_kind, file.owner_id) != (OWNER, str(found.pk)):
        raise PermissionDenied
    if found.hand_ins.filter(at__gte=file.created_at, withdrawn_at=None).exists():
        raise DomainError("已随报送件交到司法局的材料不能移除，可以补传新的。")
    removed = remove(file=file, actor=actor, at=at, reason=str(found.request))
    record(actor=actor, act="remove-file", act_label="移除报送材料", target=found, at=at, note=str(file))
    return removed


def lacking(submission: Submission) -> list[str]:
    """还缺: what keeps an answer (not a nil report) from being handed in, in words, row by row; nothing when it may go."""
    ask = submission.request
    missing: list[str] = []
    if ask.is_table:
        missing += _of_rows(submission)
    if ask.shape == Shape.REPORT:
        missing += [f"报告的“{part['heading']}”部分" for part in ask.parts if not submission.parts.get(part["key"], "").strip()]
    if ask.shape == Shape.FILES and not files_of(submission, MATERIAL).exists():
        missing.append("报送材料")
    return [*missing, *lacking_scan(submission)]


def lacking_scan(submission: Submission, is_nil: bool = False) -> list[str]:
    """盖章扫描件: the seal stands under what is handed in now – after a version that left, changed content is sealed anew."""
    if not submission.request.needs_scan:
        return []
    scans, last = files_of(submission, SCAN), submission.hand_ins.last()
    if not scans.exists():
        return ["盖章扫描件"]
    if last is None or (last.is_nil if is_nil else last.answer == submission.answer) or scans.filter(created_at__gt=last.at).exists():
        return []
    return ["新的盖章扫描件（原扫描件盖的是上一次报送的内容）"]


def _of_rows(submission: Submission) -> list[str]:
    filled = [row for row in submission.rows if any(str(text).strip() for text in row.values())]
    if not filled:
        return ["填报内容"]
    fields = fields_from_json(submission.request.fields)
    return [f"第 {problem.row_number} 行：{problem.message}" for problem in check_rows(fields, submission.rows)]


@transaction.atomic
def take_workbook(
    *, submission: Submission, actor: User, at: datetime, seen: int | None, name: str, data: bytes, rows: Rows
) -> StoredFile:  # fmt: skip
    """上传填好的表格: the file is kept as it came, its rows – right or wrong – replace those of the page. Raises StaleForm."""
    found = fillable(submission, actor, "上传表格")
    if not found.request.is_table:
        raise DomainError("这项任务不用填表，请按要求报送。")
    refuse_overtaken(found, seen)
    file = store(purpose=WORKBOOK, name=name, stream_or_bytes=data, actor=actor, at=at, unit=found.unit, owner=found)
    save_answer(submission=found, actor=actor, at=at, seen=None, rows=rows)
    record(actor=actor, act="take-workbook", act_label="上传填好的表格", target=found, at=at, note=f"{name}，{len(rows)} 行")
    return file
