"""地址: what a list's address asks for, read once and written back into links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict

from core.lists.page import Column, ListPage, Rows, Tab
from core.masks import mask_identity
from core.search.keyset import Order
from core.search.query import words_of

if TYPE_CHECKING:
    from accounts.models import User

PASSING = frozenset({"page", "after", "before", "panel", "format", "default", "view"})  # parts of an address that no other link carries on
IDENTITY_NUMBER = re.compile(r"(?<![0-9])[0-9]{15}(?:[0-9]{2}[0-9Xx])?(?![0-9])", re.ASCII)


def _masked(found: re.Match[str]) -> str:
    return mask_identity(found.group())


@dataclass(frozen=True)
class Chip:
    """筛选条件: name and value of one filter in use, and the address without it."""

    name: str
    value: str
    without: str


@dataclass
class Asked:
    """One reading of a list's address by one person on one day. `request` is what FilterSets know the person by."""

    page: ListPage
    user: User
    params: QueryDict
    on: date
    request: Any = field(default=None)
    kept_columns: tuple[str, ...] = ()  # 列设置 of this person, where the address names none

    def __post_init__(self) -> None:
        self.request = self.request or self
        if "default" in self.params:  # 恢复默认: as if no column had been named
            self.params = self.params.copy()
            self.params.pop("columns", None)
            self.kept_columns = ()

    def without_strange(self) -> tuple[Asked, bool]:
        """The same without conditions and columns that this list does not have for this person; whether there were any."""
        kept = self.params.copy()
        for name, values in self.params.lists():
            fit = [self._known_columns(value) for value in values] if name == "columns" else [value for value in values if self._has(name, value)]
            fit = [value for value in fit if value]
            if fit != values:
                kept.setlist(name, fit)
                if not fit:
                    kept.pop(name)
        for name in self._refused_filters(kept):
            kept.pop(name)
        is_less = kept.urlencode() != self.params.urlencode()
        return (Asked(self.page, self.user, kept, self.on, self.request, self.kept_columns), True) if is_less else (self, False)

    def _known_columns(self, value: str) -> str:
        return ",".join(key for key in value.split(",") if key in self.page.by_key)

    def _has(self, name: str, value: str) -> bool:
        page = self.page
        fits = {
            "q": page.search is not None,
            "tab": any(tab.key == value for tab in page.tabs),
            "sort": value.removeprefix("-") in page.sorts,
        }
        return fits.get(name, name in PASSING or name.startswith(tuple(page.filters.base_filters) if page.filters is not None else ()))

    def _refused_filters(self, params: QueryDict) -> list[str]:
        """Parts of the address whose filter refuses its value: another unit's, or a choice that is gone."""
        asked = Asked(self.page, self.user, params, self.on, self.request)
        if asked.filterset is None:
            return []
        errors = tuple(asked.filterset.form.errors)
        return [name for name in params if any(name == error or name.startswith((f"{error}_", f"{error}-")) for error in errors)]

    # --- what is asked ---------------------------------------------------------------------------------------------
    @cached_property
    def words(self) -> str:
        return " ".join(words_of(self.params.get("q", "")))

    @cached_property
    def tab(self) -> Tab | None:
        return self.page.tab(self.params.get("tab", ""))

    @cached_property
    def sort(self) -> str:
        """The sort key with its sign, "" for the order of the page."""
        wanted = self.params.get("sort", "")
        return wanted if wanted.lstrip("-") in self.page.sorts and wanted.count("-") <= 1 else ""

    @cached_property
    def order(self) -> Order:
        model = self.base.model
        if not self.sort:
            return Order.parse(self.page.order, model)
        field_path = self.page.sorts[self.sort.lstrip("-")].sort
        return Order.parse((f"-{field_path}" if self.sort.startswith("-") else field_path,), model)

    @cached_property
    def columns(self) -> list[Column]:
        """列设置: the columns named in the address in their order, else the default ones."""
        named = [key for part in self.params.getlist("columns") for key in part.split(",")]
        chosen = [self.page.by_key[key] for key in dict.fromkeys(named or self.kept_columns) if key in self.page.by_key]
        if not chosen:
            return [self.page.by_key[key] for key in self.page.default_columns]
        return chosen

    @cached_property
    def filterset(self) -> Any:
        """The filters of the page; None while neither the address nor the open box needs them."""
        if self.page.filters is None or not self._needs_filters:
            return None
        filterset = self.page.filters(self.params, queryset=self.base, request=self.request)
        for form_field in filterset.form.fields.values():
            _say_any(form_field)
        return filterset

    @property
    def _needs_filters(self) -> bool:
        names = tuple(self.page.filters.base_filters) if self.page.filters is not None else ()
        return self.params.get("panel") == "filters" or any(key.startswith(names) and value for key, value in self.params.items())

    # --- rows ------------------------------------------------------------------------------------------------------
    @cached_property
    def base(self) -> Rows:
        """Every row the person may see here."""
        return self.page.rows(self.user)

    def narrowed(self, tab: Tab | None, rows: Rows | None = None) -> Rows:
        rows = self.base if rows is None else rows
        return tab.narrow(rows, self.user, self.on) if tab is not None and tab.narrow is not None else rows

    @cached_property
    def found(self) -> QuerySet[Model]:
        """The rows asked for, without order."""
        rows = self.base if self.filterset is None else self.filterset.qs
        rows = self.narrowed(self.tab, rows)
        if self.words and self.page.search is not None:
            rows = self.page.search(rows, self.words, self.user)
        return rows

    # --- words -----------------------------------------------------------------------------------------------------
    @cached_property
    def chips(self) -> list[Chip]:
        if self.filterset is None:
            return []
        form = self.filterset.form
        form.is_valid()
        made = []
        for name, declared in self.filterset.filters.items():
            value = form.cleaned_data.get(name)
            text = _in_words(value, form.fields[name])
            if text:
                label = str(declared.label or form.fields[name].label or name)
                names = [key for key in self.params if key == name or key.startswith((f"{name}_", f"{name}-"))]
                made.append(Chip(label, text, self.link(**dict.fromkeys(names))))
        return made

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.chips)

    def conditions(self) -> str:
        """已用条件 in words, for the page, the workbook and the audit trail; an identity number searched for is masked."""
        words = [f"搜索＝{IDENTITY_NUMBER.sub(_masked, self.words)}"] if self.words else []
        return "，".join([*words, *(f"{chip.name}＝{chip.value}" for chip in self.chips)])

    # --- addresses -------------------------------------------------------------------------------------------------
    def link(self, **changes: Any) -> str:
        """This address with some parts changed or (None) left out; always back to the first page."""
        params = QueryDict(mutable=True)
        for name, values in self.params.lists():
            kept = [] if name in PASSING else [value for value in values if value]
            if kept:
                params.setlist(name, kept)
        for name, value in changes.items():
            if value is None:
                params.pop(name, None)
            elif isinstance(value, (list, tuple)):
                params.setlist(name, list(value))
            else:
                params[name] = str(value)
        return f"?{params.urlencode(safe=',')}"

    @property
    def cleared(self) -> str:
        """清除条件: without search and filters, in the same tab, order and columns."""
        kept = {name: self.params.getlist(name) for name in ("tab", "sort", "columns") if name in self.params}
        params = QueryDict(mutable=True)
        for name, values in kept.items():
            params.setlist(name, values)
        return f"?{params.urlencode(safe=',') or 'view='}"

    @property
    def here(self) -> str:
        return self.link()

    @property
    def filter_panel(self) -> str:
        return self.link(panel="filters")

    @property
    def save_panel(self) -> str:
        return self.link(panel="save")

    @property
    def saved_query(self) -> str:
        """The address as it is kept under a name, with the columns on screen where they are not the usual ones."""
        return self.whole_link().removeprefix("?")

    @property
    def manage_panel(self) -> str:
        return self.link(panel="views")

    @property
    def without_columns(self) -> str:
        """What the form of 列设置 comes back to."""
        return self.link(columns=None).removeprefix("?") or "view="

    def whole_link(self, **changes: Any) -> str:
        """This address with the columns on screen spelt out, for whoever does not know this person's own."""
        shown = tuple(column.key for column in self.columns)
        return self.link(**({} if shown == self.page.default_columns else {"columns": ",".join(shown)}), **changes)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the form of search and filters carries on while its fields are on the page."""
        fields = list(self.filterset.form.fields) if self.filterset is not None else []
        ranges = [name for name in self.params for field_name in fields if name.startswith((f"{field_name}_", f"{field_name}-"))]
        return self.hidden("q", *fields, *ranges)

    @property
    def carried_all(self) -> list[tuple[str, str]]:
        return self.hidden("q")

    @property
    def carried_columns(self) -> list[tuple[str, str]]:
        return self.hidden("columns")

    @property
    def sort_words(self) -> str:
        if not self.sort:
            return "排序"
        return f"{self.page.sorts[self.sort.lstrip('-')].heading} {'降序' if self.sort.startswith('-') else '升序'}"

    @property
    def conditions_sentence(self) -> str:
        return f"已用条件：{self.conditions()}。"

    def hidden(self, *left_out: str) -> list[tuple[str, str]]:
        """Name and value of every part of the address that a form must carry on."""
        gone = {*PASSING, *left_out}
        return [(name, value) for name, values in self.params.lists() if name not in gone for value in values if value]


ANY = "不限"


def _say_any(form_field: forms.Field) -> None:
    """A choice not made reads 不限, not a line of dashes or 未知."""
    if isinstance(form_field, forms.ModelChoiceField) and form_field.empty_label is not None:
        form_field.empty_label = ANY
    elif isinstance(form_field.widget, forms.NullBooleanSelect):
        form_field.widget.choices = [("unknown", ANY), ("true", "是"), ("false", "否")]
    elif isinstance(form_field.widget, forms.Select) and not isinstance(form_field.widget, forms.SelectMultiple):
        form_field.widget.choices = [(value, ANY if value in ("", None) else label) for value, label in form_field.widget.choices]


def _in_words(value: Any, form_field: Any) -> str:
    """A filter's value as people say it; several values joined by 、."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, slice):
        return "—".join(str(part)[:10] if part else "" for part in (value.start, value.stop)).strip() if value.start or value.stop else ""
    labels = {str(key): str(label) for key, label in form_field.choices} if hasattr(form_field, "choices") and not hasattr(form_field, "queryset") else {}
    if isinstance(value, (list, tuple, set, QuerySet)):
        return "、".join(labels.get(str(one), str(one)) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return labels.get(str(value), str(value))
