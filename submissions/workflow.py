"""报送流程: the request as a whole, and each unit's answer to it.

Basis: REG825-8. What is handed in is judged by the bureau; whoever filled it in never approves it inside the unit.
"""

from django.db.models import TextChoices

from core.workflow import Rule


class RequestStatus(TextChoices):
    """报送任务状态."""

    DRAFT = "draft", "草拟中"
    OPEN = "open", "报送中"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已撤销"


class RequestAct(TextChoices):
    """报送任务行为."""

    OPEN = "open", "下发"
    CLOSE = "close", "办结"
    REOPEN = "reopen", "恢复报送"
    CANCEL = "cancel", "撤销"


class SubmissionStatus(TextChoices):
    """报送件状态."""

    DUE = "due", "未报"
    UNIT_REVIEW = "unit_review", "单位审核中"
    REPORTED = "reported", "已报"
    RETURNED = "returned", "退回"
    ACCEPTED = "accepted", "审核通过"
    BEFORE = "before", "已报（启用前）"
    EXEMPT = "exempt", "免报"
    CANCELLED = "cancelled", "已撤销"


class SubmissionAct(TextChoices):
    """报送件行为."""

    SUBMIT = "submit", "提交单位审核"
    REPORT = "report", "报送"
    APPROVE = "approve", "单位审核通过"
    SEND_BACK = "send-back", "退回修改"
    WITHDRAW = "withdraw", "撤回"
    ACCEPT = "accept", "审核通过"
    RETURN = "return", "退回"
    CORRECT = "correct", "退回更正"
    EXEMPT = "exempt", "免报"
    DEMAND = "demand", "恢复应报"
    CANCEL = "cancel", "撤销"


VIEW, MANAGE, REVIEW, FILL, APPROVE = (
    "submissions.view_requests",
    "submissions.manage_requests",
    "submissions.review_submissions",
    "submissions.fill_submission",
    "submissions.approve_submission",
)

REQUEST_TRANSITIONS: dict[RequestAct, Rule] = {
    RequestAct.OPEN: Rule({RequestStatus.DRAFT}, RequestStatus.OPEN, MANAGE),
    RequestAct.CLOSE: Rule({RequestStatus.OPEN}, RequestStatus.CLOSED, MANAGE),
    RequestAct.REOPEN: Rule({RequestStatus.CLOSED}, RequestStatus.OPEN, MANAGE),
    RequestAct.CANCEL: Rule({RequestStatus.DRAFT, RequestStatus.OPEN}, RequestStatus.CANCELLED, MANAGE),
}

FILLABLE = (SubmissionStatus.DUE, SubmissionStatus.RETURNED)  # the unit writes
WITH_UNIT = (*FILLABLE, SubmissionStatus.UNIT_REVIEW)  # nothing has reached the bureau
HANDED_IN = (SubmissionStatus.REPORTED, SubmissionStatus.ACCEPTED)
DONE = (*HANDED_IN, SubmissionStatus.BEFORE)  # 已报, here or on paper before the system
OWED = (*WITH_UNIT, *DONE)  # counts among those who have to report

GIVEN_BACK = (SubmissionAct.RETURN, SubmissionAct.CORRECT)  # by the bureau; an answer that is taken back after it stands as 退回 again

SUBMISSION_TRANSITIONS: dict[SubmissionAct, Rule] = {
    SubmissionAct.SUBMIT: Rule(frozenset(FILLABLE), SubmissionStatus.UNIT_REVIEW, FILL),
    SubmissionAct.REPORT: Rule(frozenset(FILLABLE), SubmissionStatus.REPORTED, FILL),
    SubmissionAct.APPROVE: Rule({SubmissionStatus.UNIT_REVIEW}, SubmissionStatus.REPORTED, APPROVE),
    SubmissionAct.SEND_BACK: Rule({SubmissionStatus.UNIT_REVIEW}, SubmissionStatus.DUE, APPROVE),
    SubmissionAct.WITHDRAW: Rule({SubmissionStatus.UNIT_REVIEW, SubmissionStatus.REPORTED}, SubmissionStatus.DUE, FILL),
    SubmissionAct.ACCEPT: Rule({SubmissionStatus.REPORTED}, SubmissionStatus.ACCEPTED, REVIEW),
    SubmissionAct.RETURN: Rule({SubmissionStatus.REPORTED}, SubmissionStatus.RETURNED, REVIEW),
    SubmissionAct.CORRECT: Rule({SubmissionStatus.ACCEPTED}, SubmissionStatus.RETURNED, REVIEW),
    SubmissionAct.EXEMPT: Rule(frozenset(FILLABLE), SubmissionStatus.EXEMPT, MANAGE),
    SubmissionAct.DEMAND: Rule({SubmissionStatus.EXEMPT, SubmissionStatus.BEFORE}, SubmissionStatus.DUE, MANAGE),
    SubmissionAct.CANCEL: Rule(frozenset(WITH_UNIT), SubmissionStatus.CANCELLED, MANAGE),
}
