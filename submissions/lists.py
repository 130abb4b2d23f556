"""报送任务、报送件: columns, tabs and acts of the lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from core.lists.page import Bulk, Column, Empty, Link, ListPage, Rows, Tab
from core.look.marks import badge
from core.notices.actions import URGE, deadlines_of
from core.notices.cells import chip_cell
from core.workdays.calendar import calendar_around
from submissions.deadlines import DEADLINE
from submissions.filters import RequestFilter, SubmissionFilter
from submissions.models import Shape, Submission, SubmissionRequest
from submissions.periods import PeriodKind
from submissions.workflow import APPROVE, FILL, MANAGE, OWED, REVIEW, VIEW, WITH_UNIT, RequestStatus, SubmissionStatus

REQUEST_TONES = {RequestStatus.DRAFT: "grey", RequestStatus.OPEN: "blue", RequestStatus.CLOSED: "green", RequestStatus.CANCELLED: "outline"}


def request_rows(user: User) -> Rows:
    return SubmissionRequest.objects.visible_to(user)


def search_requests(found: Rows, q: str, user: User) -> Rows:
    return found.filter(title__zh=q)


def prepare_requests(page: list[SubmissionRequest], user: User, on: date) -> None:
    """How far each is, counted for the page at once within the user's sight."""
    counted = SubmissionRequest.objects.filter(pk__in=[request.pk for request in page]).with_counts(on)
    known = {row.pk: row for row in counted} if user.unit_ids() is None else {}
    for request in page:
        row = known.get(request.pk)
        request.progress = f"{row.handed_in}/{row.owed}" if row and not request.is_draft else "—"  # type: ignore[attr-defined]
        request.to_review = str(row.waiting) if row and row.waiting else ""  # type: ignore[attr-defined]
        request.late_units = str(row.late) if row and row.late and request.is_open else ""  # type: ignore[attr-defined]
        request.badge_html = badge(REQUEST_TONES[RequestStatus(request.status)], request.get_status_display())  # type: ignore[attr-defined]


def request_action(request: SubmissionRequest, user: User) -> Link | None:
    if request.is_draft and user.has_perm(MANAGE):
        return Link("下发", request.get_absolute_url())
    if getattr(request, "to_review", "") and user.has_perm(REVIEW):
        return Link("审核", f"{request.get_absolute_url()}?tab=waiting")
    if getattr(request, "late_units", "") and user.has_perm(URGE):
        return Link("催办", f"{request.get_absolute_url()}?tab=overdue")
    return Link("查看", request.get_absolute_url())


def request_buttons(user: User) -> list[Link]:
    if not user.has_perm(MANAGE):
        return []
    return [
        Link("导入未完成任务", reverse("core:import-new", kwargs={"kind": "requests"}), "upload"),
        Link("新建任务", reverse("submissions:request-new"), "plus"),
    ]


def _running(found: Any, user: User, on: date) -> Any:
    return found.open()


def _drafts(found: Any, user: User, on: date) -> Any:
    return found.filter(status=RequestStatus.DRAFT)


def _ended(found: Any, user: User, on: date) -> Any:
    return found.filter(status__in=(RequestStatus.CLOSED, RequestStatus.CANCELLED))


REQUESTS = ListPage(
    name="submissions.lists.REQUESTS",
    title="报送任务",
    crumbs=("报送", "报送任务"),
    rows=request_rows,
    permission=VIEW,
    noun="项",
    detail="submissions:request-detail",
    find="搜任务名称",
    search=search_requests,
    filters=RequestFilter,
    order=("-due_on", "-pk"),
    tabs=(Tab("all", "全部"), Tab("open", "报送中", _running), Tab("draft", "草拟中", _drafts), Tab("ended", "已办结", _ended)),
    default_tab="open",
    prepare=prepare_requests,
    action=request_action,
    buttons=request_buttons,
    columns=(
        Column("title", "任务名称", fills=True, expression="title", width=40),
        Column(
            "period", "所属期间", cell=lambda request: str(request.period or "—"), export=lambda request: str(request.period or ""), sort="period_on", width=16
        ),
        Column("shape", "报送形式", cell="get_shape_display", expression="shape", choices=Shape.choices, width=16),
        Column("period_kind", "周期", cell="get_period_kind_display", expression="period_kind", choices=PeriodKind.choices, width=10, is_hidden=True),
        Column("due_on", "截止日期", sort="due_on", expression="due_on", width=12),
        Column("progress", "已报/应报", align="num", export=lambda request: request.progress, width=12),
        Column("to_review", "待审核", align="num", export=lambda request: request.to_review, width=10),
        Column("late_units", "逾期单位", align="num", export=lambda request: request.late_units, width=10),
        Column("basis", "依据", expression="basis", width=40, wraps=True, is_hidden=True),
        Column("status", "状态", cell="badge_html", expression="status", choices=RequestStatus.choices, width=12),
    ),
    empty=Empty("还没有报送任务", "向单位要表格、材料，从这里下发；已掌握的数据会自动预填。"),
    export_note="报送任务",
)


# --- answers -------------------------------------------------------------------------------------------------------
def submission_rows(user: User) -> Rows:
    return Submission.objects.visible_to(user).for_list().exclude(request__status__in=(RequestStatus.DRAFT, RequestStatus.CANCELLED))


