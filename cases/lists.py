"""评查批次, 案卷库, 我的评查: columns, tabs and acts of the lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from accounts.models import User
from cases.filters import BatchFilter, FileFilter, OfficeFileFilter
from cases.models import DrawnFile, FileScan, ReviewBatch, ReviewSheet
from cases.numbers import rate_text
from cases.workflow import ENDED_BATCHES, GRADED_REVIEWS, ORGANISE, SCORED_BATCHES, BatchState, FileState, Grade, ReviewState, SheetState
from core.lists.page import Column, Empty, Link, ListPage, Rows, Tab
from core.look.marks import badge, due_chip
from core.notices.actions import deadlines_of
from core.search.query import numbered
from core.workdays.calendar import calendar_around

GRADE_TONES = {Grade.EXCELLENT: "green", Grade.GOOD: "green", Grade.PASS: "blue", Grade.FAIL: "red"}
BATCH_TONES = {BatchState.DRAFT: "grey", BatchState.DROPPED: "outline", BatchState.BULLETINED: "green", BatchState.CLOSED: "green"}


# --- 评查批次 --------------------------------------------------------------------------------------------------------
def batch_rows(user: User) -> Rows:
    """Batches with their counts; a unit's counts are of its own rows."""
    ids = user.unit_ids()
    mine = Q() if ids is None else Q(rows__unit_id__in=ids)
    return ReviewBatch.objects.visible_to(user).annotate(unit_count=Count("rows", filter=mine, distinct=True))


def prepare_batches(page: list[Any], user: User, on: date) -> None:
    """Counts of drawn and confirmed files and the rate, in two queries for the page."""
    ids = user.unit_ids()
    files = DrawnFile.objects.visible_to(user).standing().filter(row__batch__in=page)
    counted = files.values("row__batch").annotate(
        drawn=Count("pk"),
        scored=Count("pk", filter=Q(review_state__in=GRADED_REVIEWS)),
        passed=Count("pk", filter=Q(review_state__in=GRADED_REVIEWS) & ~Q(final_grade=Grade.FAIL)),
    )
    numbers = {row["row__batch"]: row for row in counted}
    kinds = {batch.pk: batch for batch in ReviewBatch.objects.filter(pk__in=[batch.pk for batch in page]).prefetch_related("rubrics")}
    for batch in page:
        row = numbers.get(batch.pk, {"drawn": 0, "scored": 0, "passed": 0})
        is_told = ids is None or batch.state in SCORED_BATCHES
        batch.drawn_count, batch.scored_count = row["drawn"], row["scored"] if ids is None else None
        batch.rate = rate_text(row["passed"], row["scored"]) if is_told and ids is None else "—"
        batch.kind_words = kinds[batch.pk].kinds_text
        batch.badge_html = badge(BATCH_TONES.get(BatchState(batch.state), "blue"), batch.get_state_display())
        batch.due_on = next_due(batch)


def next_due(batch: ReviewBatch) -> date | None:
    """截止日期 of the stage the batch is in."""
    if batch.state in {BatchState.DRAFT, BatchState.PUBLISHED, BatchState.SELF_CHECK}:
        return batch.catalogue_due_on
    return batch.self_report_due_on if batch.state == BatchState.SELF_REPORT_DUE else batch.scoring_due_on if batch.state == BatchState.SCORING else None


def batch_search(found: Rows, q: str, user: User) -> Rows:
    return found.filter(name__contains=q)


def batch_buttons(user: User) -> list[Link]:
    return [Link("新建批次", reverse("cases:batch-create"), "plus")] if user.has_perm(ORGANISE) else []


def batch_url(batch: Any) -> str:
    return str(batch.get_absolute_url())


def _running(found: Rows, user: User, on: date) -> Rows:
    return found.exclude(state__in=ENDED_BATCHES)


