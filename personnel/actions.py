"""Official acts of 人员: so far 查看完整信息; the register itself is written by imports."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core.audit.models import AuditEntry
from core.audit.trail import record
from core.errors import DomainError
from personnel.models import Officer

REVEAL, POWER = "reveal_identity", "personnel.reveal_identity"
MOST_PER_HOUR = 30


@transaction.atomic
def reveal_identity(*, officer: Officer, actor: User, at: datetime, reason: str) -> tuple[str, str]:
    """查看完整信息: identity number and telephone of one officer, with a reason, at most 30 an hour, on the record.

    Basis: PIPL-51, PIPL-6. Raises PermissionDenied without the power, DomainError without a reason or over the limit.
    """
    if not actor.has_perm(POWER):
        raise PermissionDenied
    if len(reason.strip()) < 4:
        raise DomainError("请写明查看事由，例如“核对证件换发申请”。")
    seen = AuditEntry.objects.filter(actor=actor, act=REVEAL, at__gt=at - timedelta(hours=1)).count()
    if seen >= MOST_PER_HOUR:
        raise DomainError(f"一小时内已查看 {MOST_PER_HOUR} 人，请稍后再看。")
    officer = Officer.objects.visible_to(actor).get(pk=officer.pk)
    record(actor=actor, act=REVEAL, act_label="查看完整身份信息", target=officer, at=at, note=reason)
    return officer.plain_identity(), officer.plain_phone()
