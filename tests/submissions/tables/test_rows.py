"""填报行: canonical text of every kind, and every refusal with what to do."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets import CellError
from submissions.tables.fields import Field, FieldKind
from submissions.tables.rows import RowProblem, TidiedCell, check_rows, read_cell, read_noted, tidy_rows, words

KINDS = {kind: Field("a", "甲", kind, choices=("行政处罚", "行政许可", "行政检查") if kind == FieldKind.CHOICE else ()) for kind in FieldKind}


@pytest.mark.parametrize(
    ("kind", "raw", "text"),
    [
        (FieldKind.TEXT, "  张　三 ", "张 三"),
        (FieldKind.TEXT, 16992100073.0, "16992100073"),
        (FieldKind.TEXT, "=1+1", "=1+1"),
        (FieldKind.INTEGER, "１，２００", "1200"),
        (FieldKind.INTEGER, 12.0, "12"),
        (FieldKind.INTEGER, True, ""),
        (FieldKind.DECIMAL, "12.50", "12.5"),
        (FieldKind.DECIMAL, 0.1, "0.1"),
        (FieldKind.DECIMAL, "85.6%", "0.856"),
        (FieldKind.DECIMAL, "1000000", "1000000"),
        (FieldKind.MONEY, "12,500", "12500.00"),
        (FieldKind.MONEY, 3, "3.00"),
        (FieldKind.DAY, "2026年3月5日", "2026-03-05"),
        (FieldKind.DAY, "2026.3.5", "2026-03-05"),
        (FieldKind.DAY, "２０２６／３／５", "2026-03-05"),
        (FieldKind.DAY, date(2026, 3, 5), "2026-03-05"),
        (FieldKind.DAY, 46086.0, "2026-03-05"),
        (FieldKind.MONTH, "2026年3月", "2026-03"),
        (FieldKind.MONTH, date(2026, 3, 1), "2026-03"),
        (FieldKind.CHOICE, "行政 处罚", "行政处罚"),
        (FieldKind.YES_NO, "√", "是"),
        (FieldKind.YES_NO, "无", "否"),
        (FieldKind.PHONE, "138 0013 8000", "13800138000"),
        (FieldKind.FORMULA, 99, ""),
        (FieldKind.DAY, "  ", ""),
        (FieldKind.MONEY, None, ""),
    ],
)
def test_a_cell_becomes_canonical_text(kind: FieldKind, raw: object, text: str) -> None:
    if raw is True:
        with pytest.raises(CellError, match="应为整数。"):
            read_cell(KINDS[kind], raw)
    else:
        assert read_cell(KINDS[kind], raw) == text


@pytest.mark.parametrize(
    ("field", "raw", "code", "message", "hint"),
    [
        (KINDS[FieldKind.CHOICE], "行政处罚决定", "choice", "没有“行政处罚决定”这一项，应为：行政处罚、行政许可、行政检查。", "是不是“行政处罚”？"),
        (KINDS[FieldKind.CHOICE], "甲乙丙", "choice", "没有“甲乙丙”这一项，应为：行政处罚、行政许可、行政检查。", "从列出的选项中选一个"),
        (KINDS[FieldKind.MONEY], "三万元", "money_text", "金额应为数字，不带“元”“万”。", ""),
        (KINDS[FieldKind.MONEY], -1, "money_negative", "金额不能为负数。", "核对金额"),
        (KINDS[FieldKind.DAY], "2026-02-30", "date_impossible", "2 月没有 30 日。", "核对日期"),
        (Field("n", "数", FieldKind.INTEGER, least="1", most="5"), 6, "out_of_range", "不能大于 5。", "核对"),
        (Field("n", "日期", FieldKind.DAY, least="2026-01-01"), "2025-12-31", "out_of_range", "不能早于 2026-01-01。", "核对"),
        (Field("n", "月份", FieldKind.MONTH, most="2026-03"), "2026-04", "out_of_range", "不能晚于 2026-03。", "核对"),
        (Field("n", "事由", FieldKind.TEXT, most="3"), "一二三四", "too_long", "最多 3 个字，现有 4 个。", "缩短后再填"),
        (Field("n", "事由", FieldKind.TEXT, least="3"), "一", "too_short", "至少 3 个字，现有 1 个。", "补充内容"),
        (KINDS[FieldKind.TEXT], "字" * 5001, "too_long", "最多 5000 个字，现有 5001 个。", "缩短后再填"),
    ],
)
def test_a_cell_is_refused_with_what_to_do(field: Field, raw: object, code: str, message: str, hint: str) -> None:
    with pytest.raises(CellError) as refused:
        read_cell(field, raw)

    assert (refused.value.code, refused.value.message, refused.value.hint) == (code, message, hint)


def test_money_may_be_negative_where_the_limit_says_so() -> None:
    assert read_cell(Field("n", "差额", FieldKind.MONEY, least="-100"), "-12.5") == "-12.50"


FORM = (Field("name", "姓名", FieldKind.TEXT, required=True), Field("day", "日期", FieldKind.DAY), Field("sum", "合计", FieldKind.FORMULA))


def test_rows_of_a_form_are_checked_and_empty_ones_say_nothing() -> None:
    rows = [{"name": "张三", "day": "2026-03-05"}, {"name": " ", "day": ""}, {"name": "", "day": "明天"}]

    assert check_rows(FORM, rows) == [
        RowProblem(3, "name", "empty", "姓名未填。", "请填写姓名"),
        RowProblem(3, "day", "date_form", "日期应为 2026-03-05、2026年3月5日 或 2026.3.5。", "改成其中一种写法", "明天"),
    ]


def test_what_was_refused_keeps_what_was_written_and_what_was_tidied_is_told() -> None:
    checked = tidy_rows(FORM, [(7, {"name": "张三", "day": "2026.3.5", "sum": 5}), (8, {"sum": 5}), (9, {"name": "李四", "day": "明天"})])

    assert checked.rows == [{"name": "张三", "day": "2026-03-05"}, {"name": "李四", "day": "明天"}]
    assert checked.numbers == [7, 9]
    assert checked.tidied == [TidiedCell(7, "day", "统一日期写法", "2026.3.5", "2026-03-05")]
    assert [(problem.row_number, problem.key) for problem in checked.problems] == [(9, "day")]


def test_problems_come_back_from_json() -> None:
    problem = RowProblem(3, "day", "date_form", "日期", "改", "明天")

    assert RowProblem.from_json(problem.as_json()) == problem


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (FieldKind.MONEY, "12500.00", "12,500.00"),
        (FieldKind.INTEGER, "12500", "12,500"),
        (FieldKind.DAY, "2026-03-05", "2026年3月5日"),
        (FieldKind.MONTH, "2026-03", "2026年3月"),
        (FieldKind.DAY, "明天", "明天"),
        (FieldKind.MONEY, "三万", "三万"),
        (FieldKind.TEXT, "=1", "=1"),
        (FieldKind.DAY, "", ""),
    ],
)
def test_canonical_text_in_words(kind: FieldKind, text: str, shown: str) -> None:
    assert words(KINDS[kind], text) == shown


ANYTHING = st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.none())


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(FieldKind)), ANYTHING)
def test_whatever_is_written_is_read_or_refused_and_canonical_text_reads_as_itself(kind: FieldKind, raw: object) -> None:
    try:
        text, _ = read_noted(KINDS[kind], raw)
    except CellError:
        return

    assert read_cell(KINDS[kind], text) == text


def test_long_and_many_wrong_options_cost_little() -> None:
    field = Field("a", "领域", FieldKind.CHOICE, choices=tuple(f"第{number}类行政执法领域" for number in range(500)))
    began = time.process_time()

    checked = tidy_rows((field,), [(number, {"a": "长" * 30_000 if number % 2 else f"执法{number}"}) for number in range(400)])

    assert len(checked.problems) == 400
    assert time.process_time() - began < 3