def search_submissions(found: Rows, q: str, user: User) -> Rows:
    named = Unit.objects.visible_to(user).filter(Q(name__contains=q) | Q(short_name__contains=q)).values_list("pk", flat=True)
    return found.filter(Q(request__title__zh=q) | Q(unit_id__in=list(named)))


def prepare_submissions(page: list[Submission], user: User, on: date) -> None:
    """Deadlines, chips and badges of one page, as sets."""
    clocks, calendar = deadlines_of(page, DEADLINE), calendar_around(on)
    for submission in page:
        clock = clocks.get(submission.pk) if submission.status in WITH_UNIT else None
        submission.chip_html = chip_cell(clock, on, calendar)  # type: ignore[attr-defined]
        submission.badge_html = badge(submission.tone(on), submission.state_words)  # type: ignore[attr-defined]
        submission.on = on  # type: ignore[attr-defined]


def submission_action(submission: Submission, user: User) -> Link | None:
    """One word in 操作: 审核, 填报, 催办 or 查看."""
    url = submission.get_absolute_url()
    if submission.status == SubmissionStatus.REPORTED and user.has_perm(REVIEW):
        return Link("审核", url)
    if submission.status == SubmissionStatus.UNIT_REVIEW and user.has_perm(APPROVE) and not submission.was_filed_by(user):
        return Link("审核", url)
    if submission.is_fillable_by(user) and user.has_perm(FILL):
        return Link("填报", url)
    return Link("查看", url)


def is_late(submission: Submission) -> bool:
    return submission.is_overdue(getattr(submission, "on", None) or timezone.localdate())


def _missing(found: Any, user: User, on: date) -> Any:
    return found.missing()


def _waiting(found: Any, user: User, on: date) -> Any:
    return found.awaiting_review()


def _returned(found: Any, user: User, on: date) -> Any:
    return found.filter(status=SubmissionStatus.RETURNED)


def _accepted(found: Any, user: User, on: date) -> Any:
    return found.filter(status=SubmissionStatus.ACCEPTED)


def _overdue(found: Any, user: User, on: date) -> Any:
    return found.overdue(on)


def _owed(found: Any, user: User, on: date) -> Any:
    return found.filter(status__in=OWED)


STATE = Column("status", "状态", cell="badge_html", export=lambda submission: submission.state_words, width=14)
UNIT = Column("unit", "单位", cell="unit.short_name", sort="unit__sort_key", expression="unit__name", width=24)
DUE = Column("due_on", "截止日期", sort="due_on", expression="due_on", width=12)
REST = (
    DUE,
    Column("left", "剩余", cell="chip_html", width=22),
    Column("reported_at", "报送时间", cell=lambda row: f"{timezone.localtime(row.reported_at):%Y-%m-%d %H:%M}" if row.reported_at else "—", sort="reported_at",
           export=lambda row: timezone.localtime(row.reported_at).strftime("%Y-%m-%d %H:%M") if row.reported_at else "", width=18),
    Column("filed_by", "填报人", cell=lambda row: row.filed_by.name if row.filed_by else "—", expression="filed_by__name", width=12),
    Column("urged", "催办", align="num", cell=lambda row: str(row.urged or ""), expression="urged", width=8),
    STATE,
)  # fmt: skip
TABS = (
    Tab("all", "全部"),
    Tab("missing", "未报", _missing),
    Tab("waiting", "待审核", _waiting),
    Tab("returned", "退回", _returned),
    Tab("accepted", "审核通过", _accepted),
    Tab("overdue", "逾期", _overdue),
)

SUBMISSIONS = ListPage(
    name="submissions.lists.SUBMISSIONS",
    title="报送件",
    crumbs=("报送", "报送件"),
    rows=submission_rows,
    permission=VIEW,
    noun="件",
    url=Submission.get_absolute_url,
    find="搜任务、单位",
    search=search_submissions,
    filters=SubmissionFilter,
    order=("due_on", "pk"),
    tabs=TABS,
    default_tab="missing",
    prepare=prepare_submissions,
    is_late=is_late,
    action=submission_action,
    columns=(
        Column(
            "request", "任务名称", cell=lambda row: str(row.request), export=lambda row: str(row.request), fills=True, expression="request__title", width=40
        ),
        UNIT,
        *REST,
    ),
    empty=Empty("没有报送件", "司法局下发报送任务后，应报的材料列到这里。"),
    export_note="报送件",
)

UNITS_OF_REQUEST = replace(
    SUBMISSIONS,
    name="submissions.lists.UNITS_OF_REQUEST",
    title="报送情况",
    noun="个",
    find="搜单位",
    order=("unit__sort_key", "pk"),
    default_tab="all",
    bulk=(Bulk("催办", "submissions:submission-urge-many", URGE), Bulk("审核通过", "submissions:submission-accept-many", REVIEW)),
    columns=(UNIT, *REST),
    empty=Empty("没有报送单位"),
)


def units_of(request: SubmissionRequest) -> ListPage:
    """报送情况 of one request: the list of its units."""
    return replace(UNITS_OF_REQUEST, title=str(request), rows=lambda user: Submission.objects.visible_to(user).for_list().filter(request=request))
