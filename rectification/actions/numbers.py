"""整改编号: where the counter of a year goes on, and which numbers were used before it counted. None is ever given twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import numbering
from core.audit.trail import record
from core.errors import DomainError
from core.numbering import next_free, refuse_next
from rectification.models import Order, OrderCounter, OrderNumberGap

POWER = "rectification.import_orders"
NUMBER = re.compile(r"^(?P<prefix>[^〔〕\s]+)〔(?P<year>\d{4})〕(?P<seq>[1-9]\d{0,5})号$")


def own_number(text: str) -> tuple[int, int] | None:
    """Year and sequence of a number of our own series (明司整〔2026〕19号); None for any other."""
    found = NUMBER.match(text)
    return (int(found["year"]), int(found["seq"])) if found and found["prefix"] == settings.ORDER_NUMBER_PREFIX else None


def locked_counter(year: int) -> OrderCounter:
    """The counter of a year, locked until the transaction ends."""
    OrderCounter.objects.get_or_create(year=year)
    return OrderCounter.objects.select_for_update().get(year=year)


@dataclass(frozen=True)
class GivenNumbers:
    """编到几号: what the counters have given so far, read once for many questions."""

    lasts: dict[int, int]
    gaps: list[tuple[int, int, int]]

    @classmethod
    def load(cls) -> GivenNumbers:
        return cls(dict(OrderCounter.objects.values_list("year", "last")), list(OrderNumberGap.objects.values_list("year", "first", "last")))

    def holds(self, year: int, seq: int) -> bool:
        """Whether the system itself gave this number; 启用前已用 it did not."""
        return seq <= self.lasts.get(year, 0) and not any(year == of and first <= seq <= last for of, first, last in self.gaps)


def series_in_words(year: int) -> str:
    return f"{settings.ORDER_NUMBER_PREFIX}〔{year}〕"


def number_text(year: int, seq: int) -> str:
    """明司整〔2026〕19号."""
    return f"{series_in_words(year)}{seq}号"


def take_number(on: date) -> str:
    """取号: the next number of the year that no imported order bears; the counter row stays locked until commit."""
    counter = locked_counter(on.year)
    counter.last = next_free(counter.last, lambda seq: _is_borne(on.year, seq))
    counter.save(update_fields=["last"])
    return number_text(on.year, counter.last)


def _is_borne(year: int, seq: int) -> bool:
    return Order.objects.filter(number=number_text(year, seq)).exists()


def numbers_of(year: int, *, imported: bool | None = None) -> list[int]:
    """The sequences of the year that orders bear: all, those brought in, or those the system gave."""
    orders = Order.objects.filter(number__startswith=series_in_words(year))
    if imported is not None:
        orders = orders.filter(import_batch__isnull=not imported)
    return sorted(pair[1] for pair in map(own_number, orders.values_list("number", flat=True)) if pair)


@transaction.atomic
def set_next_number(*, year: int, number: int, reason: str, actor: User, at: datetime) -> OrderCounter:
    """设置下一号: the numbers skipped are kept as 启用前已用 with the reason; never at or below one that the system gave.

    Too far a jump is taken back by a lower one; what imported orders bear is passed over when the counter comes there.
    Raises PermissionDenied, DomainError without a reason or for a used number.
    """
    if not actor.has_perm(POWER):
        raise PermissionDenied
    if not reason.strip():
        raise DomainError("请填写理由。")
    counter = locked_counter(year)
    old = counter.last + 1
    refuse_next(
        f"{year}年整改编号", number, given=max(numbers_of(year, imported=False), default=0), last=counter.last, is_taken=lambda seq: _is_borne(year, seq)
    )
    go_on_from(counter, number, reason, actor, at)
    record(actor=actor, act="set_next_number", act_label="设置下一号", target=counter, at=at, note=reason, changes={"next": [old, number]})
    return counter


def go_on_from(counter: OrderCounter, number: int, reason: str, actor: User, at: datetime) -> None:
    """Let the locked counter of a year give `number` next."""
    numbering.go_on_from(counter, OrderNumberGap, {"year": counter.year}, number, reason=reason, actor=actor, at=at)
