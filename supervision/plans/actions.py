"""Official acts on plans and on units' shares: 审定、印发、报送进展、确认、退回、完成, and settling what was not understood."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from accounts.recipients import bureau_holders, holders
from accounts.separation import same_person
from core.audit.trail import record
from core.errors import DomainError
from core.files.models import StoredFile
from core.notices.actions import close_deadline, open_deadline
from core.notices.messages import tell
from supervision.plans.evidence import OWNER
from supervision.plans.models import Assignment, Plan, PlanItem, Progress
from supervision.plans.reading.terms import TermKind
from supervision.plans.workflow import MANAGE, PLAN_TRANSITIONS, SHARE_TRANSITIONS, PlanAct, PlanStatus, ShareAct

DEADLINE = "plan_task"
RUNNING = (PlanStatus.ISSUED, PlanStatus.IN_PROGRESS)


@transaction.atomic
def advance_plan(*, plan: Plan, act: PlanAct, actor: User, at: datetime) -> Plan:
    """审定、印发、开始实施、评估、办结: move the plan; issuing opens the deadlines of its shares."""
    rule = PLAN_TRANSITIONS[act]
    if not actor.has_perm(rule.permission):
        raise PermissionDenied
    plan = Plan.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.status not in rule.sources:
        raise DomainError(f"《{plan}》现为“{plan.get_status_display()}”，不能{act.label}。")
    if act == PlanAct.APPROVE and same_person(plan.created_by, actor):
        raise DomainError("建立人不能审定本人建立的计划。")
    plan.status = rule.target
    plan.save(update_fields=["status"])
    record(actor=actor, act=act, target=plan, at=at)
    if act == PlanAct.ISSUE:
        for share in Assignment.objects.filter(item__plan=plan, unit__isnull=False, due_on__isnull=False).select_related("unit", "item"):
            open_share_deadline(share=share, actor=actor, at=at)
    return plan


def open_share_deadline(*, share: Assignment, actor: User, at: datetime) -> None:
    """期限: from the words of the plan itself; a day that has long passed opens none."""
    if share.due_on is None or share.unit is None or share.due_on < timezone.localdate(at):
        return
    open_deadline(
        kind=DEADLINE, target=share, title=f"台账第{share.item.number}项：{share.item.text}"[:200], unit=share.unit, actor=actor, at=at, due_on=share.due_on,
        start_event="计划印发", basis=f"《{share.item.plan}》完成时限：{share.item.term_text}"[:200], verb="报送进展", url=share.get_absolute_url(),
    )  # fmt: skip


def _advance(share: Assignment, act: ShareAct, actor: User) -> Assignment:
    rule = SHARE_TRANSITIONS[act]
    if not actor.has_perm(rule.permission):
        raise PermissionDenied
    share = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).select_related("item__plan").get(pk=share.pk)
    if share.is_pending:
        raise DomainError("责任单位还没有确认，不能办理。")
    if share.status not in rule.sources:
        raise DomainError(f"这项任务现为“{share.get_status_display()}”，不能{act.label}。")
    share.status = rule.target
    return share


@transaction.atomic
def submit_progress(*, share: Assignment, actor: User, at: datetime, text: str, is_done: bool = False) -> Assignment:
    """报送进展: words and, when the task is reported as done, evidence. Basis: W13."""
    share = _advance(share, ShareAct.SUBMIT, actor)
    if is_done and not StoredFile.objects.filter(owner_kind=OWNER, owner_id=str(share.pk), removed_at=None).exists():
        raise DomainError("报完成的任务须上传佐证材料。")
    Progress.objects.create(assignment=share, at=at, actor=actor, text=text, is_done=is_done)
    share.latest, share.latest_at, share.submitted_by = text, at, actor
    share.save(update_fields=["status", "latest", "latest_at", "submitted_by"])
    record(actor=actor, act=ShareAct.SUBMIT, target=share, at=at)
    tell(recipients=bureau_holders("supervision.confirm_progress"), title=f"待确认进展：{share.unit} 台账第{share.item.number}项", body=text[:200], url=share.get_absolute_url(), at=at, target=share, key=f"progress:{share.pk}:{at:%Y%m%d%H%M%S}")
    return share


@transaction.atomic
def withdraw_progress(*, share: Assignment, actor: User, at: datetime) -> Assignment:
    """撤回: before the bureau has looked."""
    share = _advance(share, ShareAct.WITHDRAW, actor)
    share.save(update_fields=["status"])
    record(actor=actor, act=ShareAct.WITHDRAW, target=share, at=at)
    return share


def _answer(share: Assignment, act: ShareAct, actor: User, at: datetime, reason: str = "") -> Assignment:
    share = _advance(share, act, actor)
    if share.submitted_by and same_person(share.submitted_by, actor):
        raise DomainError("报送人不能确认本人报送的进展。")
    share.save(update_fields=["status"])
    latest = share.progress.first()
    if latest is not None:
        latest.answer, latest.answered_by, latest.answered_at, latest.reason = str(act.label), actor, at, reason
        latest.save(update_fields=["answer", "answered_by", "answered_at", "reason"])
    record(actor=actor, act=act, target=share, at=at, note=reason)
    if share.unit is not None:
        word = f"被退回：台账第{share.item.number}项" if act == ShareAct.RETURN else f"{act.label}：台账第{share.item.number}项"
        body = f"退回理由：{reason}。请补正后重新报送。" if reason else f"《{share.item.text[:60]}》的进展已审核。"
        tell(recipients=holders(share.unit, "supervision.fill_progress"), title=word, body=body, url=share.get_absolute_url(), at=at, target=share)
    return share


@transaction.atomic
def confirm_progress(*, share: Assignment, actor: User, at: datetime) -> Assignment:
    """确认进展: the task goes on."""
    return _answer(share, ShareAct.CONFIRM, actor, at)


@transaction.atomic
def return_progress(*, share: Assignment, actor: User, at: datetime, reason: str) -> Assignment:
    """退回: with a reason."""
    return _answer(share, ShareAct.RETURN, actor, at, reason)


@transaction.atomic
def finish_share(*, share: Assignment, actor: User, at: datetime) -> Assignment:
    """确认完成: 完成并长期推进 for a continuing task, else 已完成; the deadline closes."""
    act = ShareAct.KEEP_UP if share.item.is_continuing else ShareAct.FINISH
    share = _answer(share, act, actor, at)
    close_deadline(kind=DEADLINE, target=share, actor=actor, at=at)
    return share


@transaction.atomic
def settle_unit(*, share: Assignment, unit: Unit, actor: User, at: datetime) -> Assignment:
    """确认责任单位: the words that could not be resolved mean this unit."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    share = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).select_related("item__plan").get(pk=share.pk)
    if not share.is_pending:
        raise DomainError("这一责任单位已经确认。")
    if share.item.assignments.filter(unit=unit).exists():
        raise DomainError(f"{unit}在这项任务里已有分工。")
    share.unit, share.is_pending = unit, False
    share.save(update_fields=["unit", "is_pending"])
    record(actor=actor, act="settle-unit", act_label="确认责任单位", target=share, at=at, note=share.unit_text)
    if share.item.plan.status in RUNNING:
        open_share_deadline(share=share, actor=actor, at=at)
    return share


