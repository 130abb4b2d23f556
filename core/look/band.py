"""证件状态 as a band: periods drawn along the years, with today's mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH = 720
FITS = 44  # width from which a period can hold its word


@dataclass(frozen=True)
class Span:
    """A period: `kind` is active, renewed, suspended or ended."""

    first: date
    last: date
    kind: str
    label: str


@dataclass(frozen=True)
class Bar:
    """A drawn period, in the units of the drawing."""

    x: float
    width: float
    kind: str
    label: str
    title: str

    @property
    def word(self) -> str:
        return self.label if self.width >= FITS else ""

    @property
    def word_x(self) -> float:
        return round(self.x + 6, 1)


@dataclass(frozen=True)
class Band:
    """The drawing: bars, the first day of each year, and today."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[int, float], ...]
    today_x: float
    sentence: str


def band(spans: Sequence[Span], on: date) -> Band | None:
    """The band from the year of the first period to the year of the last one, `on` always inside; None without periods."""
    if not spans:
        return None
    start = date(min(min(span.first for span in spans), on).year, 1, 1)
    end = date(max(max(span.last for span in spans), on).year, 12, 31)

    def x(day: date) -> float:
        return round(WIDTH * (day - start).days / (end - start).days, 1)

    told = [f"{span.first:%Y-%m-%d}至{span.last:%Y-%m-%d}{span.label}" for span in spans]
    bars = tuple(
        Bar(x(span.first), max(round(x(span.last) - x(span.first), 1), 2), span.kind, span.label, title) for span, title in zip(spans, told, strict=True)
    )
    years = tuple((year, x(date(year, 1, 1))) for year in range(start.year, end.year + 1))
    return Band(bars, years, x(on), "；".join(told))
