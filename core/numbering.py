"""编号: where a counter goes on, and 启用前已用, which it leaves out. A series is one counter row, locked while a number is taken; none is ever given twice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import models

from core.errors import DomainError


class Counter(Protocol):
    """The last number given in a series."""

    last: int

    def save(self, *, update_fields: list[str]) -> None: ...


class UsedBefore(models.Model):
    """启用前已用: numbers of a series that were given before the system counted, with the reason; it never gives them."""

    first = models.PositiveIntegerField("起")
    last = models.PositiveIntegerField("止")
    reason = models.CharField("理由", max_length=200)
    set_at = models.DateTimeField("设置时间")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="设置人")

    class Meta:
        abstract = True


def years_offered(on: date) -> list[tuple[int, str]]:
    """Years of which the next number is set: last year's papers may still come in, next year's series may be got ready."""
    return [(year, f"{year}年") for year in (on.year - 1, on.year, on.year + 1)]


FAR = 50  # numbers left out at once that are worth a word: 900 after 4 is more likely a slip than a register that lacks 895


def next_free(last: int, is_taken: Callable[[int], bool]) -> int:
    """What a counter gives after `last`: numbers that 启用前数据 bear already are passed over."""
    number = last + 1
    while is_taken(number):
        number += 1
    return number


def nothing_taken(number: int) -> bool:
    """Of a series into which nothing is brought in."""
    return False


def refuse_next(series: str, number: int, *, given: int, last: int, is_taken: Callable[[int], bool] = nothing_taken) -> None:
    """A next number lies beyond every number the system gave, bears nothing brought in, and is not the one that comes anyway."""
    if number <= given:
        raise DomainError(f"{series}系统已编至 {given} 号，下一号不能小于 {given + 1}。")
    if is_taken(number):
        raise DomainError(f"{series} {number} 号已由启用前数据使用，请换一个号。")
    if number == next_free(last, is_taken):
        raise DomainError(f"{series}的下一号已经是 {number} 号。")


def jump_to(number: int, known: Sequence[int]) -> int | None:
    """跳号: the number before `number` among the sorted `known` where more than `FAR` are left out between them, else None."""
    before = known[place - 1] if (place := bisect_left(known, number)) else 0
    return before if number - before - 1 > FAR else None


def goes_on_in_words(series: str, *, last: int, highest: int) -> str:
    """导入后的下一号: where the counter of a series will stand once rows up to `highest` have come in."""
    if highest <= last:
        return f"{series}下一号仍为 {last + 1} 号。"
    return f"{series}下一号为 {highest + 1} 号，现为 {last + 1} 号；其间表中没有的号记为启用前已用，系统不再编。"


def jump_in_words(number: int, before: int) -> str:
    return f"编号从 {before} 号跳到 {number} 号，中间空 {number - before - 1} 个号；导入后系统从 {number + 1} 号接着编。"


def go_on_from(counter: Counter, left_out: type[UsedBefore], series: Mapping[str, Any], number: int, *, reason: str, actor: Any, at: datetime) -> None:
    """Let the locked counter give `number` next; what it leaves out is on record, what it takes back is struck from there."""
    records = left_out._default_manager.filter(**series)
    if number > counter.last + 1:
        records.create(**series, first=counter.last + 1, last=number - 1, reason=reason[:200], set_at=at, set_by=actor)
    else:
        records.filter(first__gte=number).delete()
        records.filter(last__gte=number).update(last=number - 1)
    counter.last = number - 1
    counter.save(update_fields=["last"])


def series_faults(series: str, have: Iterable[int], *, last: int, opened_after: int = 0, left_out: Iterable[tuple[int, int]] = ()) -> list[str]:
    """One sentence naming the first ten numbers up to `last` that neither a row nor 启用前已用 explains, and those beyond it; none where all is well."""
    before = {number for first, end in left_out for number in range(first, end + 1)}
    counted, taken = set(range(opened_after + 1, last + 1)), {number for number in have if number > opened_after}
    wrong = sorted((counted - before - taken) | (taken - counted))
    return [f"{series}不连续：{'、'.join(map(str, wrong[:10]))}"] if wrong else []
