"""启用前的整改台账: numbers as given, history by its own days, one reminder for what is late, nobody made up."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Unit, User
from core.notices.models import Deadline, Message, Notice, NoticeState
from core.notices.planning import plan_notices
from core.sheets.actions import check_batch, commit_now, upload
from core.sheets.models import ImportBatch
from rectification import actions
from rectification.actions import ProblemText, issue_order
from rectification.integrity import check
from rectification.models import Order, OrderCounter, OrderNumberGap
from rectification.story import steps_of
from reports.monthly.actions import lock_report, verify_report
from reports.monthly.build import canonical_csv
from reports.monthly.periods import Month
from tests.factories.reports import frozen_month
from tests.fixtures.cast import HouseClient
from tests.fixtures.workbooks import as_xlsx, figures, run_import

pytestmark = pytest.mark.django_db
HEADS = ("整改编号", "责任单位", "问题", "下达日期", "整改期限", "状态", "整改情况", "报送日期", "销号日期", "问题类型")
OPEN = (
    "明司整〔2025〕16号",
    "明川县市场监督管理局",
    "处罚决定未载明复议期限",
    date(2025, 2, 10),
    date(2025, 3, 12),
    "整改中",
    "已补正两件",
    None,
    None,
    "文书",
)
WAITING = ("明司整〔2025〕17号", "市场监督管理局", "无法制审核", date(2025, 2, 11), date(2025, 3, 13), "待核查", "已补作审核", date(2025, 3, 3), None, "程序")
CLOSED = (
    "明司整〔2025〕18号",
    "明川县市场监督管理局",
    "超期办案",
    date(2025, 2, 12),
    date(2025, 3, 14),
    "已整改",
    "已批评教育",
    date(2025, 3, 5),
    date(2025, 3, 20),
    "程序",
)
Bring = Callable[..., ImportBatch]


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


@pytest.fixture
def bring(inspector: User, unit: Unit, bureau: Unit, tmp_path: Path, at: datetime) -> Bring:
    """The ledger uploaded, checked and taken by 监督岗."""

    def take(*rows: tuple[Any, ...], actor: User = inspector, at: datetime = at) -> ImportBatch:
        content = as_xlsx([list(HEADS), *map(list, rows)], tmp_path / "台账.xlsx").read_bytes()
        batch = upload(kind="orders", name="台账.xlsx", stream=io.BytesIO(content), options={}, actor=actor, at=at)
        batch = check_batch(batch=batch, actor=actor, at=at)
        return commit_now(batch=batch, actor=actor, at=at) if batch.counts["rejected"] < batch.counts["rows"] else batch

    return take


def reasons(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(error["column"], error["code"]) for row in batch.rows.all() for error in row.errors]


def test_a_ledger_comes_in_as_it_stood(bring: Bring, inspector: User, unit: Unit) -> None:
    batch = bring(OPEN, WAITING, CLOSED)

    stands = Order.objects.order_by("number").values_list("number", "unit", "status", "issued_on", "due_on", "accepted_by", "filed_by", "import_batch")
    assert list(stands) == [
        ("明司整〔2025〕16号", unit.pk, "in_progress", date(2025, 2, 10), date(2025, 3, 12), None, None, batch.pk),
        ("明司整〔2025〕17号", unit.pk, "report_submitted", date(2025, 2, 11), date(2025, 3, 13), None, None, batch.pk),
        ("明司整〔2025〕18号", unit.pk, "closed", date(2025, 2, 12), date(2025, 3, 14), None, None, batch.pk),
    ]
    closed, running = Order.objects.get(status="closed"), Order.objects.get(status="in_progress")
    assert (closed.problems.get().answer, running.problems.get().answer, running.progress.get().text) == ("已批评教育", "", "已补正两件")
    assert check() == []


def test_only_open_ones_get_a_deadline(bring: Bring, bureau: Unit, unit: Unit) -> None:
    bring(OPEN, WAITING, CLOSED)

    kinds = Deadline.objects.open().order_by("kind").values_list("kind", "unit", "due_on")
    assert [(kind, of) for kind, of, _ in kinds] == [("acceptance", bureau.pk), ("rectification", unit.pk)]
    assert kinds[1][2] == date(2025, 3, 12)


def test_the_same_file_again_changes_nothing(bring: Bring) -> None:
    bring(OPEN, WAITING, CLOSED)

    assert bring(OPEN, WAITING, CLOSED).counts["unchanged"] == 3
    assert (Order.objects.count(), Deadline.objects.count(), check()) == (3, 2, [])


def test_words_may_be_corrected_but_not_days(bring: Bring) -> None:
    bring(OPEN, WAITING)
    corrected, moved = ("依据的条文写错", date(2025, 3, 31))

    batch = bring((*OPEN[:2], corrected, *OPEN[3:]), (*WAITING[:4], moved, *WAITING[5:]))

    assert (batch.counts["updated"], reasons(batch)) == (1, [("整改编号", "already_here")])
    order = Order.objects.get(number=OPEN[0])
    assert (order.title, order.problems.get().text) == (corrected, corrected)


def test_what_was_gone_on_with_is_left_alone(bring: Bring, unit_member: User, at: datetime) -> None:
    bring(OPEN)
    actions.submit_plan(order=Order.objects.get(), actor=unit_member, at=at, responsible="王海棠", plan="月底前完成")

    batch = bring((*OPEN[:2], "另一个说法", *OPEN[3:]))

    assert (reasons(batch), Order.objects.get().title) == ([("整改编号", "already_here")], OPEN[2])


def test_a_state_that_the_ledger_says_otherwise_is_told_and_left(bring: Bring) -> None:
    bring(OPEN)

    batch = bring((*OPEN[:5], "已销号", *OPEN[6:8], date(2025, 4, 1), OPEN[9]))

    row = batch.rows.get()
    assert ([warning["code"] for warning in row.warnings], Order.objects.get().status) == (["already_here"], "in_progress")


@pytest.mark.parametrize("word", ["已完成", "已整改"])
def test_what_the_unit_calls_done_waits_for_acceptance(bring: Bring, word: str) -> None:
    batch = bring((*WAITING[:5], word, *WAITING[6:]))

    assert [warning["code"] for warning in batch.rows.get().warnings] == ["units_word"]
    assert Order.objects.get().status == "report_submitted"


def test_the_day_of_completion_is_that_of_the_report(inspector: User, unit: Unit, bureau: Unit, tmp_path: Path, at: datetime) -> None:
    heads = [*HEADS[:7], "完成日期"]
    content = as_xlsx([heads, [*WAITING[:5], "已完成", "已补作审核", date(2025, 3, 20)]], tmp_path / "台账.xlsx").read_bytes()

    commit_now(
        batch=check_batch(
            batch=upload(kind="orders", name="台账.xlsx", stream=io.BytesIO(content), options={}, actor=inspector, at=at), actor=inspector, at=at
        ),
        actor=inspector,
        at=at,
    )

    order = Order.objects.get()
    assert (order.status, localdate(order.reported_at), order.closed_at) == ("report_submitted", date(2025, 3, 20), None)


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (1, "不存在的单位", "unknown_unit"),
        (4, date(2025, 2, 9), "dates_reversed"),
        (5, "已销号", "state_dates"),
        (8, date(2025, 4, 1), "state_dates"),
        (7, date(2025, 2, 9), "dates_reversed"),
        (3, date(2199, 1, 4), "in_future"),
        (5, "待验收", "state_dates"),
        (5, "差不多了", "choice"),
    ],
)
def test_rows_that_contradict_themselves_are_refused(bring: Bring, place: int, value: Any, code: str) -> None:
    row = list(OPEN)
    row[place] = value
    if code == "in_future":
        row[4] = date(2199, 2, 3)

    batch = bring(tuple(row))

    assert ([found for _, found in reasons(batch)], Order.objects.count()) == ([code], 0)


def test_a_number_twice_in_a_file_is_refused(bring: Bring) -> None:
    assert reasons(bring(OPEN, (*OPEN[:2], "另一件", *OPEN[3:]))) == [("整改编号", "repeated")]


def one_more(unit: Unit, inspector: User, at: datetime) -> Order:
    return issue_order(unit=unit, title="新问题", problems=[ProblemText("x")], source_kind="manual", source_label="检查", actor=inspector, at=at)


def test_the_counter_goes_on_behind_the_ledger(bring: Bring, unit: Unit, inspector: User) -> None:
    bring(OPEN, CLOSED)

    order = one_more(unit, inspector, datetime(2025, 4, 1, 2, tzinfo=UTC))

    assert (order.number, order.came_by_import) == ("明司整〔2025〕19号", False)
    assert list(OrderNumberGap.objects.values_list("year", "first", "last", "reason")) == [(2025, 1, 18, "随整改台账导入")]
    assert check() == []


def test_a_number_that_the_system_gave_is_not_taken_again(bring: Bring, unit: Unit, inspector: User) -> None:
    first = one_more(unit, inspector, datetime(2025, 1, 6, 2, tzinfo=UTC))

    assert reasons(bring((first.number, *OPEN[1:]))) == [("整改编号", "number_in_use")]


def test_numbers_of_the_paper_ledger_below_the_counter_may_follow_later(bring: Bring) -> None:
    bring(CLOSED)

    assert bring(("明司整〔2025〕3号", *OPEN[1:])).counts["created"] == 1
    assert OrderCounter.objects.get(year=2025).last == 18


def test_a_number_of_another_series_moves_no_counter(bring: Bring) -> None:
    bring(("明司监改字第7号", *OPEN[1:]), ("明司监改〔2025〕9号", *CLOSED[1:]))

    assert (OrderCounter.objects.count(), check()) == (0, [])


def test_late_ones_are_reminded_of_once_not_day_by_day(bring: Bring, unit_member: User, at: datetime) -> None:
    bring(OPEN, ("明司整〔2025〕15号", *OPEN[1:]))

    for _ in range(2):
        plan_notices(at + timedelta(hours=1))

    planned = Notice.objects.filter(recipient=unit_member, channel="in_app", state=NoticeState.PLANNED).values_list("deadline_id", flat=True)
    assert Counter(Counter(planned).values()) == {1: 2}
    assert not Message.objects.filter(title__contains="新任务").exists()


def test_an_imported_order_goes_on_to_its_acceptance(bring: Bring, inspector: User, at: datetime) -> None:
    bring(WAITING)
    order = Order.objects.get()

    actions.accept_order(order=order, actor=inspector, at=at, verdicts={order.problems.get().pk: ("pass", "")}, opinion="到位")

    order.refresh_from_db()
    assert (order.status, order.accepted_by, check()) == ("closed", inspector, [])


def test_one_brought_in_by_the_command_has_its_days_for_acceptance(unit: Unit, bureau: Unit, tmp_path: Path) -> None:
    report = run_import("import_orders", as_xlsx([list(HEADS), list(OPEN), list(WAITING), list(CLOSED)], tmp_path / "台账.xlsx"))

    assert (figures(report), Deadline.objects.get(kind="acceptance").unit, check()) == ([3, 3, 0, 0, 0], bureau, [])


@pytest.mark.parametrize(("closed", "imported", "stands"), [(True, True, True), (True, False, False), (False, True, True)])
def test_only_what_came_by_import_is_closed_without_an_accepter(bring: Bring, closed: bool, imported: bool, stands: bool) -> None:
    bring(CLOSED if closed else OPEN)
    changes = {} if imported else {"import_batch": None}

    if stands:
        Order.objects.update(**changes)
    else:
        with pytest.raises(IntegrityError, match="order_closed_fields_together"), transaction.atomic():
            Order.objects.update(**changes)


def test_history_counts_by_its_own_days(bring: Bring, inspector: User, at: datetime) -> None:
    bring(OPEN, CLOSED)

    march = frozen_month(Month(2025, 3), inspector, at)

    lines = march.rows.filter(section="orders").order_by("source_id")
    assert [(row.cells[0], row.cells[9], sorted(row.flags)) for row in lines] == [
        ("明司整〔2025〕16号", "已下达", ["due", "overdue"]),
        ("明司整〔2025〕18号", "已销号", ["closed", "due", "passed", "timely"]),
    ]


def test_a_locked_month_does_not_move(bring: Bring, inspector: User, leader: User, at: datetime) -> None:
    month = Month(2025, 3)
    report = frozen_month(month, inspector, datetime(2025, 4, 1, 2, tzinfo=UTC))
    type(report).objects.filter(pk=report.pk).update(status="computed", built_at=at)
    report.refresh_from_db()
    locked = lock_report(report=verify_report(report=report, actor=inspector, at=at), actor=leader, at=at)
    before = canonical_csv(locked)

    bring(OPEN, CLOSED)

    locked.refresh_from_db()
    assert (canonical_csv(locked), locked.status, locked.rows.filter(section="orders").count()) == (before, "locked", 0)


def test_the_page_tells_what_came_before_the_system(bring: Bring, client_for: Callable[[User], HouseClient], inspector: User) -> None:
    bring(CLOSED)
    order = Order.objects.get()

    body = client_for(inspector).get(order.get_absolute_url()).content.decode()

    assert ("启用前数据" in body, "启用前已销号" in body, "启用前下达，来自启用前台账" in body, "2025-03-20　" not in body) == (True, True, True, True)
    assert [step.label for step in steps_of(order)] == ["下达", "整改报告", "验收", "销号"]


def test_who_accepts_is_told_that_nobody_is_known_to_have_filed(bring: Bring, client_for: Callable[[User], HouseClient], inspector: User) -> None:
    bring(WAITING)

    body = client_for(inspector).get(Order.objects.get().get_absolute_url()).content.decode()

    assert ("启用前报送的整改报告，填报人没有登记。" in body, "启用前已报送" in body, "None" in body) == (True, True, False)


def test_the_list_offers_the_import_to_who_may(client_for: Callable[[User], HouseClient], inspector: User, unit_member: User) -> None:
    pages = [client_for(user).get("/rectification/orders/").content.decode() for user in (inspector, unit_member)]

    assert ["导入整改台账" in page for page in pages] == [True, False]


def test_the_list_finds_what_came_before_the_system(bring: Bring, client_for: Callable[[User], HouseClient], unit: Unit, inspector: User, at: datetime) -> None:
    bring(OPEN)
    one_more(unit, inspector, at)

    page = client_for(inspector).get("/rectification/orders/?before=true").content.decode()

    assert ("明司整〔2025〕16号" in page, "明司整〔2026〕1号" in page) == (True, False)


def test_a_hundred_rows_cost_a_bounded_number_of_statements(bring: Bring, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(120):
        bring(*((f"明司整〔2025〕{number}号", *OPEN[1:]) for number in range(1, 101)))
