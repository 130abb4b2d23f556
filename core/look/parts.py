"""Parts of a page that views may build; templates take dicts with the same keys as well."""

from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    """步骤状态: done (tick), now (halo) or later (hollow)."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class Step:
    """One stop of a stepper; `note` is the date or size under the name."""

    label: str
    state: str = StepState.LATER
    note: str = ""


@dataclass(frozen=True)
class Event:
    """One line of 办理记录; `kind` is act (official, filled dot), event (ring) or pause (amber)."""

    title: str
    note: str = ""
    kind: str = "event"


@dataclass(frozen=True)
class Figure:
    """One figure of a number strip; `tone` is "", red or amber; `url` opens the rows behind it."""

    label: str
    value: str
    note: str = ""
    tone: str = ""
    url: str = ""
