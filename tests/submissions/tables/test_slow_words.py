"""慢词: long near-miss texts in heads and cells do not hold up a request."""

import time
from contextlib import suppress

import pytest

from core.sheets import CellError
from submissions.tables.fields import Field, FieldKind
from submissions.tables.formulas import Move, moved
from submissions.tables.recognise import EXAMPLE, FOOT, LABEL, cleaned
from submissions.tables.rows import read_noted
from submissions.tables.title_values import filled_label

LONG = 30_000
NEAR_MISSES = (
    " " * LONG + "x",
    "　" * LONG,
    "填报人（" * LONG,
    "填报单位" * LONG,
    "1," * LONG + "%",
    "（" * LONG,
    "年月" * LONG,
    "_" * LONG + "年",
    '"' * LONG,
    "A1:" * LONG,
)


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_a_long_near_miss_takes_less_than_a_moment(text: str) -> None:
    began = time.process_time()

    cleaned(text)
    for pattern in (LABEL, FOOT, EXAMPLE):
        pattern.search(text[:4000])
    filled_label(text[:4000], {"单位": "县局", "日期": "2026年3月5日"})
    moved(text[:8000], Move(5, 14, 30))
    for kind in (FieldKind.TEXT, FieldKind.DECIMAL, FieldKind.YES_NO):
        with suppress(CellError):
            read_noted(Field("a", "姓名", kind), text)

    assert time.process_time() - began < 0.5
