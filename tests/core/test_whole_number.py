"""整数: what counts as a whole number from outside."""

import pytest

from core.whole_number import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("42", 42), ("007", 7), ("9" * 15, 10**15 - 1)])
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", [None, "", " 4", "-1", "1.5", "²", "٣", "４", "一", "9" * 16, "9" * 5000])
def test_everything_else_is_none_and_raises_nothing(text: str | None) -> None:
    assert whole_number(text) is None