BATCHES = ListPage(
    name="cases.lists.BATCHES",
    title="案卷评查批次",
    crumbs=("案卷", "案卷评查"),
    rows=batch_rows,
    permission="cases.view_reviews",
    noun="个",
    detail="cases:batch-detail",
    find="搜批次名称",
    search=batch_search,
    filters=BatchFilter,
    tabs=(Tab("all", "全部"), Tab("running", "办理中", _running)),
    prepare=prepare_batches,
    buttons=batch_buttons,
    columns=(
        Column("name", "批次名称", fills=True, sort="name", expression="name", width=36),
        Column("period", "评查期间", cell=lambda batch: f"{batch.period_from:%Y-%m-%d} 至 {batch.period_to:%Y-%m-%d}", sort="period_from", width=26),
        Column("kinds", "种类", cell="kind_words"),
        Column("units", "被评查单位数", cell="unit_count", align="num", width=10),
        Column("drawn", "抽取数", cell="drawn_count", align="num", width=8),
        Column("scored", "已评数", cell="scored_count", align="num", width=8),
        Column("rate", "合格率", cell="rate", align="num"),
        Column("state", "当前环节", cell="badge_html", export=lambda batch: batch.get_state_display()),
        Column("due_on", "截止日期", width=12),
    ),
    empty=Empty("本年度还没有评查批次", "依条例第十五条、第十八条，每年至少组织一次案卷评查。", lambda user: next(iter(batch_buttons(user)), None)),
)


# --- 案卷库 ----------------------------------------------------------------------------------------------------------
def file_rows(user: User) -> Rows:
    scan = FileScan.objects.filter(drawn=OuterRef("pk"), replaced_at=None)
    return (
        DrawnFile.objects.visible_to(user)
        .select_related("row__unit", "row__batch", "entry__act")
        .annotate(
            pages=Subquery(scan.values("file__pages")[:1]), sender=Subquery(scan.values("added_by__name")[:1]), behalf=Subquery(scan.values("on_behalf")[:1])
        )
    )


def prepare_files(page: list[Any], user: User, on: date) -> None:
    for file in page:
        tone, words = file.state_words(user)
        file.badge_html, file.state_text = badge(tone, words), words
        file.sender_text = f"{file.sender}（代传）" if file.behalf else file.sender


def file_search(found: Rows, q: str, user: User) -> Rows:
    """文号、案由、当事人、单位."""
    return found.filter(numbered("entry__document_no", q) | Q(entry__title__contains=q) | Q(entry__party__contains=q) | Q(row__unit__name__contains=q))


def _to_send(found: Rows, user: User, on: date) -> Rows:
    return found.filter(state=FileState.REQUESTED)


def _to_settle(found: Rows, user: User, on: date) -> Rows:
    return found.filter(review_state__in=(ReviewState.GAP, ReviewState.SPLIT, ReviewState.SUBMITTED, ReviewState.OBJECTED))


FILE_COLUMNS = (
    Column("number", "案卷号", cell="entry.number", sort="entry__document_no", width=24),
    Column("title", "案由", cell="entry.title", export=lambda file: file.entry.masked_title, fills=True, width=36),
    Column("unit", "单位", cell="row.unit.short_name", sort="row__unit__sort_key", width=22),
    Column("kind", "种类", cell="entry.get_kind_display"),
    Column("decided_on", "决定日期", cell="entry.decided_on", sort="entry__decided_on", width=12),
    Column("closed_on", "结案日期", cell="entry.closed_on", sort="entry__closed_on", width=12),
    Column("pages", "页数", align="num", width=8),
    Column("complete", "材料齐全", cell=lambda file: "齐全" if file.state == FileState.RECEIVED else "—"),
    Column("sender", "报送人", cell="sender_text"),
    Column("state", "状态", cell="badge_html", export=lambda file: file.state_text),
)
_FILES: dict[str, Any] = {
    "title": "案卷库",
    "crumbs": ("案卷", "案卷"),
    "rows": file_rows,
    "permission": "cases.view_reviews",
    "noun": "卷",
    "detail": "cases:file-detail",
    "find": "搜文号、案由、当事人、单位",
    "search": file_search,
    "prepare": prepare_files,
    "columns": FILE_COLUMNS,
    "empty": Empty("还没有案卷", "评查批次抽中的案卷会列到这里。"),
}
FILES = ListPage(name="cases.lists.FILES", filters=FileFilter, tabs=(Tab("all", "全部"), Tab("to_send", "待报送", _to_send)), **_FILES)
OFFICE_FILES = ListPage(
    name="cases.lists.OFFICE_FILES",
    filters=OfficeFileFilter,
    tabs=(Tab("all", "全部"), Tab("to_send", "待调卷", _to_send), Tab("to_settle", "待评定", _to_settle)),
    **_FILES,
)


