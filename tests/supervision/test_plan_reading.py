"""读台账: deadlines, shares and measures of the two real plans, against what a careful clerk reads in them."""

import json
from datetime import date
from pathlib import Path

import pytest

from supervision.plans.reading.measures import MeasureText, read_measures
from supervision.plans.reading.shares import Group, Part, Share, read_shares
from supervision.plans.reading.tasks import bare_words, read_number
from supervision.plans.reading.terms import Milestone, Term, TermKind, read_term

ANSWERS = Path(__file__).parents[1] / "data" / "answers"
FANGCHENG = json.loads((ANSWERS / "plan-fangcheng.json").read_text(encoding="utf-8"))["任务"]
OUHAI = json.loads((ANSWERS / "plan-ouhai.json").read_text(encoding="utf-8"))["行"]
KINDS = {"month_end": TermKind.DATE}


@pytest.mark.parametrize("row", OUHAI, ids=lambda row: f"{row['excel行']} {row['完成时间']}")
def test_every_deadline_of_the_annual_plan_is_read(row):
    term = read_term(row["完成时间"], 2022)

    assert term.kind == KINDS.get(row["时间类型"], row["时间类型"])
    assert (term.due_on.month if term.due_on else None) == row["止月"]
    assert term.starts_on is None or term.starts_on.month == row["起月"]


@pytest.mark.parametrize("task", FANGCHENG, ids=lambda task: str(task["序号"]))
def test_every_task_of_the_ledger_has_its_measures_and_a_deadline(task):
    term = read_term(task["完成时限"], 2025)

    assert len(read_measures(task["具体工作措施"])) == task["措施条数"]
    assert (term.kind, term.is_continuing) == (TermKind.CONTINUING, True)
    assert f"{term.due_on.year}年年底" in task["完成时限"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2024年6月底前", Term(TermKind.DATE, None, date(2024, 6, 30))),
        ("2024年2月底前完成", Term(TermKind.DATE, None, date(2024, 2, 29))),
        ("2026-12-11", Term(TermKind.DATE, None, date(2026, 12, 11))),
        ("2026.12.12", Term(TermKind.DATE, None, date(2026, 12, 12))),
        ("2026/12/12前", Term(TermKind.DATE, None, date(2026, 12, 12))),
        ("２０２６．３．１-2026.5.31", Term(TermKind.MONTH_RANGE, date(2026, 3, 1), date(2026, 5, 31))),
        ("年底前", Term(TermKind.DATE, None, date(2025, 12, 31))),
        ("今年年底以前完成", Term(TermKind.DATE, None, date(2025, 12, 31))),
        ("年底前完成并长期推进", Term(TermKind.CONTINUING, None, date(2025, 12, 31), is_continuing=True)),
        ("第一季度", Term(TermKind.MONTH_RANGE, date(2025, 1, 1), date(2025, 3, 31))),
        ("2026年第四季度", Term(TermKind.MONTH_RANGE, date(2026, 10, 1), date(2026, 12, 31))),
        ("2026年度2季度完成", Term(TermKind.MONTH_RANGE, date(2026, 4, 1), date(2026, 6, 30))),
        ("三季度末前", Term(TermKind.DATE, None, date(2025, 9, 30))),
        ("上半年", Term(TermKind.MONTH_RANGE, date(2025, 1, 1), date(2025, 6, 30))),
        ("2026年下半年", Term(TermKind.MONTH_RANGE, date(2026, 7, 1), date(2026, 12, 31))),
        ("12月上旬", Term(TermKind.MONTH_RANGE, date(2025, 12, 1), date(2025, 12, 10))),
        ("2027年6月中旬", Term(TermKind.MONTH_RANGE, date(2027, 6, 11), date(2027, 6, 20))),
        ("2028年2月下旬", Term(TermKind.MONTH_RANGE, date(2028, 2, 21), date(2028, 2, 29))),
        (
            "第一季度、第三季度",
            Term(
                TermKind.INSTALMENTS,
                date(2025, 1, 1),
                date(2025, 9, 30),
                milestones=(Milestone(date(2025, 3, 31), "第一季度"), Milestone(date(2025, 9, 30), "第三季度")),
            ),
        ),
        ("3月15日前", Term(TermKind.DATE, None, date(2025, 3, 15))),
        ("长期推进", Term(TermKind.CONTINUING, None, date(2025, 12, 31), is_continuing=True)),
        ("适时开展", Term(TermKind.TBD)),
        ("尽快", Term(TermKind.UNCLEAR)),
        ("", Term(TermKind.UNCLEAR)),
        ("13月底前", Term(TermKind.UNCLEAR)),
        ("2月30日前", Term(TermKind.UNCLEAR)),
        ("10-6月", Term(TermKind.UNCLEAR)),
        ("2027年3月1日至5月31日", Term(TermKind.MONTH_RANGE, date(2027, 3, 1), date(2027, 5, 31))),
        ("3月1日-15日", Term(TermKind.MONTH_RANGE, date(2025, 3, 1), date(2025, 3, 15))),
        ("2024年9月-2025年3月", Term(TermKind.MONTH_RANGE, date(2024, 9, 1), date(2025, 3, 31))),
        ("2024年6月底前、12月底前", Term(TermKind.INSTALMENTS, None, date(2024, 12, 31), milestones=(Milestone(date(2024, 6, 30), "2024年6月底前"),))),
        ("6月15日、12月15日前", Term(TermKind.INSTALMENTS, None, date(2025, 12, 15), milestones=(Milestone(date(2025, 6, 15), "6月15日"),))),
        (
            "1-3月、9-11月",
            Term(
                TermKind.INSTALMENTS,
                date(2025, 1, 1),
                date(2025, 11, 30),
                milestones=(Milestone(date(2025, 3, 31), "1-3月"), Milestone(date(2025, 11, 30), "9-11月")),
            ),
        ),
        (
            "2024年年底前完成动态调整;\n2025年年底前持续推进",
            Term(TermKind.CONTINUING, None, date(2025, 12, 31), is_continuing=True, milestones=(Milestone(date(2024, 12, 31), "2024年年底前完成动态调整"),)),
        ),
    ],
)
def test_deadline_words_mean_these_days(text, term):
    assert read_term(text, 2025) == term


