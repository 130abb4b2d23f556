"""One JSON line for each record, whatever is in it; no identity or phone number."""

import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.logging import JsonFormatter, RequestNumberFilter, masked


def line_of(message: str, *arguments: object, trace: bool = False) -> str:
    record = logging.LogRecord("test", logging.INFO, __file__, 1, message, arguments, sys.exc_info() if trace else None)
    RequestNumberFilter().filter(record)
    return JsonFormatter().format(record)


@given(st.text())
def test_a_record_is_one_line_that_reads_back(text):
    line = line_of("said %s", text)

    assert "\n" not in line
    assert "\r" not in line
    assert json.loads(line)["message"] == masked(f"said {text}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("证件 419926199001011234 重复", "证件 4199**********1234 重复"),
        ("41992619900101123x", "4199**********123x"),
        ("电话13712345678。", "电话137****5678。"),
        ("编号 20260305-143207-8F2C", "编号 20260305-143207-8F2C"),
        ("job 12345678901234567890", "job 12345678901234567890"),
    ],
)
def test_identity_and_phone_numbers_are_masked(text, expected):
    assert json.loads(line_of("%s", text))["message"] == expected


def test_a_stack_trace_is_masked_too():
    try:
        raise ValueError("419926199001011234")
    except ValueError:
        line = json.loads(line_of("failed", trace=True))

    assert "419926199001011234" not in line["trace"]
    assert "ValueError: 4199**********1234" in line["trace"]
    assert line["level"] == "INFO"
