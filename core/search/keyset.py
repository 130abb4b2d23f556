"""按位置翻页: the order of a list, and the condition "after this row" at any depth."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q
from django.db.models.expressions import OrderBy


@dataclass(frozen=True)
class Order:
    """排序: names of the columns of the row's table, ending in pk, and which of them fall."""

    names: tuple[str, ...]
    falls: tuple[bool, ...]
    model: type[Model]

    @classmethod
    def parse(cls, order: Sequence[str], model: type[Model]) -> Order:
        """("-filed_on",) becomes filed_on falling, then pk falling: pages never shuffle."""
        terms = list(order)
        if not terms or terms[-1].lstrip("-") not in {"pk", "id"}:
            terms.append("-pk" if terms and terms[0].startswith("-") else "pk")
        return cls(tuple(term.lstrip("-") for term in terms), tuple(term.startswith("-") for term in terms), model)

    def fields(self) -> list[Field[Any, Any]]:
        """The model field of each name, through foreign keys where there is a path."""
        found = []
        for name in self.names:
            model: Any = self.model
            *path, last = name.split("__")
            for step in path:
                model = model._meta.get_field(step).related_model
            found.append(model._meta.pk if last == "pk" else model._meta.get_field(last))
        return found

    def nulls(self) -> list[bool]:
        """Which columns may be empty: their empty rows come last in both directions."""
        return [field.null or "__" in name for name, field in zip(self.names, self.fields(), strict=True)]

    def terms(self, *, backwards: bool = False) -> list[OrderBy]:
        """Arguments of order_by; `backwards` reads the same order from its end."""
        made = []
        for name, falls, null in zip(self.names, self.falls, self.nulls(), strict=True):
            falling = falls != backwards
            last = {"nulls_last": True} if null and not backwards else {"nulls_first": True} if null else {}
            made.append(F(name).desc(**last) if falling else F(name).asc(**last))
        return made

    def place_of(self, row: Model) -> list[Any]:
        """The values by which `row` stands in this order."""
        place = []
        for name in self.names:
            value: Any = row
            for step in name.split("__"):
                value = getattr(value, step, None)
            place.append(value)
        return place

    def token(self, row: Model) -> str:
        """The place of `row` as a word for the address."""
        plain = json.dumps(self.place_of(row), default=_plain, ensure_ascii=False)
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    def read_token(self, token: str) -> list[Any] | None:
        """The place of a token; None when it was not made by this order."""
        try:
            values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            if not isinstance(values, list) or len(values) != len(self.names):
                return None
            return [None if value is None else field.to_python(value) for field, value in zip(self.fields(), values, strict=True)]
        except (ValueError, binascii.Error, ValidationError, TypeError, RecursionError):
            return None


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)


def after_place(by: Order, place: Sequence[Any], *, backwards: bool = False) -> Q:
    """Rows behind `place` in the order (`backwards`: before it); empty values stand last."""
    condition, equal = Q(), Q()
    for name, falls, null, value in zip(by.names, by.falls, by.nulls(), place, strict=True):
        sign = "lt" if falls != backwards else "gt"
        if value is None:
            step = Q(**{f"{name}__isnull": False}) if backwards else Q(pk__in=())
            equal_here = Q(**{f"{name}__isnull": True})
        else:
            step = Q(**{f"{name}__{sign}": value})
            if null and not backwards:
                step |= Q(**{f"{name}__isnull": True})
            equal_here = Q(**{name: value})
        condition |= equal & step
        equal &= equal_here
    return condition
