"""工作台: what waits for a person in 案卷评查; named in DESK_BLOCKS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Exists, OuterRef

from accounts.models import User
from cases.models import BatchUnit, CatalogueEntry, DrawnFile, ReviewBatch, ReviewSheet, UnmatchedScan
from cases.workflow import (
    APPROVE,
    CATALOGUE,
    CONFIRM,
    ORGANISE,
    SCORE,
    UNLOCKED_BATCHES,
    UPLOAD,
    BatchState,
    EntryState,
    FileState,
    ReviewState,
    SheetState,
    UnitState,
)
from core.lists.desk import Task
from core.notices.actions import deadlines_of
from core.notices.models import Deadline

KIND = "案卷评查"
MOST = 50


def tasks(user: User, on: date) -> list[Task]:
    """By power: the organiser's next acts, the unit's catalogue, self-report and files, the reviewer's sheets."""
    found: list[Task] = []
    if user.has_perm(ORGANISE):
        found += _batches(user) + _rows_for_office(user)
    if user.has_perm(CONFIRM):
        found += _verdicts(user)
    if user.has_perm(CATALOGUE):
        found += _rows_for_unit(user)
    if user.has_perm(APPROVE):
        found += _approvals(user)
    if user.has_perm(SCORE):
        found += _sheets(user)
    return found


def _batches(user: User) -> list[Task]:
    """草拟的印发, 到期的锁定, 锁定的抽取, 抽完的调卷, 到卷的分派."""
    waiting = DrawnFile.objects.filter(row__batch=OuterRef("pk"), state=FileState.RECEIVED, review_state=ReviewState.UNASSIGNED)
    open_rows = BatchUnit.objects.filter(batch=OuterRef("pk"), state=UnitState.CATALOGUE_DUE)
    batches = ReviewBatch.objects.visible_to(user).exclude(state=BatchState.BULLETINED).annotate(to_assign=Exists(waiting), has_open_rows=Exists(open_rows))
    found = []
    for batch in batches[:MOST]:
        step = _step(batch)
        if step:
            found.append(
                Task(
                    KIND,
                    f"{step}：{batch}",
                    batch.get_absolute_url(),
                    step,
                    note=batch.get_state_display(),
                    due_on=batch.catalogue_due_on if step == "印发" else None,
                )
            )
    return found


def _step(batch: ReviewBatch) -> str:
    """The organiser's next act on the batch, "" while others are at work."""
    if batch.state == BatchState.SAMPLING:
        record = batch.current_draw()
        return "发出调卷通知" if record is not None and record.seed else "抽取"
    if batch.state == BatchState.SCORING:
        return "分派" if batch.to_assign else ""  # type: ignore[attr-defined]
    if batch.state == BatchState.SELF_REPORT_DUE:
        return "" if batch.has_open_rows else "锁定范围"  # type: ignore[attr-defined]
    return {BatchState.DRAFT: "印发", BatchState.VERIFIED: "办结", BatchState.CLOSED: "通报"}.get(BatchState(batch.state), "")


def _row_tasks(rows: Iterable[BatchUnit], asked: str, verb: str, kind: str = "") -> list[Task]:
    found = list(rows)[:MOST]
    deadlines = deadlines_of(found, kind) if kind else {}
    return [_row_task(row, asked, verb, deadlines.get(row.pk)) for row in found]


def _row_task(row: BatchUnit, asked: str, verb: str, deadline: Deadline | None) -> Task:
    due_on = deadline.due_on if deadline else None
    return Task(KIND, f"{asked}：{row.batch}", row.get_absolute_url(), verb, note=row.get_state_display(), due_on=due_on, deadline=deadline, unit=str(row.unit))


