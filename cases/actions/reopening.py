"""重新整改 of a finding's order: the unit that was verified is at work again, and its batch with it."""

from datetime import datetime

from accounts.models import User
from cases.actions.steps import fall_back, lock_row
from cases.models import Finding
from cases.models.batch import REPORT_FIELDS
from cases.workflow import BATCH_FOLLOWS, ENDED_BATCHES, UNIT_TRANSITIONS, UnitAct, UnitState
from core import audit
from core.workflow import next_status
from rectification.models import Order


def order_reopened(order: Order, actor: User, at: datetime) -> None:
    """Named in ORDER_SOURCES: back to 整改中, to report and be verified anew. A batch that has ended stays; there the order runs by itself."""
    finding = Finding.objects.select_related("file__row").filter(order=order).first()
    if finding is None:
        return
    row = lock_row(finding.file.row)
    if row.state != UnitState.VERIFIED or row.batch.state in ENDED_BATCHES:
        return
    row.state = next_status(UNIT_TRANSITIONS, UnitAct.REOPEN, row.state)
    row.verified_at = None
    row.clear_report()
    row.save(update_fields=["state", "verified_at", *REPORT_FIELDS])
    audit.record(actor=actor, act=UnitAct.REOPEN, target=row, at=at, note=order.number)
    fall_back(row.batch, BATCH_FOLLOWS[UnitState.RECTIFYING], actor=actor, at=at)
