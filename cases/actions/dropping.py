"""撤销批次: a round that will not take place ends before its draw; its units are told, and its name is free again."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cases import notices
from cases.actions.draw import set_record_aside
from cases.actions.steps import take_batch
from cases.models import ReviewBatch
from cases.workflow import UNIT_TRANSITIONS, BatchAct, UnitAct
from core import audit
from core.errors import IllegalTransition
from core.notices.actions import cancel_deadline
from core.workflow import next_status


@transaction.atomic
def drop_batch(*, batch: ReviewBatch, actor: User, at: datetime, reason: str) -> ReviewBatch:
    """撤销批次, with a reason and only before files are drawn; a locked frame stays on record, set aside."""
    batch = take_batch(batch, BatchAct.DROP, actor)
    record = batch.current_draw()
    if record is not None and record.seed:
        raise IllegalTransition("案卷已经抽取，批次不能撤销。")
    if record is not None:
        set_record_aside(record, at, reason)
    batch.dropped_at, batch.drop_reason = at, reason
    batch.save(update_fields=["state", "dropped_at", "drop_reason"])
    _release_units(batch, actor, at)
    audit.record(actor=actor, act=BatchAct.DROP, target=batch, at=at, note=reason)
    return batch


def _release_units(batch: ReviewBatch, actor: User, at: datetime) -> None:
    """Nothing is asked of the units any more; those that knew of the batch are told."""
    for row in batch.rows.select_for_update(of=("self",)).select_related("unit"):
        row.batch, row.state = batch, next_status(UNIT_TRANSITIONS, UnitAct.SKIP, row.state)
        row.save(update_fields=["state"])
        for kind in ("review_catalogue", "self_report"):
            cancel_deadline(kind=kind, target=row, actor=actor, at=at)
        if batch.published_at is not None:
            notices.tell_batch_dropped(row, at)