@transaction.atomic
def drop_share(*, share: Assignment, actor: User, at: datetime, reason: str) -> None:
    """不列为责任单位: words that mean no unit here; the source text of the task keeps them."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    share = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=share.pk)
    if not share.is_pending:
        raise DomainError("只有待确认的责任单位可以去掉。")
    record(actor=actor, act="drop-share", act_label="不列为责任单位", target=share.item, at=at, note=f"{share.unit_text}：{reason}")
    share.delete()


@transaction.atomic
def settle_term(*, item: PlanItem, actor: User, at: datetime, due_on: date | None) -> PlanItem:
    """确认完成时限: a day, or none for 待定; shares that have no day of their own take it."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    item = PlanItem.objects.select_for_update(of=("self",)).select_related("plan").get(pk=item.pk)
    before = item.due_on
    item.due_on, item.needs_settling = due_on, False
    item.term_kind = TermKind.DATE if due_on else TermKind.TBD
    item.save(update_fields=["due_on", "needs_settling", "term_kind"])
    item.assignments.filter(due_on=before).update(due_on=due_on)
    record(actor=actor, act="settle-term", act_label="确认完成时限", target=item, at=at, changes={"due_on": [before, due_on]})
    if item.plan.status in RUNNING:
        for share in item.assignments.filter(unit__isnull=False).select_related("unit"):
            open_share_deadline(share=share, actor=actor, at=at)
    return item
