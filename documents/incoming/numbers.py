"""收文编号: one series a year, without a gap."""

from __future__ import annotations

from collections import defaultdict

from core.numbering import series_faults
from documents.incoming.models import Incoming, IncomingCounter
from documents.models.number import IncomingNumberGap

SERIES = "收文"


def number_text(year: int, seq: int) -> str:
    """收文〔2026〕3号."""
    return f"{SERIES}〔{year}〕{seq}号"


def locked_counter(year: int) -> IncomingCounter:
    """The counter of a year, locked until the transaction ends."""
    IncomingCounter.objects.bulk_create([IncomingCounter(year=year)], ignore_conflicts=True)
    return IncomingCounter.objects.select_for_update().get(year=year)


def take_incoming_number(year: int) -> tuple[int, str]:
    """取号: the next of the year, after what the paper register had reached; the counter stays locked until the act commits."""
    counter = locked_counter(year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last, number_text(year, counter.last)


def gaps() -> list[str]:
    """Years whose papers do not run without a gap from where the counter was opened to where it stands, 启用前已用 left out."""
    before: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for year, first, last in IncomingNumberGap.objects.values_list("year", "first", "last"):
        before[year].append((first, last))
    taken: dict[int, set[int]] = defaultdict(set)
    for year, seq in Incoming.objects.values_list("year", "seq"):
        taken[year].add(seq)
    found = []
    for counter in IncomingCounter.objects.all():
        have = taken.pop(counter.year, set())
        found += series_faults(f"收文编号 {counter.year} 年", have, last=counter.last, opened_after=counter.opened_after, left_out=before[counter.year])
    return found + [f"收文编号 {year} 年没有计数" for year in taken]
