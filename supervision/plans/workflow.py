"""计划与台账流程 (W13): the plan itself, and each unit's share of a task."""

from django.db.models import TextChoices

from core.workflow import Rule


class PlanStatus(TextChoices):
    """计划状态."""

    DRAFT = "draft", "草拟中"
    SUBMITTED = "submitted", "待审定"
    APPROVED = "approved", "已审定"
    ISSUED = "issued", "已印发"
    IN_PROGRESS = "in_progress", "实施中"
    EVALUATED = "evaluated", "已评估"
    CLOSED = "closed", "已办结"


BEFORE_EFFECT = (PlanStatus.DRAFT, PlanStatus.SUBMITTED, PlanStatus.APPROVED, PlanStatus.ISSUED)
RUNNING = (PlanStatus.ISSUED, PlanStatus.IN_PROGRESS)
PAST = (PlanStatus.EVALUATED, PlanStatus.CLOSED)
DECIDED = (PlanStatus.SUBMITTED, PlanStatus.APPROVED)  # before the leader, or as he approved it
PUBLISHED = (*RUNNING, *PAST)


class PlanAct(TextChoices):
    """计划行为."""

    SUBMIT = "submit", "送审"
    RETURN = "return", "退回修改"
    APPROVE = "approve", "审定"
    ISSUE = "issue", "印发"
    START = "start", "开始实施"
    EVALUATE = "evaluate", "评估"
    CLOSE = "close", "办结"


class ShareStatus(TextChoices):
    """任务分解状态."""

    ASSIGNED = "assigned", "已分解"
    IN_PROGRESS = "in_progress", "推进中"
    SUBMITTED = "submitted", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"
    DONE = "done", "已完成"
    DONE_CONTINUING = "done_continuing", "完成并长期推进"


class ShareAct(TextChoices):
    """任务分解行为."""

    SAVE = "save", "存草稿"
    SUBMIT = "submit", "报送进展"
    WITHDRAW = "withdraw", "撤回"
    CONFIRM = "confirm", "确认进展"
    RETURN = "return", "退回"
    FINISH = "finish", "确认完成"
    KEEP_UP = "keep-up", "完成并长期推进"


VIEW, MANAGE, APPROVE, FILL, CONFIRM = (
    "supervision.view_plans",
    "supervision.manage_plans",
    "supervision.approve_plan",
    "supervision.fill_progress",
    "supervision.confirm_progress",
)

PLAN_TRANSITIONS: dict[PlanAct, Rule] = {
    PlanAct.SUBMIT: Rule({PlanStatus.DRAFT}, PlanStatus.SUBMITTED, MANAGE),
    PlanAct.RETURN: Rule({PlanStatus.SUBMITTED, PlanStatus.APPROVED}, PlanStatus.DRAFT, APPROVE),
    PlanAct.APPROVE: Rule({PlanStatus.SUBMITTED}, PlanStatus.APPROVED, APPROVE),
    PlanAct.ISSUE: Rule({PlanStatus.APPROVED}, PlanStatus.ISSUED, MANAGE),
    PlanAct.START: Rule({PlanStatus.ISSUED}, PlanStatus.IN_PROGRESS, MANAGE),
    PlanAct.EVALUATE: Rule({PlanStatus.IN_PROGRESS}, PlanStatus.EVALUATED, MANAGE),
    PlanAct.CLOSE: Rule({PlanStatus.EVALUATED}, PlanStatus.CLOSED, MANAGE),
}

NEXT_STEPS: dict[str, str] = {
    PlanStatus.DRAFT: "任务齐全后由监督岗送审，局领导审定。",
    PlanStatus.SUBMITTED: "由局领导审定，或者退回修改。",
    PlanStatus.APPROVED: "由监督岗印发；印发后各单位看到自己的任务，期限开始提醒。印发前要改任务的，由局领导退回修改。",
    PlanStatus.ISSUED: "由监督岗开始实施。",
    PlanStatus.IN_PROGRESS: "任务办结后由监督岗评估。",
    PlanStatus.EVALUATED: "由监督岗办结。",
}

OPEN_SHARES = (ShareStatus.ASSIGNED, ShareStatus.IN_PROGRESS, ShareStatus.SUBMITTED, ShareStatus.CONFIRMED, ShareStatus.RETURNED)
DONE_SHARES = (ShareStatus.DONE, ShareStatus.DONE_CONTINUING)
WITH_UNIT = (ShareStatus.ASSIGNED, ShareStatus.IN_PROGRESS, ShareStatus.CONFIRMED, ShareStatus.RETURNED)

SHARE_TRANSITIONS: dict[ShareAct, Rule] = {
    ShareAct.SAVE: Rule({ShareStatus.ASSIGNED, ShareStatus.IN_PROGRESS, ShareStatus.CONFIRMED}, ShareStatus.IN_PROGRESS, FILL),
    ShareAct.SUBMIT: Rule(
        {ShareStatus.ASSIGNED, ShareStatus.IN_PROGRESS, ShareStatus.CONFIRMED, ShareStatus.RETURNED, ShareStatus.DONE_CONTINUING}, ShareStatus.SUBMITTED, FILL
    ),
    ShareAct.WITHDRAW: Rule({ShareStatus.SUBMITTED}, ShareStatus.IN_PROGRESS, FILL),
    ShareAct.CONFIRM: Rule({ShareStatus.SUBMITTED}, ShareStatus.CONFIRMED, CONFIRM),
    ShareAct.RETURN: Rule({ShareStatus.SUBMITTED}, ShareStatus.RETURNED, CONFIRM),
    ShareAct.FINISH: Rule({ShareStatus.SUBMITTED}, ShareStatus.DONE, CONFIRM),
    ShareAct.KEEP_UP: Rule({ShareStatus.SUBMITTED}, ShareStatus.DONE_CONTINUING, CONFIRM),
}
