"""设定参数: the one act on a parameter."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from core import audit
from core.errors import DomainError
from core.parameters.declared import Parameter
from core.parameters.models import ParameterValue
from core.parameters.values import value_of

POWER = "core.manage_dictionaries"


@transaction.atomic
def set_parameter(*, parameter: Parameter, value: Decimal, since: date, reason: str, actor: Any, at: datetime) -> ParameterValue:
    """设定参数 from the day `since` on; a day that has passed keeps its number, so that no report changes afterwards.

    Raises PermissionDenied without the power, DomainError outside the limits, for a past day, or when nothing would change.
    """
    if not actor.has_perm(POWER):
        raise PermissionDenied
    _one_writer(parameter)
    _check_limits(parameter, value)
    if since < timezone.localdate(at):
        raise DomainError("生效日期不能早于今天，以前的数字不变。")
    before = value_of(parameter.code, since)
    if value == before:
        raise DomainError(f"{since:%Y-%m-%d} 的现行值已经是 {parameter.words(value)}，没有变动。")
    row = ParameterValue.objects.create(code=parameter.code, value=value, since=since, reason=reason, set_by=actor, set_at=at)
    changes = {parameter.name: [parameter.words(before), parameter.words(value)], "生效日期": ["", since]}
    audit.record(actor=actor, act="set_parameter", act_label="设定参数", target=row, at=at, note=reason, changes=changes)
    return row


def _one_writer(parameter: Parameter) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"core_parameter:{parameter.code}"])


def _check_limits(parameter: Parameter, value: Decimal) -> None:
    if not parameter.minimum <= value <= parameter.maximum:
        raise DomainError(f"{parameter.name}应在 {parameter.words(parameter.minimum)}至 {parameter.words(parameter.maximum)}之间。")
    if value != round(value, parameter.places):
        raise DomainError(f"{parameter.name}最多 {parameter.places} 位小数。" if parameter.places else f"{parameter.name}应为整数。")
