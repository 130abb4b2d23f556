"""工作台的一行: what the desk shows of a matter that waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.notices.models import Deadline


@dataclass(frozen=True)
class Task:
    """待办: kind, what is asked, by when, on what basis (`note`), and the verb of the button that does it.

    Sorted by `due_on`, without a date last. `deadline` gives the chip; `verb` is the word of the act (验收, 签发, 填报).
    """

    kind: str
    title: str
    url: str
    verb: str
    note: str = ""
    due_on: date | None = None
    deadline: Deadline | None = None
    unit: str = ""

    def is_late(self, on: date) -> bool:
        """逾期: its day is over on `on`."""
        return self.due_on is not None and self.due_on < on
