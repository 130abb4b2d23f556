"""两期对比: figures with their change and its share, words as they were and are, rows that came and went."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from submissions.tables.differences import Change, ChangeKind, Total, compared, differences, differences_workbook, totals
from submissions.tables.fields import Field, FieldKind

FIELDS = (
    Field("name", "领域", FieldKind.TEXT),
    Field("cases", "件数", FieldKind.INTEGER),
    Field("fine", "罚款", FieldKind.MONEY, group="处罚"),
    Field("on", "日期", FieldKind.DAY),
    Field("sum", "合计", FieldKind.FORMULA),
)


def test_rows_are_paired_by_their_key_and_figures_are_compared() -> None:
    before = [
        {"name": "交通", "cases": "4", "fine": "1000.00", "on": "2026-03-05"},
        {"name": "水利", "cases": "0", "fine": "", "on": ""},
        {"name": "城管", "cases": "1", "fine": "1.00", "on": ""},
    ]
    after = [
        {"name": "水利", "cases": "3", "fine": "50.00", "on": ""},
        {"name": "交通", "cases": "5", "fine": "875.50", "on": "2026-04-05"},
        {"name": "林业", "cases": "1", "fine": "", "on": "2026-04-01"},
    ]

    assert differences(FIELDS, before, after, "name") == [
        Change(ChangeKind.CHANGED, "水利", "cases", "件数", "0", "3", "+3", "不计算"),
        Change(ChangeKind.CHANGED, "水利", "fine", "处罚/罚款", "", "50.00", "", "不计算"),
        Change(ChangeKind.CHANGED, "交通", "cases", "件数", "4", "5", "+1", "+25.00%"),
        Change(ChangeKind.CHANGED, "交通", "fine", "处罚/罚款", "1,000.00", "875.50", "-124.5", "-12.45%"),
        Change(ChangeKind.CHANGED, "交通", "on", "日期", "2026年3月5日", "2026年4月5日"),
        Change(ChangeKind.ADDED, "林业", after="林业、1、2026年4月1日"),
        Change(ChangeKind.REMOVED, "城管", before="城管、1、1.00"),
    ]


def test_without_a_key_rows_are_paired_by_their_number() -> None:
    assert differences(FIELDS, [{"name": "甲"}], [{"name": "乙"}, {"name": "丙"}]) == [
        Change(ChangeKind.CHANGED, "第 1 行", "name", "领域", "甲", "乙"),
        Change(ChangeKind.ADDED, "第 2 行", after="丙"),
    ]


def test_rows_with_the_same_key_are_paired_in_their_order() -> None:
    before, after = [{"name": "甲", "cases": "1"}, {"name": "甲", "cases": "2"}], [{"name": "甲", "cases": "1"}, {"name": "甲", "cases": "3"}, {"name": ""}]

    assert differences(FIELDS, before, after, "name") == [
        Change(ChangeKind.CHANGED, "甲（第 2 个）", "cases", "件数", "2", "3", "+1", "+50.00%"),
        Change(ChangeKind.ADDED, "（空）"),
    ]


def test_the_same_figure_written_otherwise_is_no_change() -> None:
    assert differences(FIELDS, [{"fine": "5"}], [{"fine": "5.00"}]) == []


@pytest.mark.parametrize(
    ("before", "after", "delta", "percent"),
    [
        ("0", "0", "0", "0.00%"),
        ("0", "5", "+5", "不计算"),
        ("5", "0", "-5", "-100.00%"),
        ("-4", "-5", "-1", "-25.00%"),
        ("3", "4", "+1", "+33.33%"),
        ("10000", "10001", "+1", "+0.01%"),
        ("1", "1234.5", "+1,233.5", "+123350.00%"),
        ("1", "0.5", "-0.5", "-50.00%"),
    ],
)
def test_the_share_is_of_the_earlier_figure(before: str, after: str, delta: str, percent: str) -> None:
    assert compared(Decimal(before), Decimal(after)) == (delta, percent)


def test_totals_of_all_figures() -> None:
    before, after = [{"cases": "1", "fine": "0.10"}, {"cases": "2", "fine": "0.20"}], [{"cases": "6", "fine": ""}, {"cases": "说不清"}]

    assert totals(FIELDS, before, after) == [Total("cases", "件数", "3", "6", "+3", "+100.00%"), Total("fine", "处罚/罚款", "0.3", "0", "-0.3", "-100.00%")]


def test_the_workbook_holds_every_change_of_every_unit() -> None:
    changes = differences(FIELDS, [{"name": "甲", "cases": "1"}], [{"name": "=甲", "cases": "2"}])

    book = load_workbook(io.BytesIO(b"".join(differences_workbook("两期对比", [("县局", changes), ("市局", [])], [("上期", "2026年3月")]))))

    assert [[cell.value for cell in row] for row in book["两期对比"].iter_rows()] == [
        ["单位", "行", "变化", "栏目", "上期", "本期", "增减", "增减幅度"],
        ["县局", "第 1 行", "有变化", "领域", "甲", "=甲", None, None],
        ["县局", "第 1 行", "有变化", "件数", "1", "2", "+1", "+100.00%"],
    ]
    assert [[cell.value for cell in row] for row in book["说明"].iter_rows()] == [["上期", "2026年3月"], ["行数", "2"]]