@pytest.mark.parametrize(
    "text",
    [
        "每年6月底前",
        "6月中旬前",
        "6月上中旬",
        "11月下旬至12月上旬",
        "每年年底前",
        "次年年底前",
        "明年底前",
        "三年底前",
        "前三季度",
        "第一、二季度",
        "第一、第二季度",
        "一二季度",
        "第一季度至第三季度",
        "第一季度前",
        "第二季度起",
        "2025、2026年第四季度",
        "2024至2026年第四季度",
        "每年第一季度",
        "每季度",
        "上、下半年",
        "上下半年各一次",
        "上半年前",
        "2026.3.1-5.31",
        "2026.13.1",
        "2026.12",
        "12/31",
        "6月初",
        "5月前",
        "5月以前",
        "10月1日起长期坚持",
        "12月起",
        "3月启动",
        "11月1日至次年3月31日",
        "6月底至12月底",
        "6、12月底前",
        "6-8月、11月底前总结",
    ],
)
def test_words_that_may_mean_several_days_are_left_to_the_user(text):
    assert read_term(text, 2025) == Term(TermKind.UNCLEAR)


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("县司法局、各行政执法部门", [Share("县司法局", Part.SHARE), Share("各行政执法部门", Part.SHARE, Group.DEPARTMENTS)]),
        ("县司法局牵头、各级行政执法部门按照职责分工落实", [Share("县司法局", Part.LEAD), Share("各行政执法部门", Part.ASSIST, Group.DEPARTMENTS)]),
        (
            "县司法局、县委编办牵头各行政执法部门按照职责分工落实",
            [Share("县司法局", Part.LEAD), Share("县委编办", Part.LEAD), Share("各行政执法部门", Part.ASSIST, Group.DEPARTMENTS)],
        ),
        (
            "县发展和改革委员会牵头,县司法局、各乡镇(街道)各行政执法单位按照职责分工落实按照职责分工落实",
            [
                Share("县发展和改革委员会", Part.LEAD),
                Share("县司法局", Part.ASSIST),
                Share("各乡镇（街道）", Part.ASSIST, Group.TOWNS),
                Share("各行政执法单位", Part.ASSIST, Group.ENFORCERS),
            ],
        ),
        ("市场监督管理局 （牵头）、交通局配合", [Share("市场监督管理局", Part.LEAD), Share("交通局", Part.ASSIST)]),
        ("县公安局、县司法局(牵头单位)，县财政局【配合】", [Share("县公安局", Part.ASSIST), Share("县司法局", Part.LEAD), Share("县财政局", Part.ASSIST)]),
        ("县司法局（牵头）各乡镇（街道）", [Share("县司法局", Part.LEAD), Share("各乡镇（街道）", Part.ASSIST, Group.TOWNS)]),
        ("牵头单位：县司法局；配合单位：县应急管理局", [Share("县司法局", Part.LEAD), Share("县应急管理局", Part.ASSIST)]),
        (
            "牵头单位:县司法局、县委编办\n责任单位: 各行政执法部门",
            [Share("县司法局", Part.LEAD), Share("县委编办", Part.LEAD), Share("各行政执法部门", Part.SHARE, Group.DEPARTMENTS)],
        ),
        ("责任单位：县司法局 配合单位：县公安局", [Share("县司法局", Part.SHARE), Share("县公安局", Part.ASSIST)]),
        ("县司法局 县公安局／县财政局", [Share("县司法局", Part.SHARE), Share("县公安局", Part.SHARE), Share("县财政局", Part.SHARE)]),
        ("县司法局 牵头 县公安局　配合", [Share("县司法局", Part.LEAD), Share("县公安局", Part.ASSIST)]),
        ("县 司法局", [Share("县 司法局", Part.SHARE)]),
        (
            "市场监管局（含知识产权局）、相关部门（县公安局、县财政局）",
            [Share("市场监管局(含知识产权局)", Part.SHARE), Share("相关部门(县公安局、县财政局)", Part.SHARE)],
        ),
        ("古镇街道办事处", [Share("古镇街道办事处", Part.SHARE)]),
        ("各镇街道办事处", [Share("各乡镇（街道）", Part.SHARE, Group.TOWNS)]),
        ("不涉及各执法单位", [Share("不涉及各执法单位", Part.SHARE)]),
        ("县司法局、县司法局", [Share("县司法局", Part.SHARE)]),
        ("", []),
    ],
)
def test_shares_keep_the_order_the_part_and_the_groups(text, shares):
    assert read_shares(text) == shares


