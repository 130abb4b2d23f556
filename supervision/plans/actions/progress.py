"""进展的办理: 存草稿、报送、撤回、移除佐证 by the unit; 确认、退回、完成 by the bureau."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User, acted
from accounts.recipients import bureau_holders, holders
from accounts.separation import same_person
from core.audit.trail import record
from core.errors import DomainError, StaleForm
from core.files.actions import remove
from core.files.models import StoredFile
from core.notices.actions import close_deadline
from core.notices.messages import settle, tell
from core.notices.models import Message
from core.notices.texts import sentence
from core.workflow import next_status
from supervision.plans.actions.obligation import DEADLINE
from supervision.plans.actions.states import keep_state
from supervision.plans.evidence import has_evidence, is_removable, standing_of, takes_evidence
from supervision.plans.models import Assignment, PlanItem, Progress
from supervision.plans.workflow import CONFIRM, FILL, RUNNING, SHARE_TRANSITIONS, WITH_UNIT, ShareAct, ShareStatus


def _advance(share: Assignment, act: ShareAct, actor: User) -> Assignment:
    """The share locked and moved, not yet saved."""
    if not actor.has_perm(SHARE_TRANSITIONS[act].permission):
        raise PermissionDenied
    share = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).select_related("item__plan", "unit", "submitted_by").get(pk=share.pk)
    if share.is_pending:
        raise DomainError("责任单位还没有确认，不能办理。")
    if share.item.plan.status not in RUNNING:
        raise DomainError(f"《{share.item.plan}》{share.item.plan.get_status_display()}，不能{act.label}。")
    share.status = _target(share, act)
    return share


def _target(share: Assignment, act: ShareAct) -> str:
    """As the table says; but 完成并长期推进 stays so whatever becomes of a further report: it owes nothing again."""
    target = next_status(SHARE_TRANSITIONS, act, share.status, lambda: _last_hand(share))
    was_done = target in WITH_UNIT and share.states.filter(status=ShareStatus.DONE_CONTINUING).exists()
    return ShareStatus.DONE_CONTINUING if was_done else target


def _last_hand(share: Assignment) -> str:
    """Who reported last, or answered that."""
    latest = share.progress.select_related("actor", "answered_by").first()
    return (latest.answered_by or latest.actor).name if latest is not None else ""


@transaction.atomic
def save_draft(*, share: Assignment, actor: User, at: datetime, text: str) -> Assignment:
    """存草稿: the unit goes on writing; nobody else sees the words."""
    share = _advance(share, ShareAct.SAVE, actor)
    share.draft = text
    share.save(update_fields=["status", "draft"])
    keep_state(share=share, at=at)
    record(actor=actor, act=ShareAct.SAVE, target=share, at=at)
    return share


@transaction.atomic
def submit_progress(*, share: Assignment, actor: User, at: datetime, text: str, is_done: bool = False) -> Assignment:
    """报送进展: words and, when the task is reported as done, evidence."""
    share = _advance(share, ShareAct.SUBMIT, actor)
    if is_done and not has_evidence(share):
        raise DomainError("报完成的任务须上传佐证材料。")
    Progress.objects.create(assignment=share, at=at, text=text, is_done=is_done, **acted(actor))
    share.latest, share.latest_at, share.submitted_by, share.draft = text, at, actor, ""
    share.save(update_fields=["status", "latest", "latest_at", "submitted_by", "draft"])
    keep_state(share=share, at=at)
    record(actor=actor, act=ShareAct.SUBMIT, target=share, at=at)
    settle(Message.objects.about(share), at)
    title, key = f"待确认进展：{share.unit} 台账第 {share.item.number} 项", f"progress:{share.pk}:{at:%Y%m%d%H%M%S}"
    tell(recipients=bureau_holders(CONFIRM), title=title, body=text[:200], url=share.get_absolute_url(), at=at, target=share, key=key)
    return share


@transaction.atomic
def withdraw_progress(*, share: Assignment, actor: User, at: datetime) -> Assignment:
    """撤回: before the bureau has answered; the words come back as a draft, and 最新进展 is again what was reported before."""
    share = _advance(share, ShareAct.WITHDRAW, actor)
    latest = share.progress.first()
    if latest is not None:
        latest.answer, latest.answered_by, latest.answered_at = str(ShareAct.WITHDRAW.label), actor, at
        latest.save(update_fields=["answer", "answered_by", "answered_at"])
    share.draft = share.latest
    before = share.progress.exclude(answer=ShareAct.WITHDRAW.label).first()
    share.latest, share.latest_at = (before.text, before.at) if before is not None else ("", None)
    share.save(update_fields=["status", "draft", "latest", "latest_at"])
    keep_state(share=share, at=at)
    record(actor=actor, act=ShareAct.WITHDRAW, target=share, at=at)
    settle(Message.objects.about(share), at)
    return share


@transaction.atomic
def remove_evidence(*, share: Assignment, file: StoredFile, actor: User, at: datetime) -> StoredFile:
    """移除佐证材料: a wrong file leaves the share while it is with the unit; what an earlier report proved stays, and the bytes are kept."""
    if not actor.has_perm(FILL):
        raise PermissionDenied
    share = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).select_related("item__plan").get(pk=share.pk)
    if not takes_evidence(share):
        raise DomainError(f"现为“{standing_of(share)}”，不能再移除佐证材料。")
    if not is_removable(share, file):
        raise DomainError("已随进展报送并经司法局审核的佐证材料不能移除。")
    removed = remove(file=file, actor=actor, at=at, reason=share.item.ordinal)
    record(actor=actor, act="remove-evidence", act_label="移除佐证材料", target=share, at=at, note=str(file))
    return removed


def _answer(share: Assignment, act: ShareAct, actor: User, at: datetime, seen: int | None, reason: str = "") -> Assignment:
    share = _advance(share, act, actor)
    latest = share.progress.select_related("actor").first()
    if seen is not None and latest is not None and latest.pk != seen:
        raise StaleForm(f"{latest.actor} {timezone.localtime(latest.at):%m-%d %H:%M} 重新报送了进展，本次没有办理。请核对最新进展后再{act.label}。")
    if share.submitted_by and same_person(share.submitted_by, actor):
        raise DomainError("报送人不能确认本人报送的进展。")
    share.save(update_fields=["status"])
    keep_state(share=share, at=at)
    if latest is not None:
        latest.answer, latest.answered_by, latest.answered_at, latest.reason = str(act.label), actor, at, reason
        latest.answered_in_place_of = acted(actor)["in_place_of"]
        latest.save(update_fields=["answer", "answered_by", "answered_in_place_of", "answered_at", "reason"])
    record(actor=actor, act=act, target=share, at=at, note=reason)
    settle(Message.objects.about(share), at)
    _tell_unit(share, act, at, reason)
    return share


def _tell_unit(share: Assignment, act: ShareAct, at: datetime, reason: str) -> None:
    if share.unit is None:
        return
    number = share.item.number
    title = f"被退回：台账第 {number} 项" if act == ShareAct.RETURN else f"{act.label}：台账第 {number} 项"
    body = f"退回理由：{sentence(reason)}请补正后重新报送。" if reason else f"{share.item.short_title}，报送的进展已审核。"
    tell(
        recipients=holders(share.unit, SHARE_TRANSITIONS[ShareAct.SUBMIT].permission), title=title, body=body, url=share.get_absolute_url(), at=at, target=share
    )


@transaction.atomic
def confirm_progress(*, share: Assignment, actor: User, at: datetime, seen: int | None = None) -> Assignment:
    """确认进展: the task goes on. Raises StaleForm when the report of id `seen` is not the latest; None (an act outside a page) is not compared."""
    return _answer(share, ShareAct.CONFIRM, actor, at, seen)


@transaction.atomic
def return_progress(*, share: Assignment, actor: User, at: datetime, reason: str, seen: int | None = None) -> Assignment:
    """退回: with a reason; `seen` as for 确认进展."""
    return _answer(share, ShareAct.RETURN, actor, at, seen, reason)


@transaction.atomic
def finish_share(*, share: Assignment, actor: User, at: datetime, seen: int | None = None) -> Assignment:
    """确认完成: 完成并长期推进 for a continuing task, else 已完成; needs evidence and closes the deadline; `seen` as for 确认进展."""
    goes_on = PlanItem.objects.filter(pk=share.item_id, is_continuing=True).exists()
    act = ShareAct.KEEP_UP if goes_on else ShareAct.FINISH
    share = _answer(share, act, actor, at, seen)
    if not has_evidence(share):
        raise DomainError("还没有佐证材料，不能确认完成。可退回，请单位补传。")
    close_deadline(kind=DEADLINE, target=share, actor=actor, at=at)
    return share
