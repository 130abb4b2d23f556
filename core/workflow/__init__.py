"""Workflow tables: which act leads from which states to which, and who holds the power.

One table per model draws the check, the buttons, the permission test, the stepper and the diagram in the docs.
"""

from collections.abc import Callable, Mapping
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


def next_status(table: Mapping[ActT, Rule], act: ActT, current: str, who: Callable[[], str] = str) -> str:
    """The state after `act`. IllegalTransition when `act` may not follow `current`: it names the state and whoever brought it there, where `who` knows."""
    rule = table[act]
    if current not in rule.sources:
        name, states = who(), type(next(iter(rule.sources)))
        state = states(current).label if issubclass(states, TextChoices) else current
        raise IllegalTransition(f"该事项{f'已由{name}办理，' if name else ''}现为“{state}”，不能{act.label}。")
    return rule.target


def acts_open(table: Mapping[ActT, Rule], current: str, user: Holder) -> list[ActT]:
    """The acts that may follow `current` and that `user` holds the power for, in the order of the table."""
    return [act for act, rule in table.items() if current in rule.sources and user.has_perm(rule.permission)]
