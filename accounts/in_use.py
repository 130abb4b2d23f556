"""在用: nothing new is opened for a unit that was merged or dissolved; who answers for it today."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Unit
from core.errors import DomainError


def answering_today(unit: Unit) -> Unit:
    """`unit` while it is in use, else its successor, or that one's; a unit dissolved without one stays itself."""
    while not unit.is_active and (change := unit.successor_change()) is not None and change.successor is not None:
        unit = change.successor
    return unit


def refuse_gone(units: Iterable[Unit], act: str) -> None:
    """Raises DomainError where one of `units` is in use no more, asked of the database: the page may be older than the change."""
    gone = Unit.objects.filter(pk__in=[unit.pk for unit in units], is_active=False).first()
    if gone is None:
        return
    change = gone.successor_change()
    if change is None:
        raise DomainError(f"{gone.name}已停用，不能{act}。")
    raise DomainError(f"{change.words()}，不能再{act}；请改选{answering_today(gone).name}。")
