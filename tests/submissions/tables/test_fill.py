"""填好的表: the blank with rows in it looks as the bureau drew it; a plain template serves typed columns."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from submissions.tables.fields import Field, FieldKind
from submissions.tables.fill import filled_blank, plain_template
from submissions.tables.layout import Blank
from submissions.tables.rows import Row
from submissions.tables.title_values import filled_label
from tests.submissions.tables.books import officers_blank

Read = tuple[bytes, Blank]


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def test_fewer_rows_than_prepared_leave_the_rest_ready(officers: Read, made_rows: Callable[..., list[Row]]) -> None:
    data, blank = officers

    page = opened(filled_blank(data, blank, made_rows(blank.fields, 3), title_values={"单位": "县交通运输局"})).worksheets[0]

    assert [page.cell(row, 1).value for row in range(5, 10)] == [1, 2, 3, None, None]
    assert [page["J14"].value, page["A15"].value, page["H15"].value, page.max_row, page.max_column] == ["=H14+I14", "合　计", "=SUM(H5:H14)", 17, 15]
    assert page["A2"].value == "填报单位：县交通运输局　填报日期：　　年　月　日"
    assert page["B14"].border.left.style == "thin"


def test_more_rows_than_prepared_move_the_foot_down(officers: Read, made_rows: Callable[..., list[Row]]) -> None:
    data, blank = officers

    page = opened(filled_blank(data, blank, made_rows(blank.fields, 25))).worksheets[0]

    assert [page["A29"].value, page["A30"].value, page["H30"].value, page["A31"].value[:4]] == [25, "合　计", "=SUM(H5:H29)", "填报人："]
    assert {str(rule.sqref) for rule in page.data_validations.dataValidation} == {"C5:C29", "G5:G29", "L5:L29", "N5:N29"}
    assert (page["D4"].comment.text, page.print_area) == ("证件上的号码，文本格式", "'培训考核情况'!$A$1:$O$32")


def test_a_kind_the_bureau_changed_rules_what_is_written(officers: Read) -> None:
    data, blank = officers
    fields = [Field(**{**vars(field), "kind": FieldKind.TEXT}) if field.key in {"c10", "c8"} else field for field in blank.fields]

    page = opened(filled_blank(data, blank, [{"c2": "张三", "c8": "十", "c10": "手填"}], fields=fields)).worksheets[0]

    assert [page["H5"].value, page["J5"].value] == ["十", "手填"]


def test_a_column_that_is_no_longer_asked_keeps_its_formula_and_stays_empty(officers: Read) -> None:
    data, blank = officers
    fields = [field for field in blank.fields if field.key != "c3"]

    page = opened(filled_blank(data, blank, [{"c2": "张三", "c3": "男"}], fields=fields)).worksheets[0]

    assert [page["C5"].value, page["J5"].value] == [None, "=H5+I5"]


def test_a_single_prepared_row_is_enough(made_rows: Callable[..., list[Row]], officers: Read) -> None:
    blank = Blank.from_json({**officers[1].as_json(), "last_row": 5, "total_row": 6, "height": 8})

    page = opened(filled_blank(officers_blank(prepared=1), blank, made_rows(blank.fields, 4))).worksheets[0]

    assert [page["A8"].value, page["A9"].value, page["K9"].value] == [4, "合　计", "=SUM(K5:K8)"]


FIELDS = (
    Field("a", "证件号码", FieldKind.TEXT, required=True, group="执法人员", help="以证件为准"),
    Field("b", "持证", FieldKind.YES_NO, group="执法人员"),
    Field("c", "日期", FieldKind.DAY),
    Field("d", "罚款", FieldKind.MONEY, least="0", most="1000"),
    Field("e", "领域", FieldKind.CHOICE, choices=tuple(f"第{number}类执法领域" for number in range(60))),
    Field("f", "公式", FieldKind.FORMULA),
)


def test_a_plain_template_has_heads_drop_downs_text_columns_and_a_guide() -> None:
    book = opened(plain_template("执法人员名册", FIELDS))

    page, guide, options = book.worksheets
    assert [[cell.value for cell in row] for row in page.iter_rows(max_row=3)] == [
        ["执法人员名册", None, None, None, None],
        ["执法人员", None, "日期", "罚款", "领域"],
        ["证件号码*", "持证", None, None, None],
    ]
    assert {"A1:E1", "A2:B2", "C2:C3"} <= {str(area) for area in page.merged_cells.ranges}
    assert {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation} == {"B4:B33": '"是,否"', "E4:E33": "选项!$A$1:$A$60"}
    assert [page.cell(4, place).number_format for place in range(1, 5)] == ["@", "@", "yyyy-mm-dd", "#,##0.00"]
    assert (guide.title, options.sheet_state) == ("填写说明", "hidden")
    assert [cell.value for cell in guide[2]] == ["执法人员/证件号码", "必填", "以证件为准", ""]
    assert guide["C5"].value == "数字，单位元，不带“元”；不小于 0，不大于 1000"


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("填报单位：", {"单位": "县局"}, "填报单位：县局"),
        ("填报单位（盖章）：______　填报日期：  年  月  日", {"单位": "县局", "日期": "2026年7月1日"}, "填报单位（盖章）：县局　填报日期：2026年7月1日"),
        ("单位：元", {"单位": "县局"}, "单位：元"),
        ("填报单位：县水利局", {"单位": "县局"}, "填报单位：县水利局"),
        ("填表人：　　审核人：　　联系电话：", {"填报人": "张三", "电话": "5678"}, "填表人：张三　审核人：　　联系电话：5678"),
        ("所属期间：", {"所属期间": "2026年3月"}, "所属期间：2026年3月"),
        ("填报单位：", {"单位": ""}, "填报单位："),
    ],
)
def test_values_are_written_behind_their_labels(text: str, values: dict[str, str], filled: str) -> None:
    assert filled_label(text, values) == filled
