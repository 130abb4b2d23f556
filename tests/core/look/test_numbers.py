"""How values are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.look.numbers import day_in_words, moment_in_words, money_in_words, or_dash, rate_in_words


@pytest.mark.parametrize(
    ("form", "words"),
    [("full", "2026年3月5日"), ("short", "3月5日"), ("week", "3月5日（周四）"), ("long", "2026年3月5日（周四）"), ("table", "2026-03-05")],
)
def test_a_day_is_written_without_leading_zeros_except_in_tables(form: str, words: str) -> None:
    assert day_in_words(date(2026, 3, 5), form) == words


def test_an_instant_is_shown_in_local_time() -> None:
    late = datetime(2026, 3, 5, 17, 30, tzinfo=UTC)

    assert moment_in_words(late) == "2026-03-06 01:30"
    assert day_in_words(late) == "2026年3月6日"


def test_money_has_two_decimals_and_thousands() -> None:
    assert money_in_words(Decimal(23500), "元") == "23,500.00 元"


def test_a_rate_of_a_pair_names_the_pair_and_none_without_a_denominator() -> None:
    assert [rate_in_words(value) for value in ((22, 23), (0, 0), 45.45, None)] == ["95.65%（22/23）", "—", "45.45%", "—"]


def test_nothing_is_a_dash_and_zero_stays_zero() -> None:
    assert [or_dash(value) for value in (None, "", 0, "0")] == ["—", "—", 0, "0"]
