"""工作台的一行和一个数字: what the desk shows of a matter that waits for a person, and of how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from core.lists.counts import counts_of, in_words
from core.look import Figure
from core.notices.models import Deadline


@dataclass(frozen=True)
class Task:
    """待办: kind, what is asked, by when, on what basis (`note`), and the verb of the button that does it.

    `target` and `clock` (a kind of deadline) name the deadline that gives the day and the chip; `timed` looks it up.
    Sorted by `due_on`, without a date last; `is_own_word` (签发) stands before all: nobody else can say it.
    """

    kind: str
    title: str
    url: str
    verb: str
    note: str = ""
    due_on: date | None = None
    deadline: Deadline | None = None
    unit: str = ""
    units: tuple[str, ...] = ()  # all it concerns, where they are several
    target: Model | None = None
    clock: str = ""
    is_own_word: bool = False
    series_url: str = ""  # where several of the kind are done one after another

    @property
    def key(self) -> tuple[str, str, str]:
        """The deadline it asks for: kind, model, primary key; the model is empty when it asks for none."""
        return (self.clock, self.target._meta.label_lower, str(self.target.pk)) if self.target is not None and self.clock else ("", "", "")

    def is_late(self, on: date) -> bool:
        """逾期: its day is over on `on`."""
        return self.due_on is not None and self.due_on < on


def timed(tasks: Iterable[Task]) -> list[Task]:
    """The tasks with their deadlines, looked up in one query for all of them."""
    found = list(tasks)
    wanted: dict[tuple[str, str], list[str]] = {}
    for task in found:
        kind, model, pk = task.key
        if kind:
            wanted.setdefault((kind, model), []).append(pk)
    if not wanted:
        return found
    asked = [Q(kind=kind, target_kind=model, target_id__in=ids) for (kind, model), ids in wanted.items()]
    known = {(row.kind, row.target_kind, row.target_id): row for row in Deadline.objects.filter(reduce(or_, asked)).order_by("pk")}
    return [_with(task, known.get(task.key)) for task in found]


def _with(task: Task, deadline: Deadline | None) -> Task:
    return replace(task, deadline=deadline, due_on=deadline.due_on) if deadline else task


@dataclass(frozen=True)
class Tally:
    """数字: how many `rows` there are, opened at `url`; red when `is_alarm` and not zero; `note` says `of` beside it (涉及 {} 个单位)."""

    label: str
    rows: QuerySet[Any]
    url: str
    is_alarm: bool = False
    note: str = ""
    of: QuerySet[Any] | None = None


def figures_of(tallies: Sequence[Tally]) -> list[Figure]:
    """All of them, counted in one statement."""
    return counted_along(tallies)[0]


def counted_along(tallies: Sequence[Tally], along: Sequence[QuerySet[Any]] = ()) -> tuple[list[Figure], list[int]]:
    """The same with how many rows the sets `along` hold, in the one statement."""
    sets = [rows for tally in tallies for rows in (tally.rows, tally.rows.none() if tally.of is None else tally.of)]
    counts = iter(counts_of([*sets, *along]) if sets or along else [])
    return [_figure(tally, next(counts), next(counts)) for tally in tallies], list(counts)


def _figure(tally: Tally, count: int, beside: int) -> Figure:
    return Figure(tally.label, in_words(count), tally.note.format(in_words(beside)) if beside else "", "red" if tally.is_alarm and count else "", tally.url)
