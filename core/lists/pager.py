"""分页: numbered pages up to the 200th, and by place behind that, at the same cost however deep."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.lists.asked import Asked
from core.lists.page import MOST_COUNTED, MOST_PAGES
from core.search.keyset import after_place
from core.search.newest import MOST_SLICES, newest
from core.whole_number import whole_number


@dataclass
class Slice:
    """The rows of one page and the ways on from it."""

    rows: list[Any]
    first: int = 0  # running number of the first row; 0 when it is not known
    number: int = 0
    pages: int = 0
    total: int = 0
    numbers: list[tuple[int, str]] = field(default_factory=list)  # (0, "") is a gap
    previous: str = ""
    next: str = ""

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def slice_of(asked: Asked, total: int) -> Slice:
    """The page asked for: ?after= and ?before= by place, else ?page= by number."""
    order = asked.order
    for name in ("after", "before"):
        place = order.read_token(asked.params.get(name, "")) if name in asked.params else None
        if place is not None:
            return _by_place(asked, place, total, backwards=name == "before")
    return _by_number(asked, total)


def _by_number(asked: Asked, total: int) -> Slice:
    size = asked.page.page_size
    pages = max(1, min(-(-min(total, MOST_COUNTED) // size), MOST_PAGES))
    number = min(max(whole_number(asked.params.get("page")) or 1, 1), pages)
    rows = _first_rows(asked, size) if number == 1 else list(_ordered(asked)[(number - 1) * size : number * size])
    made = Slice(rows, first=(number - 1) * size + 1 if rows else 0, number=number, pages=pages, total=total)
    made.numbers = [(0, "") if shown == 0 else (shown, asked.link(page=shown)) for shown in _shown_numbers(number, pages)]
    made.previous = asked.link(page=number - 1) if number > 1 else ""
    if number < pages:
        made.next = asked.link(page=number + 1)
    elif total > number * size and rows:
        made.next = asked.link(after=asked.order.token(rows[-1]))
    return made


def _ordered(asked: Asked) -> Any:
    return asked.found.order_by(*asked.order.terms())


def _first_rows(asked: Asked, size: int) -> list[Any]:
    """The first page; by slices per unit where the list has the index for it and nothing else narrows better."""
    ids = asked.user.unit_ids() if asked.page.slice_by else None
    if ids and 1 < len(ids) <= MOST_SLICES and not asked.words and not asked.sort:
        return newest(asked.found, ids, order=asked.page.order, limit=size, unit=asked.page.slice_by)
    return list(_ordered(asked)[:size])


def _by_place(asked: Asked, place: list[Any], total: int, *, backwards: bool) -> Slice:
    size, order = asked.page.page_size, asked.order
    rows = list(asked.found.filter(after_place(order, place, backwards=backwards)).order_by(*order.terms(backwards=backwards))[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    made = Slice(rows, total=total)
    if rows and (more or not backwards):
        made.previous = asked.link(before=order.token(rows[0]))
    if rows and (more or backwards):
        made.next = asked.link(after=order.token(rows[-1]))
    if not rows:
        made.previous = asked.link()
    return made


def _shown_numbers(number: int, pages: int) -> list[int]:
    """1 … 4 5 6 … 20, with 0 for a gap."""
    near = sorted({1, pages, *(page for page in range(number - 1, number + 2) if 1 <= page <= pages)})
    made: list[int] = []
    for page in near:
        if made and page - made[-1] > 1:
            made.append(0)
        made.append(page)
    return made
