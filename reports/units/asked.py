"""所问: whose page is asked for, by whom and as of which day; and the shapes that page, sheet and pack are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Unit, User
from core.lists.desk import Tally
from core.lists.page import ListPage, Rows
from core.look import Figure


@dataclass(frozen=True)
class Asked:
    """One unit as `user` may know it on a day."""

    unit: Unit
    user: User
    on: date
    is_told_only: bool = False  # for a paper that the unit will read: only grades it has been told

    def listed(self, url_name: str, **params: str | list[str]) -> str:
        """Address of a list narrowed to the unit; "" for a unit that is closed, which no list offers any more."""
        return f"{reverse(url_name)}?{urlencode({'unit': self.unit.pk, **params}, doseq=True)}" if self.unit.is_active else ""

    def day_before(self) -> str:
        """Yesterday, as an address writes it."""
        return (self.on - timedelta(days=1)).isoformat()

    def of_tab(self, page: ListPage, tab: str, unit_path: str = "unit") -> Rows:
        """The rows that a tab of a list shows of the unit, so that figure and list agree."""
        chosen = page.tab(tab)
        rows = page.rows(self.user)
        narrowed = chosen.narrow(rows, self.user, self.on) if chosen is not None and chosen.narrow is not None else rows
        return narrowed.filter(**{unit_path: self.unit})


@dataclass(frozen=True)
class Cell:
    """One cell: its words, where they lead, and the colour of its badge."""

    text: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Head:
    """Head of a column: figures stand at the right, the matter takes the free width."""

    label: str
    is_number: bool = False
    fills: bool = False


@dataclass(frozen=True)
class Part:
    """分栏: what one field of work says about a unit. `power` opens it; `tallies` and `lines` start at what the user may see."""

    key: str
    title: str
    power: str
    url_name: str
    heads: tuple[Head, ...]
    tallies: Callable[[Asked], list[Tally]]
    lines: Callable[[Asked, int], list[list[Cell]]]
    empty: str
    listed: str = ""  # which rows the lines are, beside the title
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A part with its figures and lines."""

    key: str
    title: str
    url: str
    listed: str
    heads: tuple[Head, ...]
    figures: list[Figure]
    rows: list[list[tuple[Head, Cell]]]
    empty: str


def day(value: date | None) -> str:
    """2026-03-05, or — for none."""
    return f"{value:%Y-%m-%d}" if value else "—"


def due(words: str, is_late: bool) -> Cell:
    """A day by which something is due; 逾期 stands beside it in words, for paper shows no colour."""
    return Cell(f"{words} 逾期", tone="red") if is_late else Cell(words)
