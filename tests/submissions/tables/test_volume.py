"""A merge of 30,000 rows of 40 columns: memory stays flat and the rows pass about as fast as a plain export's. Run with -m volume -s for the figures."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.sheets.stream import Heading, python_rows, xlsx_stream
from submissions.tables.fields import FieldKind
from submissions.tables.layout import Blank
from submissions.tables.merge import merge_into
from submissions.tables.reading import read_answer
from submissions.tables.rows import Row
from tests.core.sheets.test_volume import MEBIBYTE, peak_growth

pytestmark = pytest.mark.volume
Read = tuple[bytes, Blank]
UNITS = 500


def row(blank: Blank, unit: int, number: int) -> Row:
    made = {
        FieldKind.TEXT: f"县第{unit}单位第{number}行情况说明",
        FieldKind.INTEGER: str((unit * 31 + number) % 5000),
        FieldKind.DECIMAL: f"0.{(unit * 7 + number) % 1000}",
        FieldKind.MONEY: f"{(unit * 131 + number) % 90000}.50",
        FieldKind.MONTH: f"2026-{number % 12 + 1:02}",
    }
    return {field.key: made[field.kind] for field in blank.asked}


def kept(blank: Blank, per_unit: int) -> list[tuple[str, list[Row]]]:
    """All rows made beforehand, so that only the writing is measured."""
    return [(f"县第{unit}单位", [row(blank, unit, number) for number in range(per_unit)]) for unit in range(UNITS)]


def passing(blank: Blank, per_unit: int) -> Iterator[tuple[str, Iterator[Row]]]:
    """The same rows one by one, as a server-side cursor gives them."""
    return ((f"县第{unit}单位", (row(blank, unit, number) for number in range(per_unit))) for unit in range(UNITS))


def merge(read: Read, target: Path, parts: Any, total: int) -> None:
    data, blank = read
    result = merge_into(target, fields=blank.fields, blank_bytes=data, blank=blank, parts=parts, total=total)
    assert (result.rows, result.units) == (total, UNITS)


def cpu(*works: Callable[[], object]) -> list[float]:
    """The best of three runs of each, by turns, in CPU seconds of this process."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(3):
        for times, work in zip(spent, works, strict=True):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
    return [min(times) for times in spent]


def test_a_merge_of_30000_rows_takes_no_more_memory_than_one_of_2500(monthly: Read, tmp_path: Path) -> None:
    def step(per_unit: int) -> Iterator[object]:
        merge(monthly, tmp_path / "汇总.xlsx", passing(monthly[1], per_unit), UNITS * per_unit)
        yield

    peak_growth(step(1))

    small, large = peak_growth(step(5)), peak_growth(step(60))

    print(f"\nmemory: 2,500 rows +{small / MEBIBYTE:.0f} MiB, 30,000 rows +{large / MEBIBYTE:.0f} MiB")
    assert large - small < 15 * MEBIBYTE
    assert large < 40 * MEBIBYTE


def test_merging_with_its_count_and_hash_keeps_up_with_a_plain_export_of_the_same_cells(monthly: Read, tmp_path: Path) -> None:
    parts = kept(monthly[1], 60)
    rows = [tuple(one.values()) for _, part in parts for one in part]
    headings = [Heading(field.heading) for field in monthly[1].asked]

    merging, plain = cpu(
        lambda: merge(monthly, tmp_path / "汇总.xlsx", parts, len(rows)),
        lambda: sum(map(len, xlsx_stream("导出", headings, python_rows(rows), lambda count: []))),
    )

    print(
        f"\n{len(rows)} rows × 40 columns: merge {merging:.2f} s CPU = {len(rows) / merging:,.0f} rows a CPU second, plain export {plain:.2f} s, {plain / merging:.2f} ×"
    )
    assert merging < plain * 1.6


def test_an_answer_of_5000_rows_is_read_and_checked_in_seconds(monthly: Read, tmp_path: Path) -> None:
    data, blank = monthly
    target = tmp_path / "答卷.xlsx"
    merge_into(target, fields=blank.fields, blank_bytes=data, blank=blank, parts=[("县局", [row(blank, 1, number) for number in range(5000)])], total=5000)

    began = time.process_time()
    answer = read_answer(target.read_bytes(), "答卷.xlsx", blank.fields, blank)
    spent = time.process_time() - began

    print(f"\nreading 5,000 rows × 40 columns: {spent:.2f} s CPU beside the reading child")
    assert (len(answer.rows), answer.problems) == (5000, [])
    assert spent < 20
