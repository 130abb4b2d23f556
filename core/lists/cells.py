"""单元格: cells of a list as markup, built in Python because a template per cell is what makes lists slow.

This is the one reviewed place of the lists that declares markup safe: every value passes `conditional_escape`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from core.lists.page import Column

NONE = "—"


def link(url: str, text: object) -> SafeString:
    """A link in a cell."""
    return format_html('<a href="{}">{}</a>', url, text)


def shown(value: Any) -> Any:
    """A value as a list shows it: dates 2026-03-05, money 23,500.00, 是/否, "—" for nothing; markup stays."""
    if value is None or value == "":
        return NONE
    if isinstance(value, (str, SafeString)):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (Decimal, float)):
        return f"{value:,.2f}"
    return value


def getter(column: Column) -> Callable[[Any], Any]:
    """The function of a row that gives the column's value; an attribute path may end in a method."""
    if callable(column.cell):
        return column.cell
    path = column.cell or column.key
    if "." not in path:
        return lambda row: _called(getattr(row, path))
    *above, last = path.split(".")
    reach = attrgetter(above[0])
    rest = above[1:]

    def follow(row: Any) -> Any:
        value = reach(row)
        for step in rest:
            value = getattr(value, step) if value is not None else None
        return _called(getattr(value, last)) if value is not None else None

    return follow


def _called(value: Any) -> Any:
    return value() if callable(value) else value


def _css(column: Column) -> str:
    names = [name for name, on in (("md-num", column.align == "num"), ("md-fill", column.fills), ("md-wrap", column.wraps)) if on]
    return f' class="{" ".join(names)}"' if names else ""


def _label(column: Column, place: int) -> str:
    """What the cell is, where a phone shows the row as a card; the first column and the matter speak for themselves."""
    return f' data-label="{conditional_escape(column.heading)}"' if place and not column.fills else ""


class RowMarkup:
    """Markup of the rows of one page; the address of a row is one prefix with its pk put in."""

    def __init__(self, columns: list[Column], url: Callable[[Any], str] | None, *, picks: bool) -> None:
        self.parts = [(getter(column), f"<td{_css(column)}{_label(column, place)}>") for place, column in enumerate(columns)]
        self.url, self.picks = url, picks

    def __call__(self, row: Any, *, late: bool, action: SafeString | str) -> SafeString:
        made = ['<tr class="is-late">' if late else "<tr>"]
        values = [(conditional_escape(shown(get(row))), opening) for get, opening in self.parts]
        if self.picks:
            made.append(
                f'<td class="md-pick"><input type="checkbox" class="form-check-input md-tick" name="pk" value="{int(row.pk)}" aria-label="选 {_plain(values[0][0])}"></td>'
            )
        for place, (text, opening) in enumerate(values):
            first = place == 0 and self.url is not None and "<a " not in text
            made.append(f'{opening}<a href="{conditional_escape(self.url(row))}">{text}</a></td>' if first and self.url else f"{opening}{text}</td>")
        made.append(f"<td>{conditional_escape(action)}</td></tr>" if action is not None else "</tr>")
        return SafeString("".join(made))


def _plain(text: str) -> str:
    """Escaped text without its markup, for a label."""
    return text if "<" not in text else "本行"
