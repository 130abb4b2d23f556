"""工作台: what waits for a person in 报送; callables of DESK_BLOCKS and DESK_FIGURES."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.models import User
from core.lists.desk import Tally, Task
from submissions.deadlines import DEADLINE
from submissions.models import Submission, SubmissionRequest
from submissions.workflow import APPROVE, FILL, MANAGE, REVIEW, VIEW, RequestStatus, SubmissionStatus

MOST = 50


def tasks(user: User, on: date) -> list[Task]:
    """审核 and 催办 by request for the bureau; 报送, 补正 and 单位审核 by answer for a unit."""
    if user.has_perm(MANAGE) or user.has_perm(REVIEW):
        return _of_bureau(user, on)
    if user.has_perm(FILL) or user.has_perm(APPROVE):
        return _of_unit(user)
    return []


def _of_bureau(user: User, on: date) -> list[Task]:
    """One row a request, however many units have answered it."""
    requests = (
        SubmissionRequest.objects.visible_to(user)
        .filter(status__in=(RequestStatus.OPEN, RequestStatus.DRAFT))
        .with_counts(on)
        .with_units(on)
        .order_by("due_on", "pk")[:MOST]
    )
    found = []
    for request in requests:
        if request.is_draft:
            found.append(Task("报送", f"下发报送任务：{request}", request.get_absolute_url(), "下发", note="草拟中", due_on=request.due_on))
            continue
        found += _steps_of(request)
    return found


def _steps_of(request: SubmissionRequest) -> list[Task]:
    """审核, 处理 and 催办 of one request, each with the units it concerns."""
    found = []
    for key, words, verb, tab, due_on in (
        ("waiting", "审核报送件 {} 件", "审核", "waiting", None),
        ("to_correct", "处理更正申请 {} 件", "处理", "accepted", None),
        ("late", "催办未报单位 {} 个", "催办", "overdue", request.due_on),
    ):
        if count := getattr(request, key, 0):
            title, url = f"{words.format(count)}：{request}", f"{request.get_absolute_url()}?tab={tab}"
            found.append(Task("报送", title, url, verb, note=_progress(request), due_on=due_on, units=tuple(getattr(request, f"{key}_units"))))
    return found


def _progress(request: SubmissionRequest) -> str:
    return f"已报 {getattr(request, 'handed_in', 0)}/{getattr(request, 'owed', 0)}"


def _of_unit(user: User) -> list[Task]:
    owed = Submission.objects.visible_to(user).missing().for_list().order_by("due_on", "pk")[:MOST]
    return [task for submission in owed if (task := _task(submission, user)) is not None]


def _task(submission: Submission, user: User) -> Task | None:
    if submission.status == SubmissionStatus.UNIT_REVIEW:
        if not user.has_perm(APPROVE) or submission.was_filed_by(user):
            return None
        kind, asked, verb = "报送", "审核报送件", "审核"
    elif not user.has_perm(FILL):
        return None
    else:
        kind, asked, verb = ("退回件", "补正报送件", "填报") if submission.is_sent_back else ("报送", "报送", "填报")
    note = f"{submission.request.get_shape_display()}　{submission.request.basis}"
    return Task(
        kind,
        f"{asked}：{submission.request}",
        submission.get_absolute_url(),
        verb,
        note=note[:80],
        due_on=submission.due_on,
        unit=str(submission.unit),
        target=submission,
        clock=DEADLINE,
    )


def figures(user: User, on: date) -> list[Tally]:
    """数字: 待审核报送件 for the bureau, 应报 for a unit; red where some are late."""
    if not user.has_perm(VIEW):
        return []
    rows, url = Submission.objects.visible_to(user), reverse("submissions:submission-list")
    if user.has_perm(REVIEW):
        return [Tally("待审核报送件", rows.of_open().awaiting_review(), f"{url}?tab=waiting", note="逾期未报 {} 件", of=rows.overdue(on))]
    if user.has_perm(FILL):
        return [Tally("应报未报", rows.missing(), f"{url}?tab=missing", note="逾期 {} 件", of=rows.overdue(on))]
    return []
