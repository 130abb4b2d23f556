"""栏目: what is kept of a column, and which sets of columns may not be sent out."""

import json

import pytest

from submissions.tables.fields import MOST_FIELDS, Field, FieldKind, fields_as_json, fields_from_json, refused_fields

NAME = Field("name", "姓名", FieldKind.TEXT, required=True)


def test_fields_come_back_from_json_as_they_were() -> None:
    fields = (
        NAME,
        Field("held", "持证", FieldKind.CHOICE, choices=("持证", "未持证"), help="以证件为准", width=20, group="执法人员"),
        Field("sum", "罚款", FieldKind.MONEY, least="0", most="1000000"),
    )

    assert fields_from_json(json.loads(json.dumps(fields_as_json(fields)))) == fields
    assert NAME.as_json() == {"key": "name", "heading": "姓名", "kind": "text", "required": True}


def test_a_form_that_can_be_filled_in_is_not_refused() -> None:
    assert refused_fields([NAME, Field("ok", "合格", FieldKind.YES_NO), Field("n", "数", FieldKind.INTEGER, least="1", most="9")]) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ([], "至少要有一栏由单位填写。"),
        ([Field("a", "合计", FieldKind.FORMULA)], "至少要有一栏由单位填写。"),
        ([NAME, Field("other", "姓　名", FieldKind.TEXT)], "“姓名”出现了 2 次，栏目名称不能重复。"),
        ([NAME, Field("name", "别的", FieldKind.TEXT)], "栏目代码 name 重复。"),
        ([Field("a", " ", FieldKind.TEXT)], "有一栏没有名称。"),
        ([Field("A b", "甲", FieldKind.TEXT)], "“甲”的栏目代码应为小写字母开头，由字母、数字和下划线组成。"),
        ([Field("a", "甲" * 61, FieldKind.TEXT)], f"“{'甲' * 20}……”名称超过 60 个字。"),
        ([Field("a", "种类", FieldKind.CHOICE)], "“种类”是选项，请列出可选内容。"),
        ([Field("a", "种类", FieldKind.CHOICE, choices=("处罚", " "))], "“种类”有空白的选项。"),
        ([Field("a", "种类", FieldKind.CHOICE, choices=("处罚", "处 罚"))], "“种类”的选项“处 罚”重复。"),
        ([Field("a", "种类", FieldKind.CHOICE, choices=tuple(f"项{n}" for n in range(501)))], "“种类”的选项超过 500 个。"),
        ([Field("a", "合格", FieldKind.YES_NO, least="1")], "“合格”不能设上下限。"),
        ([Field("a", "数", FieldKind.INTEGER, least="多")], "“数”的上下限写法不对。"),
        ([Field("a", "日期", FieldKind.DAY, least="2026-13-01")], "“日期”的上下限写法不对。"),
        ([Field("a", "数", FieldKind.INTEGER, least="9", most="1")], "“数”的下限大于上限。"),
        ([Field(f"a{n}", f"甲{n}", FieldKind.TEXT) for n in range(MOST_FIELDS + 1)], "最多 60 栏，现有 61 栏，请分成几张表。"),
    ],
)
def test_columns_that_cannot_be_used_are_refused_in_one_sentence(fields: list[Field], sentence: str) -> None:
    assert refused_fields(fields) == [sentence]


def test_one_heading_under_two_groups_is_two_columns() -> None:
    assert refused_fields([Field("a", "人数", FieldKind.INTEGER, group="持证"), Field("b", "人数", FieldKind.INTEGER, group="未持证")]) == []
