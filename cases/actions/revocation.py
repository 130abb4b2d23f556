"""反馈函被撤销或者撤稿: the unit's row goes back to 已评, so that a corrected letter can follow; orders and terms of the old one fall away."""

from datetime import datetime

from accounts.models import User
from cases.actions.objection import TERM
from cases.actions.steps import fall_back, lock_row
from cases.models import BatchUnit, Finding
from cases.models.batch import REPORT_FIELDS
from cases.workflow import BATCH_FOLLOWS, ENDED_BATCHES, UNIT_TRANSITIONS, UnitAct, UnitState
from core import audit
from core.errors import DomainError
from core.notices.actions import cancel_deadline
from core.workflow import next_status
from documents.models import Document
from rectification.actions.cancelling import cancel_with_source
from rectification.workflow import OPEN_STATUSES


def feedback_revoked(document: Document, actor: User, at: datetime) -> None:
    """撤销反馈函: named in DOCUMENT_HANDLERS, inside the act that revokes it. Basis: REVIEW-FEEDBACK. DomainError once the batch is 已办结."""
    addressed = BatchUnit.objects.filter(feedback=document).first()
    if addressed is None:
        return
    row = lock_row(addressed)
    batch = row.batch
    if batch.state in ENDED_BATCHES:
        raise DomainError(f"{batch.name}{batch.get_state_display()}，反馈函不能撤销；需要更正的，另行制发文书。")
    if row.feedback_at is not None:
        row.state = next_status(UNIT_TRANSITIONS, UnitAct.TAKE_FEEDBACK_BACK, row.state)
        cancel_deadline(kind=TERM, target=row, actor=actor, at=at)
        _cancel_orders(row, f"{document.number}已撤销：{document.revoke_reason}", actor, at)
    row.feedback = row.feedback_at = row.verified_at = None
    row.clear_report()
    row.save(update_fields=["state", "feedback", "feedback_at", "verified_at", *REPORT_FIELDS])
    audit.record(actor=actor, act=UnitAct.TAKE_FEEDBACK_BACK, target=row, at=at, note=document.number)
    fall_back(batch, BATCH_FOLLOWS[UnitState.SCORED], actor=actor, at=at)


def feedback_dropped(document: Document, actor: User, at: datetime) -> None:
    """反馈函撤稿: named in DOCUMENT_HANDLERS; the unit's row has no letter again, so findings can be mended and the letter drafted anew."""
    row = BatchUnit.objects.select_for_update(of=("self",)).filter(feedback=document).first()
    if row is None:
        return
    row.feedback = None
    row.save(update_fields=["feedback"])
    audit.record(actor=actor, act="drop_feedback", act_label="反馈函撤稿", target=row, at=at, note=document.drop_reason)


def _cancel_orders(row: BatchUnit, reason: str, actor: User, at: datetime) -> None:
    """What is not yet put right waits for the next letter; a closed order stays with its finding."""
    for finding in Finding.objects.filter(file__row=row, order__status__in=OPEN_STATUSES).select_related("order"):
        if finding.order is not None:
            cancel_with_source(order=finding.order, actor=actor, at=at, reason=reason)
        finding.order = None
        finding.save(update_fields=["order"])
