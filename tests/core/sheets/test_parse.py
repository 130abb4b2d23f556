"""读单元格: each parser with what it takes, what it tidies and what it refuses."""

import contextlib
import time
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets import CellError, Tidied, parse
from core.sheets.cells import masked
from core.workdays.models import CountUnit

ANY_CELL = st.one_of(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times())
PARSERS = [
    parse.text, parse.name, parse.number_text, parse.day, parse.moment, parse.month, parse.money(), parse.money(10000), parse.decimal(), parse.integer(), parse.yes_no,
    parse.choice(CountUnit.choices), parse.several(parse.text), parse.identity, parse.credit_code, parse.phone, parse.mobile, parse.document_number,
]  # fmt: skip


@pytest.mark.parametrize("parser", PARSERS)
@given(cell=ANY_CELL)
def test_no_cell_makes_a_parser_fail_otherwise_than_with_a_sentence(parser: Any, cell: Any) -> None:
    message = "taken。"
    try:
        parser(cell)
    except CellError as refused:
        message = refused.message
    assert message.endswith("。")


@pytest.mark.parametrize(
    ("parser", "raw", "value"),
    [
        (parse.text, "两 个  空格", "两 个 空格"),
        (parse.name, " 赖 博松", "赖博松"),
        (parse.name, "明川县杨树坳镇人民政府\u3000", "明川县杨树坳镇人民政府"),
        (parse.number_text, "\xa00419921000737 ", "0419921000737"),
        (parse.number_text, "１６９９２１００９４５", "16992100945"),
        (parse.day, "2023年5月25日", date(2023, 5, 25)),
        (parse.day, "2023.7.4", date(2023, 7, 4)),
        (parse.day, "2026/3/11", date(2026, 3, 11)),
        (parse.day, "２０２６年３月１１日", date(2026, 3, 11)),
        (parse.day, "20230525", date(2023, 5, 25)),
        (parse.day, 20230525.0, date(2023, 5, 25)),
        (parse.day, 45335.0, date(2024, 2, 13)),
        (parse.day, "45335", date(2024, 2, 13)),
        (parse.moment, "2026/1/6 9:05", datetime(2026, 1, 6, 9, 5)),  # noqa: DTZ001 - a cell has no zone
        (parse.month, "2025年7月", date(2025, 7, 1)),
        (parse.money(10000), "０．２", Decimal("2000.00")),
        (parse.money(), "1,234.5 ", Decimal("1234.50")),
        (parse.identity, "419921 19930512 3324", "419921199305123324"),
        (parse.identity, "41992119931207548x", "41992119931207548X"),
        (parse.several(parse.text), "行政处罚、 行政检查 ", ["行政处罚", "行政检查"]),
    ],
)
def test_what_was_typed_otherwise_is_taken_and_said(parser: Any, raw: Any, value: Any) -> None:
    taken = parser(raw)

    assert isinstance(taken, Tidied)
    assert taken.value == value
    assert taken.note


@pytest.mark.parametrize(
    ("parser", "raw", "value"),
    [
        (parse.text, "明市监罚决〔2025〕10号", "明市监罚决〔2025〕10号"),
        (parse.text, "①第一条\n②第二条", "①第一条\n②第二条"),
        (parse.number_text, 16992100073.0, "16992100073"),
        (parse.day, date(2024, 2, 29), date(2024, 2, 29)),
        (parse.day, datetime(2024, 2, 29), date(2024, 2, 29)),  # noqa: DTZ001 - a cell has no zone
        (parse.day, "2026-03-05", date(2026, 3, 5)),
        (parse.month, "2025-07", date(2025, 7, 1)),
        (parse.money(10000), 0.31, Decimal("3100.00")),
        (parse.money(negative=True), -5, Decimal("-5.00")),
        (parse.integer(0, 10), 10.0, 10),
        (parse.yes_no, "√", True),
        (parse.yes_no, "无", False),
        (parse.choice(CountUnit.choices), "个工作日", "working"),
        (parse.identity, "419921199305123324", "419921199305123324"),
        (parse.credit_code, "91419921MA001AP5XJ", "91419921MA001AP5XJ"),
        (parse.phone, "15472513896", "15472513896"),
        (parse.phone, "0379-6123456", "0379-6123456"),
    ],
)
def test_what_was_typed_right_is_taken_as_it_is(parser: Any, raw: Any, value: Any) -> None:
    assert parser(raw) == value


@pytest.mark.parametrize(
    ("parser", "raw", "code"),
    [
        (parse.number_text, 4.19921199305123e17, "precision_lost"),
        (parse.day, "2023-02-30", "date_impossible"),
        (parse.day, "2023-13-01", "date_impossible"),
        (parse.day, "明天", "date_form"),
        (parse.day, "²²²²²", "date_form"),
        (parse.day, "0023-01-01", "date_range"),
        (parse.money(), "0.23万元", "money_text"),
        (parse.money(), -0.31, "money_negative"),
        (parse.money(), date(2026, 1, 1), "money_text"),
        (parse.integer(1), 1.5, "integer_text"),
        (parse.integer(1, 5), 6, "number_range"),
        (parse.decimal(0, 100), "101", "number_range"),
        (parse.yes_no, "大概", "yes_no"),
        (parse.choice(CountUnit.choices), "年", "choice"),
        (parse.identity, "41992119860803863", "identity_length"),
        (parse.identity, "419921196806224749", "identity_check"),
        (parse.identity, "41992119900230002A", "identity_form"),
        (parse.credit_code, "92419921MA001CX481", "credit_check"),
        (parse.credit_code, "92419921MA001CX48I", "credit_form"),
        (parse.phone, "1234", "phone_form"),
        (parse.mobile, "0379-6123456", "mobile_form"),
        (parse.mobile, "1540001", "mobile_form"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(parser: Any, raw: Any, code: str) -> None:
    with pytest.raises(CellError) as refused:
        parser(raw)

    assert refused.value.code == code


@pytest.mark.parametrize("parser", [parse.phone, parse.mobile])
@pytest.mark.parametrize("typed", ["154-0000-0001", "154 0000 0001", "154－0000－0001", "+86 154-0000-0001", "15400000001"])
def test_a_mobile_number_is_the_same_with_dashes_and_blanks(parser: Any, typed: str) -> None:
    found = parser(typed)

    assert (found.value if isinstance(found, Tidied) else found) == "15400000001"
    assert isinstance(found, Tidied) == (typed != "15400000001")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("15412345117", "154****5117"), ("154000000012", "154*****0012"), ("1540001", "*******"), ("419921199001010022", "419921********0022")],
)
def test_a_secret_is_masked_as_everywhere_in_the_house(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(number=st.text(alphabet="0123456789", min_size=17, max_size=17), digit=st.sampled_from("0123456789X"))
def test_exactly_one_check_digit_fits_an_identity_number(number: str, digit: str) -> None:
    codes = []
    for last in "0123456789X":
        try:
            parse.identity(number + last)
        except CellError as refused:
            codes.append(refused.code)

    assert codes.count("identity_check") == 10


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("near", ["2026 " * 20_000, " " * 50_000 + "x", "1," * 50_000, "０" * 50_000, "、" * 20_000 + "x"])
def test_long_near_misses_take_no_time(parser: Any, near: str) -> None:
    start = time.process_time()
    with contextlib.suppress(CellError):
        parser(near)

    assert time.process_time() - start < 0.5
