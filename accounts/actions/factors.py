"""双因子: set up and answered by the person."""

from datetime import datetime

from django.db import transaction

from accounts import second_factor
from accounts.models import SecondFactor, User
from accounts.workflow import Act
from core import audit
from core.errors import DomainError

WRONG_CODE = "动态口令不对，或者已经用过。请等应用里的数字变化后再输。"


@transaction.atomic
def begin_setup(*, user: User, at: datetime) -> SecondFactor:
    """开始设置: a device that counts only after its first code; an unfinished one of before is taken up again."""
    User.objects.locked(user)
    waiting: SecondFactor | None = SecondFactor.objects.filter(user=user, confirmed=False).first()
    if waiting is not None:
        return waiting
    device = SecondFactor(user=user, name="动态口令", confirmed=False, created_at=at)
    device.seal_seed(second_factor.new_seed())
    device.save()
    return device


@transaction.atomic
def confirm_setup(*, user: User, code: str, at: datetime) -> tuple[SecondFactor, list[str]]:
    """完成设置: the first right code makes the device count and replaces an older one; returns it and fresh recovery codes."""
    device = SecondFactor.objects.select_for_update(of=("self",)).filter(user=user, confirmed=False).first()
    if device is None:
        raise DomainError("请先打开设置页。")
    step = device.step_of(code.strip(), at)
    if step is None:
        raise DomainError(WRONG_CODE)
    SecondFactor.objects.filter(user=user, confirmed=True).delete()
    device.confirmed, device.last_step = True, step
    device.save(update_fields=["confirmed", "last_step"])
    recovery = second_factor.new_recovery_codes(user)
    audit.record(actor=user, act=Act.FACTOR_SET, target=user, at=at)
    return device, recovery


@transaction.atomic
def renew_recovery_codes(*, user: User, at: datetime) -> list[str]:
    """更换恢复码: the old ones end."""
    recovery = second_factor.new_recovery_codes(user)
    audit.record(actor=user, act=Act.CODES_RENEWED, target=user, at=at)
    return recovery
