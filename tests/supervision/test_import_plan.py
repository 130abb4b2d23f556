"""计划与台账: the two real workbooks field by field against their keys, in any form, a second time, and with mistakes in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from freezegun import freeze_time
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from accounts.models import Unit, User
from core.errors import DomainError
from core.notices.actions import deadline_of
from core.sheets.actions import check_batch, commit_now, upload
from core.sheets.models import BatchState, ImportBatch
from reports.monthly.periods import Month
from supervision.plans import actions
from supervision.plans.models import Assignment, Measure, Plan, PlanItem
from supervision.plans.reading.measures import MeasureText, as_cell
from supervision.plans.reading.terms import TermKind
from tests.factories.reports import frozen_month
from tests.fixtures.workbooks import DATA, as_csv, as_xlsx, figures, kept_for_reading, run_import, shuffled, table_of

LEDGER, ANNUAL = DATA / "plan-fangcheng-2023-2025.xlsx", DATA / "plan-ouhai-2022.xlsx"
TASKS = json.loads((DATA / "answers" / "plan-fangcheng.json").read_text(encoding="utf-8"))
ROWS = json.loads((DATA / "answers" / "plan-ouhai.json").read_text(encoding="utf-8"))["行"]
HEAD = ["任务清单", "重点任务", "工作任务", "具体工作措施", "责任单位", "完成时限"]
ALIASES = {"任务清单": "任务类别", "工作任务": "主要任务", "具体工作措施": "具体措施", "责任单位": "责任部门", "完成时限": "完成时间"}


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """Both workbooks in a county with its units; the report of the ledger."""
    with kept_for_reading(django_db_blocker):
        run_import("import_units", DATA / "organisations.xlsx")
        run_import("import_plan", ANNUAL)
        yield run_import("import_plan", LEDGER)


def words(item: PlanItem) -> str:
    """Its measures as one cell."""
    return as_cell(MeasureText(measure.number, measure.text) for measure in item.shared_measures())


def spoken(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def test_the_ledger_becomes_fifty_one_tasks(report: dict[str, Any]) -> None:
    plan = Plan.objects.get(first_year=2023)

    assert figures(report) == [51, 51, 0, 0, 0]
    assert (plan.last_year, plan.kind, plan.items.count(), Measure.objects.filter(item__plan=plan).count()) == (2025, "multi_year", 51, TASKS["措施段落总数"])
    assert plan.items.values("group").distinct().count() == TASKS["任务清单数"]
    assert plan.items.values("group", "section").distinct().count() == TASKS["重点任务数"]
    assert plan.name == "方城县贯彻落实河南省提升行政执法质量三年行动实施方案(2023-2025年)重点工作台账"


@pytest.mark.parametrize("task", TASKS["任务"], ids=lambda task: str(task["序号"]))
def test_every_field_of_a_task_is_that_of_the_key(report: dict[str, Any], task: dict[str, Any]) -> None:
    item = PlanItem.objects.select_related("plan").get(plan__first_year=2023, number=task["序号"])

    assert (item.group, item.section, item.text, item.source_row) == (task["任务清单"], task["重点任务"], task["工作任务"], task["excel行"])
    assert (item.units_text, spoken(item.term_text)) == (task["责任单位"], spoken(task["完成时限"]))
    assert spoken(words(item)) == spoken(task["具体工作措施"])
    spans = (item.measures_span, item.units_span, item.term_span)
    assert spans == (task.get("具体工作措施_合并自"), task.get("责任单位_合并自"), task.get("完成时限_合并自"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["excel行"]))
def test_every_row_of_the_annual_plan_is_an_item(report: dict[str, Any], row: dict[str, Any]) -> None:
    item = PlanItem.objects.get(plan__first_year=2022, source_row=row["excel行"])

    assert (item.group, item.section, item.text, item.term_text) == (row["监督类别"], row["监督项目"], row["监督内容"], row["完成时间"])
    assert item.term_kind == {"month_end": "date"}.get(row["时间类型"], row["时间类型"])


def test_the_annual_plan_is_named_by_both_lines_of_its_title(report: dict[str, Any]) -> None:
    plan = Plan.objects.get(first_year=2022)

    assert (plan.name, plan.last_year, plan.kind, plan.items.count()) == ("瓯海区2022年度行政执法监督工作计划分解清单", 2022, "annual", 17)


def test_groups_of_units_become_shares_and_strange_names_wait(report: dict[str, Any]) -> None:
    waiting = Assignment.objects.filter(is_pending=True, item__plan__first_year=2023)
    first = PlanItem.objects.get(plan__first_year=2023, number=1)

    assert set(waiting.values_list("item__number", "unit_text")) == {(12, "县生态环境局"), (34, "县中级人民法院")}
    assert {warning["row"] for warning in report["warnings"]} == {15, 37}
    assert first.assignments.filter(unit__kind="department").count() == Unit.objects.filter(kind="department").count()
    assert first.assignments.filter(unit__kind="bureau").count() == 1


# --- other forms, a second time ------------------------------------------------------------------------------------
@pytest.fixture
def county(db: None) -> None:
    run_import("import_units", DATA / "organisations.xlsx")


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(("path", "header", "tasks", "measures"), [(LEDGER, 3, 51, 82), (ANNUAL, 2, 17, 0)], ids=["ledger", "annual"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_has_the_outcome_of_the_workbook(tmp_path: Path, path: Path, header: int, tasks: int, measures: int, encoding: str) -> None:
    title = [[row[0].value, *[None] * 3] for row in load_workbook(path).active.iter_rows(max_row=header - 1)]
    csv = as_csv([*title, *shuffled(table_of(path, header)), ["注：以上任务按季度通报。"]], tmp_path / "plan.csv", encoding)
    run_import("import_plan", path)
    assert (PlanItem.objects.count(), Measure.objects.count()) == (tasks, measures)

    assert figures(run_import("import_plan", csv)) == [tasks, 0, 0, tasks, 0]
    assert Plan.objects.count() == 1


@pytest.mark.usefixtures("county")
def test_other_headings_and_a_second_upload_change_nothing(tmp_path: Path) -> None:
    run_import("import_plan", LEDGER)
    before = (Assignment.objects.count(), Measure.objects.count())
    book = load_workbook(LEDGER)
    for cell in book.active[3]:
        cell.value = ALIASES.get(cell.value, cell.value)
    book.save(tmp_path / "renamed.xlsx")

    assert figures(run_import("import_plan", tmp_path / "renamed.xlsx")) == [51, 0, 0, 51, 0]
    assert (Assignment.objects.count(), Measure.objects.count()) == before


# --- small files ---------------------------------------------------------------------------------------------------
@pytest.fixture
def ledger(tmp_path: Path, unit: Unit) -> Callable[..., Path]:
    """A workbook with a title and rows of six cells."""

    def make(*rows: list[Any], title: str = "明川县2026年度工作台账") -> Path:
        return as_xlsx([[title, *[None] * 5], HEAD, *rows], tmp_path / f"plan-{len(list(tmp_path.iterdir()))}.xlsx")

    return make


def task(text: str, units: str = "市场监督管理局", term: str = "6月底前", measures: str = "①第一条。") -> list[Any]:
    return ["一、清单", "（一）重点", text, measures, units, term]


def test_a_row_without_its_task_is_refused_and_the_others_keep_their_numbers(ledger: Callable[..., Path]) -> None:
    report = run_import("import_plan", ledger(task("甲任务"), task(""), task("丙任务")))

    assert figures(report) == [3, 2, 0, 0, 1]
    assert list(PlanItem.objects.values_list("number", "text")) == [(1, "甲任务"), (3, "丙任务")]


def test_a_ledger_without_a_column_of_tasks_takes_its_key_tasks(tmp_path: Path, unit: Unit) -> None:
    head = ["任务清单", "重点任务", "具体措施", "责任单位", "完成时限"]
    path = as_xlsx([["明川县2026年度工作台账", *[None] * 4], head, ["一、清单", "1.重点甲", "①第一条。", unit.name, "6月底前"]], tmp_path / "short.xlsx")

    assert figures(run_import("import_plan", path)) == [1, 1, 0, 0, 0]
    assert list(PlanItem.objects.values_list("group", "section", "text", "number")) == [("一、清单", "", "1.重点甲", 1)]


def test_a_ledger_with_both_columns_keeps_both(ledger: Callable[..., Path]) -> None:
    run_import("import_plan", ledger(task("1.任务甲")))

    assert list(PlanItem.objects.values_list("section", "text")) == [("（一）重点", "1.任务甲")]


def test_words_that_are_not_understood_are_kept_and_said(ledger: Callable[..., Path]) -> None:
    report = run_import("import_plan", ledger(task("1.任务", units="县某某办", term="抓紧落实")))
    item = PlanItem.objects.get()

    assert {warning["code"] for warning in report["warnings"]} == {"unclear_term", "unknown_unit"}
    assert (item.needs_settling, item.term_kind, item.term_text, item.due_on) == (True, TermKind.UNCLEAR, "抓紧落实", None)
    assert list(item.assignments.values_list("unit_text", "is_pending", "unit")) == [("县某某办", True, None)]


def test_what_was_settled_by_hand_outlives_a_changed_row(ledger: Callable[..., Path], inspector: User, other_unit: Unit, at: Any) -> None:
    run_import("import_plan", ledger(task("1.任务", units="县某某办", term="抓紧落实")))
    item = PlanItem.objects.get()
    actions.settle_unit(share=item.assignments.get(), unit=other_unit, actor=inspector, at=at)
    actions.settle_term(item=item, due_on=date(2026, 9, 30), actor=inspector, at=at)

    assert figures(run_import("import_plan", ledger(task("1.任务改了几个字", units="县某某办", term="抓紧落实")))) == [1, 0, 1, 0, 0]
    item.refresh_from_db()
    assert (item.text, item.due_on, item.needs_settling) == ("1.任务改了几个字", date(2026, 9, 30), False)
    assert item.assignments.get().unit == other_unit


def test_a_unit_that_the_cell_no_longer_names_is_said(ledger: Callable[..., Path], other_unit: Unit) -> None:
    run_import("import_plan", ledger(task("1.任务", units=f"市场监督管理局、{other_unit.name}")))

    report = run_import("import_plan", ledger(task("1.任务", units=other_unit.name)))

    assert [(warning["code"], "市场监督管理局" in warning["message"]) for warning in report["warnings"]] == [("struck_unit", True)]
    assert Assignment.objects.count() == 2


def test_a_new_day_of_a_running_plan_moves_the_deadline(
    ledger: Callable[..., Path], inspector: User, leader: User, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_import("import_plan", ledger(task("1.任务", term="2099年6月底前")))
    plan = Plan.objects.get()
    for act, actor in (("submit", inspector), ("approve", leader), ("issue", inspector)):
        actions.advance_plan(plan=plan, act=actions.plan.PlanAct(act), actor=actor, at=at)
    share = Assignment.objects.get()
    assert deadline_of(share, actions.DEADLINE).due_on == date(2099, 6, 30)

    run_import("import_plan", ledger(task("1.任务", term="2099年9月底前"), task("2.新任务", term="2099年12月底前")))

    assert deadline_of(share, actions.DEADLINE).due_on == date(2099, 9, 30)
    assert deadline_of(Assignment.objects.get(item__number=2), actions.DEADLINE).due_on == date(2099, 12, 31)


def test_a_file_without_a_title_needs_a_name_or_gets_this_years(ledger: Callable[..., Path], tmp_path: Path) -> None:
    path = as_xlsx([HEAD, task("1.任务")], tmp_path / "bare.xlsx")
    run_import("import_plan", path, plan="2026—2028年行动计划")

    plan = Plan.objects.get()
    assert (plan.name, plan.first_year, plan.last_year) == ("2026—2028年行动计划", 2026, 2028)


def test_a_closed_plan_takes_no_more_tasks(ledger: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    run_import("import_plan", ledger(task("1.任务")))
    Plan.objects.update(status="closed")

    with pytest.raises(SystemExit) as ended:
        run_import("import_plan", ledger(task("1.任务"), task("2.任务")))
    assert ended.value.code == 2


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_a_plan_the_leader_judges_or_has_approved_takes_no_import(plan: Plan, inspector: User, at: datetime, ledger: Callable[..., Path], status: str) -> None:
    batch = upload(kind="plan", name="p.xlsx", stream=ledger(task("1.领导没见过的任务")).read_bytes(), options={"plan": plan.pk}, actor=inspector, at=at)
    batch = check_batch(batch=batch, actor=inspector, at=at)
    Plan.objects.update(status=status)

    for act in (check_batch, commit_now):
        with pytest.raises(DomainError, match="任务和分工不能改动。需要改动的，请局领导退回修改。"):
            act(batch=batch, actor=inspector, at=at)
    assert plan.items.get().text == "1.行政执法案卷评查"
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED


def test_the_upload_page_of_a_plan_puts_the_tasks_into_it(client_for: Any, inspector: User, plan: Plan, ledger: Callable[..., Path]) -> None:
    address = f"{reverse('core:import-new', kwargs={'kind': 'plan'})}?plan={plan.pk}"
    with ledger(task("7.另一项任务"), title="别的标题").open("rb") as file:
        answer = client_for(inspector).post(address, {"file": file})
    batch = ImportBatch.objects.get()
    client_for(inspector).post(reverse("core:import-commit", args=[batch.pk]))

    assert answer.status_code == 302
    assert plan.items.filter(number=7).exists()
    assert Plan.objects.count() == 1


def test_a_plan_that_does_not_exist_is_refused_in_words(client_for: Any, inspector: User, ledger: Callable[..., Path]) -> None:
    address = f"{reverse('core:import-new', kwargs={'kind': 'plan'})}?plan=999999"
    with ledger(task("1.任务")).open("rb") as file:
        answer = client_for(inspector).post(address, {"file": file})

    assert answer.status_code == 422
    assert "没有选定的计划" in answer.content.decode()


def test_the_preview_names_the_plan_it_goes_into(client_for: Callable[[User], Any], plan: Plan, inspector: User) -> None:
    def preview(query: str) -> str:
        with ANNUAL.open("rb") as file:
            answer = client_for(inspector).post(reverse("core:import-new", args=["plan"]) + query, {"file": file}, follow=True)
        return answer.content.decode()

    assert f"导入到 <b>《{plan}》</b>" in preview(f"?plan={plan.pk}")
    assert "（新建，2022年度）" in preview("")


def test_words_imported_anew_leave_the_months_before_as_they_were(running: Assignment, plan: Plan, inspector: User, ledger: Callable[..., Path]) -> None:
    june, july = Month(2026, 6), datetime(2026, 7, 1, 1, tzinfo=UTC)
    before = frozen_month(june, inspector, july)

    with freeze_time(july + timedelta(days=8)):
        run_import("import_plan", ledger(task("1.案卷评查（改）", units="市监局", term="6月底前"), title=plan.name))

    assert plan.items.get().text == "1.案卷评查（改）"
    assert frozen_month(june, inspector, july + timedelta(days=40)).sha256 == before.sha256
