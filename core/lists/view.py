"""列表页: one view for every list; the page itself is a `ListPage`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString

from core.lists import export
from core.lists.actions import SHARE, may_manage
from core.lists.asked import Asked
from core.lists.cells import RowMarkup, link
from core.lists.counts import counts_of, in_words
from core.lists.models import SavedView, Sharing
from core.lists.page import Column, Link, ListPage
from core.lists.pager import Slice, slice_of
from core.lists.shelf import Shelf, opened, shelf_of

if TYPE_CHECKING:
    from accounts.models import User

TEMPLATE = "components/list_page.html"


@dataclass(frozen=True)
class Head:
    """A column head: its heading, the address that sorts by it, and how it is sorted now."""

    heading: str
    css: str = ""
    url: str = ""
    sorted: str = ""  # aria-sort: ascending, descending


def list_view(request: HttpRequest, page: ListPage, template: str = TEMPLATE, **context: Any) -> HttpResponseBase:
    """Answer a list's address: the page, its table for htmx, or its rows as xlsx or csv."""
    user: User = request.user  # type: ignore[assignment]
    if page.permission and not user.has_perm(page.permission):
        raise PermissionDenied
    shelf = shelf_of(page.name, user)
    view = shelf.asked_for(request.GET)
    asked, is_less = _asked(request, page, user, shelf, view)
    wanted = request.GET.get("format", "")
    if wanted in export.FORMATS:
        return export.answer(request, asked, wanted)
    is_part = bool(getattr(request, "htmx", False)) and request.headers.get("HX-Target") == "table"
    if is_part:
        template = f"{TEMPLATE}#table"  # a page that extends the list adds around the table, never inside it
    response = render(request, template, {**page_context(asked, shelf, view, is_less=is_less), **page.extra, **context, "is_part": is_part})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _asked(request: HttpRequest, page: ListPage, user: User, shelf: Shelf, view: SavedView | None) -> tuple[Asked, bool]:
    """What the address asks for; of a saved view what the reader may use, and whether that is less than it says."""
    params = opened(view, request.GET) if view is not None else request.GET
    asked = Asked(page, user, params, timezone.localdate(), request, shelf.columns)
    return asked.without_strange() if view is not None else (asked, False)


def page_context(asked: Asked, shelf: Shelf | None = None, view: SavedView | None = None, *, is_less: bool = False) -> dict[str, Any]:
    """Everything the template prints; it computes nothing. `view` is the saved one on screen, `is_less` when it lost a part."""
    shelf = shelf or Shelf()
    page, user = asked.page, asked.user
    counts = counts_of([asked.found, *(asked.narrowed(tab) for tab in page.tabs or (None,))])
    slice_ = slice_of(asked, counts[0])
    whole = counts[1:][next((place for place, tab in enumerate(page.tabs) if tab.narrow is None), 0)]
    bulk = [act for act in page.bulk if user.has_perm(act.permission)]
    return {
        "list": page,
        "asked": asked,
        "panel": asked.params.get("panel", ""),
        "total": in_words(whole),
        "found_total": in_words(counts[0]),
        "slice": slice_,
        "heads": [_head(asked, column) for column in asked.columns],
        "rows": row_markup(asked, slice_, picks=bool(bulk)),
        "bulk": [(act.label, reverse(act.url_name)) for act in bulk],
        "tabs": [*_tabs(asked, counts[1:], view), *_saved_tabs(asked, shelf, view)],
        "shelf": [(one, may_manage(one, user), one == shelf.opens) for one in shelf.views],
        "sharings": sharings_of(user),
        "is_less": is_less,
        "sorts": _sorts(asked),
        "chooser": _chooser(asked),
        "buttons": _buttons(asked),
        "empty_link": page.empty.link(user) if page.empty.link else None,
        "export_links": [Link(f"导出 {name}", asked.whole_link(format=form), "download") for name, form in (("Excel", "xlsx"), ("CSV", "csv"))],
    }


def row_markup(asked: Asked, slice_: Slice, *, picks: bool) -> list[SafeString]:
    """The rows of the page as markup, after `prepare` has loaded what they need."""
    page, rows = asked.page, slice_.rows
    if page.prepare is not None and rows:
        page.prepare(rows, asked.user, asked.on)
    url = row_url(page)
    draw = RowMarkup(asked.columns, url, picks=picks)
    return [draw(row, late=bool(page.is_late and page.is_late(row)), action=_action(page, row, asked.user, url)) for row in rows]


def row_url(page: ListPage) -> Callable[[Any], str] | None:
    """The address of a row, with one `reverse` for the whole page."""
    if page.url is not None:
        return page.url
    if not page.detail:
        return None
    before, after = reverse(page.detail, args=[987654321]).split("987654321")
    return lambda row: f"{before}{row.pk}{after}"


def _action(page: ListPage, row: Any, user: User, url: Callable[[Any], str] | None) -> SafeString | str:
    """操作: the one act of the row, 查看 where there is none to do."""
    found = page.action(row, user) if page.action is not None else None
    if found is not None:
        return link(found.url, found.label)
    return link(url(row), "查看") if url is not None else ""


def _head(asked: Asked, column: Column) -> Head:
    css = "md-num" if column.align == "num" else ""
    if not column.sort:
        return Head(column.heading, css)
    rising, falling = column.key, f"-{column.key}"
    state = {rising: "ascending", falling: "descending"}.get(asked.sort, "")
    return Head(column.heading, css, asked.link(sort=falling if asked.sort == rising else rising), state)


def _sorts(asked: Asked) -> list[Link]:
    made = [Link("默认顺序", asked.link(sort=None), "" if asked.sort else "check")]
    for key, column in asked.page.sorts.items():
        for name, words in ((key, "升序"), (f"-{key}", "降序")):
            made.append(Link(f"{column.heading} {words}", asked.link(sort=name), "check" if asked.sort == name else ""))
    return made if len(made) > 1 else []


def _chooser(asked: Asked) -> list[tuple[Column, bool]]:
    """列设置: the columns shown in their order, then the others."""
    shown = asked.columns
    return [*((column, True) for column in shown), *((column, False) for column in asked.page.columns if column not in shown)]


def _tabs(asked: Asked, counts: list[int], view: SavedView | None) -> list[tuple[str, str, str, bool]]:
    """(label, count, address, whether it is the present one) of the product's tabs."""
    made = []
    for tab, count in zip(asked.page.tabs, counts, strict=False):
        address = asked.link(tab=tab.key, **dict.fromkeys(key for key in asked.params if key not in {"tab", "sort", "columns"}))
        made.append((tab.label, in_words(count), address, view is None and tab is asked.tab))
    return made


def _saved_tabs(asked: Asked, shelf: Shelf, view: SavedView | None) -> list[tuple[str, str, str, bool]]:
    """The same of the views kept under a name, own and shared."""
    return [(one.name, "", f"?view={one.pk}", one == view) for one in shelf.views]


def sharings_of(user: User) -> list[tuple[str, str]]:
    """共用范围 that this person may choose."""
    return [(value, label) for value, label in Sharing.choices if value != Sharing.ALL or user.has_perm(SHARE)]


def _buttons(asked: Asked) -> list[tuple[Link, bool]]:
    """(button, whether it is the primary one): the last one is."""
    buttons = list(asked.page.buttons(asked.user)) if asked.page.buttons is not None else []
    return [(button, place == len(buttons) - 1) for place, button in enumerate(buttons)]
