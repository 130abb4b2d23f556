"""台账: a list page declares its rows, columns, filters and tabs; `core.lists.view.list_view` makes the page of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

if TYPE_CHECKING:
    from accounts.models import User

Rows = QuerySet[Any]
PAGE_SIZE, MOST_PAGES, MOST_COUNTED, DIRECT_EXPORT = 50, 200, 10_000, 2_000


@dataclass(frozen=True)
class Column:
    """列: `cell` is an attribute path ("unit.short_name") or a function of the row giving text or safe markup; "" means `key`.

    `sort` is a field path; `expression` (field path or ORM expression) lets the export run in the database, `export` is the
    plain value of a row where only Python knows it. `choices` turn stored values of `expression` into labels.
    """

    key: str
    heading: str
    cell: str | Callable[[Any], Any] = ""
    width: int = 14
    align: str = ""  # "num": figures, at the right
    sort: str = ""
    expression: str | Combinable | None = None
    export: Callable[[Any], Any] | None = None
    choices: Sequence[tuple[Any, Any]] = ()
    is_hidden: bool = False  # off until it is chosen in 列设置
    fills: bool = False  # takes the free width
    wraps: bool = False


@dataclass(frozen=True)
class Tab:
    """常用筛选 of the product: a name and how it narrows the rows; without `narrow` it is 全部."""

    key: str
    label: str
    narrow: Callable[[Rows, User, date], Rows] | None = None


@dataclass(frozen=True)
class Link:
    """A word and where it leads."""

    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class Bulk:
    """批量办理: a POST of the ticked rows (`pk`) to `url_name`; shown to holders of `permission`."""

    label: str
    url_name: str
    permission: str


@dataclass(frozen=True)
class Empty:
    """空白页: nothing yet, and the next step."""

    title: str
    text: str = ""
    link: Callable[[User], Link | None] | None = None


@dataclass(frozen=True)
class ListPage:
    """台账页. `name` is the dotted name of this very constant ("rectification.lists.ORDERS"): saved views and export jobs find it by it."""

    name: str
    title: str
    rows: Callable[[User], Rows]
    columns: tuple[Column, ...]
    permission: str = ""
    crumbs: tuple[str, ...] = ()
    noun: str = "条"
    detail: str = ""  # URL name that takes the pk; the first column links to it
    url: Callable[[Any], str] | None = None
    search: Callable[[Rows, str, User], Rows] | None = None
    find: str = "搜索"  # placeholder of the search box
    filters: type[Any] | None = None  # a django_filters.FilterSet of declared fields
    order: tuple[str, ...] = ("-pk",)
    tabs: tuple[Tab, ...] = ()
    default_tab: str = ""
    prepare: Callable[[list[Any], User, date], None] | None = None  # load what the cells of one page need, as sets
    is_late: Callable[[Any], bool] | None = None
    action: Callable[[Any, User], Link | None] | None = None
    bulk: tuple[Bulk, ...] = ()
    buttons: Callable[[User], Sequence[Link]] | None = None  # secondary acts first, the primary one last
    empty: Empty = Empty("还没有记录")
    page_size: int = PAGE_SIZE
    slice_by: str = ""  # foreign key to the unit: newest rows by slices per unit
    export_note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_searchable(self) -> bool:
        """Asked by the template, which would call `search` itself."""
        return self.search is not None

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def sorts(self) -> dict[str, Column]:
        """排序: the columns that may be named in ?sort=."""
        return {column.key: column for column in self.columns if column.sort}

    @cached_property
    def default_columns(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if not column.is_hidden)

    def tab(self, key: str) -> Tab | None:
        """The tab named in the address, else the default one, else the first."""
        wanted = key if any(tab.key == key for tab in self.tabs) else self.default_tab
        return next((tab for tab in self.tabs if tab.key == wanted), self.tabs[0] if self.tabs else None)