def test_measures_keep_their_numbers_and_every_paragraph():
    cell = "①第一条。\n第一条的补充说明。\n③第三条。"

    assert read_measures(cell) == [MeasureText(1, "第一条。"), MeasureText(None, "第一条的补充说明。"), MeasureText(3, "第三条。")]


@pytest.mark.parametrize(
    ("cell", "measures"),
    [
        ("①制定方案 ②组织检查", [(1, "制定方案"), (2, "组织检查")]),
        ("①制定方案；②组织检查。③通报结果", [(1, "制定方案；"), (2, "组织检查。"), (3, "通报结果")]),
        ("（1）制定方案（2）组织检查", [(1, "制定方案"), (2, "组织检查")]),
        ("1.制定方案；2.抽查1.5万件 3、通报结果", [(1, "制定方案；"), (2, "抽查1.5万件"), (3, "通报结果")]),
        ("①对照③整改，见（2）", [(1, "对照③整改，见（2）")]),
        ("②对照第①项整改", [(2, "对照第①项整改")]),
        ("①按第②项的要求整改", [(1, "按第②项的要求整改")]),
        ("1.完成率达到2.5倍", [(1, "完成率达到2.5倍")]),
    ],
)
def test_several_measures_of_one_line_are_told_apart(cell: str, measures: list[tuple[int, str]]) -> None:
    assert [(measure.number, measure.text) for measure in read_measures(cell)] == measures


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("4.行政执法人员每人每年培训", 4, "行政执法人员每人每年培训"),
        ("10.2024年年底前，完成清理", 10, "2024年年底前，完成清理"),
        ("26．2025年6月底前完成", 26, "2025年6月底前完成"),
        ("40、2025年完成", 40, "2025年完成"),
        ("1.5万件案卷评查", None, "1.5万件案卷评查"),
        ("2024年年底前完成", None, "2024年年底前完成"),
    ],
)
def test_the_number_before_a_task_is_told_from_its_words(text: str, number: int | None, words: str) -> None:
    assert (read_number(text), bare_words(text)) == (number, words)
