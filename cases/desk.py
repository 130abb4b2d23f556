"""工作台: what waits for a person in 案卷评查; named in DESK_BLOCKS and DESK_FIGURES."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, CharField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import User
from cases.actions.objection import TERM
from cases.models import BatchUnit, CatalogueEntry, Draw, DrawnFile, Finding, ReviewBatch, ReviewSheet, UnmatchedScan
from cases.models.batch import AWAITS_SELF_REPORT
from cases.workflow import (
    APPROVE,
    CATALOGUE,
    CONFIRM,
    ORGANISE,
    REPORTING_UNITS,
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
from core.lists.desk import Tally, Task
from core.notices.models import Deadline
from documents.workflow import Status
from rectification.workflow import WITH_UNIT

KIND = "案卷评查"
MOST = 50


def tasks(user: User, on: date) -> list[Task]:
    """By power: the organiser's next acts, the unit's catalogue, self-report and files, the reviewer's sheets."""
    batches = _batches(user) if user.has_perm(ORGANISE) else []
    return [*batches, *_rows(user, on), *_files(user), *(_sheets(user) if user.has_perm(SCORE) else [])]


def figures(user: User, on: date) -> list[Tally]:
    """评查进度 of a reviewer: the own sheets handed in, among all dealt out."""
    if not user.has_perm(SCORE):
        return []
    sheets = ReviewSheet.objects.filter(reviewer=user).standing()
    return [Tally("评查进度", sheets.filter(state=SheetState.SUBMITTED), f"{reverse('cases:sheet-list')}?tab=submitted", note="已提交，共 {} 卷", of=sheets)]


def _batches(user: User) -> list[Task]:
    """草拟的印发, 到期的锁定, 锁定的抽取, 抽完的调卷, 到卷的分派."""
    waiting = DrawnFile.objects.filter(row__batch=OuterRef("pk"), state=FileState.RECEIVED, review_state=ReviewState.UNASSIGNED)
    drawn = Draw.objects.filter(batch=OuterRef("pk"), kind="files", superseded_at=None).exclude(seed="")
    open_rows = BatchUnit.objects.filter(batch=OuterRef("pk"), state=UnitState.CATALOGUE_DUE)
    batches = (
        ReviewBatch.objects.visible_to(user)
        .exclude(state__in=(BatchState.BULLETINED, BatchState.DROPPED))
        .annotate(to_assign=Exists(waiting), has_open_rows=Exists(open_rows), is_drawn=Exists(drawn))
    )
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
        return "拟制调卷通知" if batch.is_drawn else "抽取"  # type: ignore[attr-defined]
    if batch.state == BatchState.SCORING:
        return "分派" if batch.to_assign else ""  # type: ignore[attr-defined]
    if batch.state == BatchState.SELF_REPORT_DUE:
        return "" if batch.has_open_rows else "锁定范围"  # type: ignore[attr-defined]
    return {BatchState.DRAFT: "印发", BatchState.VERIFIED: "办结", BatchState.CLOSED: "通报"}.get(BatchState(batch.state), "")


@dataclass(frozen=True)
class Step:
    """事项: units or files of which `which` is true wait for holders of `power`, who `verb` them by the deadline `clock`."""

    power: str
    which: Q
    asked: str
    verb: str
    clock: str = ""
    author: str = ""  # field of whoever must not do it
    kind: str = KIND

    def condition(self, user: User) -> Q:
        return self.which & ~Q((self.author, user)) if self.author else self.which


def _some(rows: QuerySet[Any], **of: Any) -> Q:
    return Q(Exists(rows.filter(row=OuterRef("pk"), **of)))


_OBJECTED = _some(DrawnFile.objects.all(), review_state=ReviewState.OBJECTED)
_ORDERS = Finding.objects.filter(file__row=OuterRef("pk"), order__isnull=False)
_HAS_ORDERS, _UNREPORTED = Q(Exists(_ORDERS)), Q(Exists(_ORDERS.filter(order__status__in=WITH_UNIT)))