# --- 我的评查 --------------------------------------------------------------------------------------------------------
def sheet_rows(user: User) -> Rows:
    """One's own sheets; nothing of the other reviewer is fetched."""
    return ReviewSheet.objects.filter(reviewer=user).standing().select_related("file__row__unit", "file__row__batch", "file__entry__act")


SHEET_TONES = {SheetState.ASSIGNED: "amber", SheetState.SCORING: "amber", SheetState.SUBMITTED: "blue"}


def prepare_sheets(page: list[Any], user: User, on: date) -> None:
    deadlines, calendar = deadlines_of(page, "score_file"), calendar_around(on)
    for sheet in page:
        deadline = deadlines.get(sheet.pk)
        sheet.chip_html = due_chip(deadline.chip(on, calendar), deadline.get_absolute_url(), short=True) if deadline else ""
        sheet.due_on = deadline.due_on if deadline else None
        sheet.is_overdue = bool(deadline and not deadline.done_on and deadline.due_on < on)
        sheet.badge_html = badge(SHEET_TONES[SheetState(sheet.state)], sheet.get_state_display())


def sheet_search(found: Rows, q: str, user: User) -> Rows:
    return found.filter(numbered("file__entry__document_no", q) | Q(file__entry__title__contains=q) | Q(file__row__unit__name__contains=q))


def sheet_action(sheet: Any, user: User) -> Link:
    word = {SheetState.ASSIGNED: "开始评查", SheetState.SCORING: "继续评查"}.get(SheetState(sheet.state), "查看")
    return Link(word, sheet.get_absolute_url())


def sheet_buttons(user: User) -> list[Link]:
    """继续评查: the file that was open last, else the first one waiting."""
    waiting = ReviewSheet.objects.filter(reviewer=user, state__in=(SheetState.ASSIGNED, SheetState.SCORING)).order_by("-saved_at", "pk")
    first = waiting.exclude(saved_at=None).first() or waiting.first()
    return [Link("继续评查", first.get_absolute_url(), "player-play")] if first else []


def _waiting(found: Rows, user: User, on: date) -> Rows:
    return found.filter(state__in=(SheetState.ASSIGNED, SheetState.SCORING))


def _submitted(found: Rows, user: User, on: date) -> Rows:
    return found.filter(state=SheetState.SUBMITTED)


SHEETS = ListPage(
    name="cases.lists.SHEETS",
    title="我的评查",
    crumbs=("案卷", "我的评查"),
    rows=sheet_rows,
    permission="cases.score_files",
    noun="份",
    detail="cases:sheet-detail",
    find="搜文号、案由、单位",
    search=sheet_search,
    order=("submitted_at", "pk"),
    tabs=(Tab("waiting", "待评", _waiting), Tab("submitted", "已提交", _submitted), Tab("all", "全部")),
    prepare=prepare_sheets,
    is_late=lambda sheet: sheet.is_overdue,
    action=sheet_action,
    buttons=sheet_buttons,
    columns=(
        Column("number", "案卷号", cell="file.entry.number", width=24),
        Column("title", "案由", cell="file.entry.title", export=lambda sheet: sheet.file.entry.masked_title, fills=True, width=36),
        Column("unit", "单位", cell="file.row.unit.short_name", width=22),
        Column("batch", "批次", cell="file.row.batch.name", width=28, is_hidden=True),
        Column("due_on", "评查期限", width=12),
        Column("left", "剩余", cell="chip_html", width=22),
        Column("score", "我的得分", cell="score", align="num"),
        Column("state", "状态", cell="badge_html", export=lambda sheet: sheet.get_state_display()),
    ),
    empty=Empty("没有分给您的案卷", "分派后会在这里列出，并发站内信告诉您。"),
)
