"""整改流程 (W21): states, acts and who holds the power for each.

Basis: REG825-26, REG825-27. Acceptance closes the order; the accepter is never the person who filed.
"""

from django.db.models import TextChoices

from core.workflow import Rule


class Status(TextChoices):
    """整改状态."""

    ISSUED = "issued", "已下达"
    ACKNOWLEDGED = "acknowledged", "已签收"
    PLAN_SUBMITTED = "plan_submitted", "方案已报"
    IN_PROGRESS = "in_progress", "整改中"
    UNIT_REVIEW = "unit_review", "单位审核中"
    REPORT_SUBMITTED = "report_submitted", "待验收"
    RETURNED = "returned", "退回整改"
    CLOSED = "closed", "已销号"
    CANCELLED = "cancelled", "已撤销"


class Act(TextChoices):
    """整改行为."""

    ACKNOWLEDGE = "acknowledge", "签收"
    SUBMIT_PLAN = "submit-plan", "报整改方案"
    NOTE_PROGRESS = "note-progress", "填进展"
    SUBMIT_REPORT = "submit-report", "报送整改报告"
    APPROVE_REPORT = "approve-report", "审核通过"
    SEND_BACK = "send-back", "退回修改"
    WITHDRAW = "withdraw", "撤回"
    ACCEPT = "accept", "验收通过"
    RETURN = "return", "退回整改"
    REOPEN = "reopen", "重新整改"
    CANCEL = "cancel", "撤销整改"


ENDED_STATUSES = (Status.CLOSED, Status.CANCELLED)
OPEN_STATUSES = tuple(status for status in Status if status not in ENDED_STATUSES)
WITH_UNIT = (Status.ISSUED, Status.ACKNOWLEDGED, Status.PLAN_SUBMITTED, Status.IN_PROGRESS, Status.UNIT_REVIEW, Status.RETURNED)
ANSWERABLE_STATUSES = (Status.ACKNOWLEDGED, Status.PLAN_SUBMITTED, Status.IN_PROGRESS, Status.RETURNED)

FILL, APPROVE, VERIFY = "rectification.fill_order", "rectification.approve_report", "rectification.accept_order"
ISSUE = "rectification.issue_order"

TRANSITIONS: dict[Act, Rule] = {
    Act.ACKNOWLEDGE: Rule({Status.ISSUED}, Status.ACKNOWLEDGED, FILL),
    Act.SUBMIT_PLAN: Rule({Status.ACKNOWLEDGED, Status.PLAN_SUBMITTED, Status.IN_PROGRESS, Status.RETURNED}, Status.PLAN_SUBMITTED, FILL),
    Act.NOTE_PROGRESS: Rule({Status.PLAN_SUBMITTED, Status.IN_PROGRESS, Status.RETURNED}, Status.IN_PROGRESS, FILL),
    Act.SUBMIT_REPORT: Rule({Status.PLAN_SUBMITTED, Status.IN_PROGRESS, Status.RETURNED}, Status.UNIT_REVIEW, FILL),
    Act.APPROVE_REPORT: Rule({Status.UNIT_REVIEW}, Status.REPORT_SUBMITTED, APPROVE),
    Act.SEND_BACK: Rule({Status.UNIT_REVIEW}, Status.IN_PROGRESS, APPROVE),
    Act.WITHDRAW: Rule({Status.UNIT_REVIEW, Status.REPORT_SUBMITTED}, Status.IN_PROGRESS, FILL),
    Act.ACCEPT: Rule({Status.REPORT_SUBMITTED}, Status.CLOSED, VERIFY),
    Act.RETURN: Rule({Status.REPORT_SUBMITTED}, Status.RETURNED, VERIFY),
    Act.REOPEN: Rule({Status.CLOSED}, Status.IN_PROGRESS, VERIFY),
    Act.CANCEL: Rule(frozenset(OPEN_STATUSES), Status.CANCELLED, ISSUE),
}
