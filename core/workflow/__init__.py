"""Workflow tables: which act leads from which states to which, and who holds the power.

One table per model draws the check, the buttons, the permission test, the stepper and the diagram in the docs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.db.models import TextChoices

from core.errors import IllegalTransition

ActT = TypeVar("ActT", bound=TextChoices)


class Holder(Protocol):
    """Whoever may hold a power."""

    def has_perm(self, perm: str, obj: object | None = None) -> bool: ...


@dataclass(frozen=True)
class Rule:
    """One line of a table: from `sources` to `target`, for holders of `permission` ("app.codename")."""

    sources: frozenset[str] | set[str]
    target: str
    permission: str


def next_status(table: Mapping[ActT, Rule], act: ActT, current: str) -> str:
    """The state after `act`; IllegalTransition when `act` may not follow `current`."""
    rule = table[act]
    if current not in rule.sources:
        raise IllegalTransition(f"当前状态不能“{act.label}”，请刷新页面查看最新情况。")
    return rule.target


def acts_open(table: Mapping[ActT, Rule], current: str, user: Holder) -> list[ActT]:
    """The acts that may follow `current` and that `user` holds the power for, in the order of the table."""
    return [act for act, rule in table.items() if current in rule.sources and user.has_perm(rule.permission)]