ROW_STEPS = (
    Step(ORGANISE, Q(batch__state__in=UNLOCKED_BATCHES) & _some(CatalogueEntry.objects.all(), state=EntryState.EXCLUSION_ASKED), "处理剔除申请", "处理"),
    Step(ORGANISE, Q(state=UnitState.FILES_REQUESTED, recall=None), "重新拟制调卷通知", "拟制"),
    Step(ORGANISE, Q(state=UnitState.FILES_REQUESTED, recall__status=Status.DRAFTED, recall__submitted_at=None), "送审调卷通知", "送审"),
    Step(ORGANISE, Q(state=UnitState.SCORED, feedback=None) & ~_OBJECTED, "拟制反馈函", "拟制"),
    Step(ORGANISE, Q(state=UnitState.REPORT_SUBMITTED), "复核整改报告", "复核"),
    Step(ORGANISE, Q(state=UnitState.FEEDBACK_ISSUED, in_term=False) & ~_OBJECTED, "复核没有问题的单位", "复核"),
    Step(CONFIRM, _some(DrawnFile.objects.all(), review_state=ReviewState.SUBMITTED), "确定等次", "确定"),
    Step(CATALOGUE, Q(state=UnitState.CATALOGUE_DUE, batch__state__in=UNLOCKED_BATCHES), "确认目录", "确认", "review_catalogue"),
    Step(CATALOGUE, AWAITS_SELF_REPORT & Q(self_report_at=None, self_report_returned=""), "报送自评报告", "填报", "self_report"),
    Step(CATALOGUE, AWAITS_SELF_REPORT & ~Q(self_report_returned=""), "补正自评报告", "填报", "self_report", kind="退回件"),
    Step(UPLOAD, Q(state=UnitState.FILES_REQUESTED, recall__served_on__isnull=False), "报送抽中案卷", "报送", "recall_files"),
    Step(UPLOAD, _some(UnmatchedScan.objects.all(), settled_at=None), "对应上传的文件", "对应"),
    Step(APPROVE, AWAITS_SELF_REPORT & Q(self_report_at__isnull=False), "审核自评报告", "审核", "self_report", author="self_report_by"),
    Step(CATALOGUE, Q(state__in=REPORTING_UNITS, report_filed_at=None, report_returned="") & _HAS_ORDERS & ~_UNREPORTED, "报送整改报告", "填报"),
    Step(CATALOGUE, ~Q(report_returned=""), "补正整改报告", "填报", kind="退回件"),
    Step(APPROVE, Q(state__in=REPORTING_UNITS, report_filed_at__isnull=False), "审核整改报告", "审核", author="report_filed_by"),
)
FILE_STEPS = (
    Step(ORGANISE, Q(review_state=ReviewState.GAP), "分差超限，请第三人", "补派"),
    Step(CONFIRM, Q(review_state=ReviewState.SPLIT), "集体研究", "记录"),
    Step(CONFIRM, Q(review_state=ReviewState.OBJECTED), "复核异议", "复核", "grade_objection"),
)


def _waiting(found: QuerySet[Any], steps: Sequence[Step], user: User) -> list[tuple[Any, Step]]:
    """Rows of which a step is this person's, once for each such step; one query."""
    mine = {f"step_{number}": step for number, step in enumerate(steps) if user.has_perm(step.power)}
    if not mine:
        return []
    conditions = {name: step.condition(user) for name, step in mine.items()}
    marked = found.filter(reduce(or_, conditions.values())).annotate(
        **{name: ExpressionWrapper(condition, BooleanField()) for name, condition in conditions.items()}
    )
    return [(row, step) for row in marked[:MOST] for name, step in mine.items() if getattr(row, name)]


def _rows(user: User, on: date) -> list[Task]:
    """What the office and the unit have to do in a unit's row."""
    terms = Deadline.objects.open().filter(kind=TERM, target_kind=BatchUnit._meta.label_lower, target_id=Cast(OuterRef("pk"), CharField()), due_on__gte=on)
    rows = BatchUnit.objects.visible_to(user).select_related("batch", "unit").annotate(in_term=Exists(terms))
    return [
        Task(
            step.kind,
            f"{step.asked}：{row.batch}",
            row.get_absolute_url(),
            step.verb,
            note=row.get_state_display(),
            unit=str(row.unit),
            target=row,
            clock=step.clock,
        )
        for row, step in _waiting(rows, ROW_STEPS, user)
    ]


def _files(user: User) -> list[Task]:
    """What the office has to do about a single file."""
    files = DrawnFile.objects.visible_to(user).select_related("entry", "row__unit", "row__batch")
    return [
        Task(
            KIND, f"{step.asked}：{file}", file.get_absolute_url(), step.verb, note=str(file.row.batch), unit=str(file.row.unit), target=file, clock=step.clock
        )
        for file, step in _waiting(files, FILE_STEPS, user)
    ]


def _sheets(user: User) -> list[Task]:
    """待评案卷 of a reviewer; nothing of the other one."""
    sheets: Sequence[ReviewSheet] = list(
        ReviewSheet.objects.filter(reviewer=user, state__in=(SheetState.ASSIGNED, SheetState.SCORING))
        .select_related("file__entry", "file__row__unit", "file__row__batch")
        .annotate(scored=Count("scores"))
        .order_by("pk")[:MOST]
    )
    return [_sheet_task(sheet) for sheet in sheets]


def _sheet_task(sheet: ReviewSheet) -> Task:
    scored = sheet.scored  # type: ignore[attr-defined]
    verb = "继续评查" if scored else "开始评查"
    note = f"{sheet.file.row.batch}{f'　已评 {scored} 项' if scored else ''}"
    title, unit = f"{sheet.file}　{sheet.file.entry.title}", str(sheet.file.row.unit)
    return Task("待评案卷", title, sheet.get_absolute_url(), verb, note=note, unit=unit, target=sheet, clock="score_file")