def _rows_for_office(user: User) -> list[Task]:
    rows = BatchUnit.objects.visible_to(user).select_related("batch", "unit")
    asked = CatalogueEntry.objects.filter(row=OuterRef("pk"), state=EntryState.EXCLUSION_ASKED)
    late_seats = DrawnFile.objects.visible_to(user).filter(review_state=ReviewState.GAP).select_related("entry", "row__unit", "row__batch")
    return [
        *_row_tasks(rows.filter(Exists(asked)), "处理剔除申请", "处理"),
        *_row_tasks(rows.filter(state=UnitState.SCORED, feedback=None), "拟制反馈函", "拟制"),
        *_row_tasks(rows.filter(state=UnitState.REPORT_SUBMITTED), "复核整改报告", "复核"),
        *_file_tasks(late_seats, "分差超限，请第三人", "补派"),
    ]


def _file_tasks(files: Iterable[DrawnFile], asked: str, verb: str) -> list[Task]:
    return [Task(KIND, f"{asked}：{file}", file.get_absolute_url(), verb, note=str(file.row.batch), unit=str(file.row.unit)) for file in list(files)[:MOST]]


def _verdicts(user: User) -> list[Task]:
    """待确定 by unit, 集体研究 and 复核 by file."""
    files = DrawnFile.objects.visible_to(user).select_related("entry", "row__unit", "row__batch")
    ready = DrawnFile.objects.filter(row=OuterRef("pk"), review_state=ReviewState.SUBMITTED)
    rows = BatchUnit.objects.visible_to(user).filter(Exists(ready)).select_related("batch", "unit")
    return [
        *_row_tasks(rows, "确定等次", "确定"),
        *_file_tasks(files.filter(review_state=ReviewState.SPLIT), "集体研究", "记录"),
        *_file_tasks(files.filter(review_state=ReviewState.OBJECTED), "复核异议", "复核"),
    ]


def _rows_for_unit(user: User) -> list[Task]:
    rows = BatchUnit.objects.visible_to(user).select_related("batch", "unit")
    found = [
        *_row_tasks(rows.filter(state=UnitState.CATALOGUE_DUE, batch__state__in=UNLOCKED_BATCHES), "确认目录", "确认", "review_catalogue"),
        *_row_tasks(rows.awaiting_self_report().filter(self_report_at=None), "报送自评报告", "填报", "self_report"),
    ]
    if user.has_perm(UPLOAD):
        found += _row_tasks(rows.filter(state=UnitState.FILES_REQUESTED), "报送抽中案卷", "报送", "recall_files")
        waiting = UnmatchedScan.objects.filter(row=OuterRef("pk"), settled_at=None)
        found += _row_tasks(rows.filter(Exists(waiting)), "对应上传的文件", "对应")
    return found


def _approvals(user: User) -> list[Task]:
    rows = BatchUnit.objects.visible_to(user).awaiting_self_report().exclude(self_report_at=None).exclude(self_report_by=user)
    return _row_tasks(rows.select_related("batch", "unit"), "审核自评报告", "审核", "self_report")


def _sheets(user: User) -> list[Task]:
    """待评案卷 of a reviewer; nothing of the other one."""
    sheets: Sequence[ReviewSheet] = list(
        ReviewSheet.objects.filter(reviewer=user, state__in=(SheetState.ASSIGNED, SheetState.SCORING))
        .select_related("file__entry", "file__row__unit", "file__row__batch")
        .annotate(scored=Count("scores"))
        .order_by("pk")[:MOST]
    )
    deadlines = deadlines_of(sheets, "score_file")
    return [_sheet_task(sheet, deadlines.get(sheet.pk)) for sheet in sheets]


def _sheet_task(sheet: ReviewSheet, deadline: Deadline | None) -> Task:
    scored = sheet.scored  # type: ignore[attr-defined]
    verb = "继续评查" if scored else "开始评查"
    note = f"{sheet.file.row.batch}{f'　已评 {scored} 项' if scored else ''}"
    title, due_on = f"{sheet.file}　{sheet.file.entry.title}", deadline.due_on if deadline else None
    return Task("待评案卷", title, sheet.get_absolute_url(), verb, note=note, due_on=due_on, deadline=deadline, unit=str(sheet.file.row.unit))
