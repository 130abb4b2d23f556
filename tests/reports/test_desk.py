"""工作台: what waits for whom, in which group, and that the figures open their lists."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.lists.desk import Task
from core.look import Figure
from core.notices.models import Message
from core.workdays import WorkCalendar
from core.workdays.calendar import calendar_around
from core.workdays.counting import add_workdays
from core.workdays.week import sunday_of
from documents import actions as documents
from rectification import actions
from rectification.actions import ProblemText
from rectification.lists import ORDERS
from rectification.models import Order
from reports.desk import board as boards
from reports.desk.board import all_tasks, board
from submissions.models import Submission, SubmissionRequest
from tests.documents.conftest import TEXT
from tests.factories.histories import asked_of

pytestmark = pytest.mark.django_db
MONDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 4)
WEEKS = WorkCalendar({}, {})  # no day moved


@pytest.fixture
def say(settings, monkeypatch):
    """Put tasks on the desk as an app would say them."""

    def said(*tasks):
        settings.DESK_BLOCKS, settings.DESK_FIGURES = ["any"], []
        monkeypatch.setattr(boards, "import_string", lambda name: lambda user, on: list(tasks))

    return said


def due(name: str, day: date) -> Task:
    return Task("整改", name, "/x/", "办理", due_on=day)


TO_SIGN, UNDATED = Task("待签发", "意见书", "/y/", "签发", due_on=date(2026, 3, 20), is_own_word=True), Task("文书", "无期限", "/y/", "送达")


@pytest.fixture
def tasks(say):
    """Tasks around Wednesday 4 March."""
    days = {"昨天": -1, "今天": 0, "周日": 4, "下周一": 5, "下周二": 6}
    say(*[due(name, WEDNESDAY + timedelta(days=n)) for name, n in days.items()], UNDATED, TO_SIGN)


def titles(shown):
    return [(group.title, [task.title for task in group.tasks]) for group in shown.groups]


def test_own_word_comes_first_and_three_working_days_never_hide(tasks, inspector):
    shown = board(inspector, WEDNESDAY, WEEKS)

    assert titles(shown) == [
        ("待签发", ["意见书"]),
        ("逾期", ["昨天"]),
        ("今日到期", ["今天"]),
        ("3 个工作日内到期", ["周日", "下周一"]),
        ("无期限", ["无期限"]),
        ("下周到期", ["下周二"]),
    ]
    assert [group.title for group in shown.groups if not group.is_open] == ["下周到期"]


def test_next_week_and_later_fold_up_and_stand_open_alone(say, inspector):
    say(due("下周日", date(2026, 3, 15)), due("其后", date(2026, 3, 16)), due("今天", WEDNESDAY))
    shown = board(inspector, WEDNESDAY, WEEKS)
    assert titles(shown) == [("今日到期", ["今天"]), ("下周到期", ["下周日"]), ("以后到期", ["其后"])]
    assert [group.is_open for group in shown.groups] == [True, False, False]

    say(due("下周日", date(2026, 3, 15)), due("其后", date(2026, 3, 16)))
    assert [group.is_open for group in board(inspector, WEDNESDAY, WEEKS).groups] == [True, True]


def test_rest_of_the_week_follows_the_next_working_days(say, inspector):
    say(due("周四", date(2026, 3, 5)), due("周五", date(2026, 3, 6)), due("周日", date(2026, 3, 8)), due("下周一", date(2026, 3, 9)))
    shown = board(inspector, MONDAY, WEEKS)

    assert titles(shown) == [("3 个工作日内到期", ["周四"]), ("本周到期", ["周五", "周日"]), ("下周到期", ["下周一"])]


def test_kind_narrows_the_list_and_leaves_the_counts(tasks, inspector):
    shown = board(inspector, WEDNESDAY, WEEKS, kind="文书")

    assert titles(shown) == [("无期限", ["无期限"])]
    assert (shown.total, shown.kinds[0]) == (7, ("整改", 5))


@pytest.mark.parametrize(("label", "value", "rows"), [("待签发", "1", ["意见书"]), ("今日到期", "1", ["今天"]), ("本周到期", "2", ["今天", "周日"])])
def test_figure_opens_as_many_rows_as_it_says(tasks, inspector, label, value, rows):
    figure = next(figure for figure in board(inspector, WEDNESDAY, WEEKS).figures if figure.label == label)
    asked = dict(parse_qsl(urlsplit(figure.url).query))
    shown = board(inspector, WEDNESDAY, WEEKS, **asked)

    assert figure.value == value
    assert [task.title for group in shown.groups for task in group.tasks] == rows


def test_what_units_hand_in_is_the_bureaus_to_review(say, inspector, unit_member):
    say(Task("台账", "确认进展", "/x/", "确认"), Task("待核稿", "意见书", "/y/", "核稿"), due("签收", WEDNESDAY))

    shown = board(inspector, WEDNESDAY, WEEKS, due="review")

    assert [(figure.value, figure.url) for figure in shown.figures if figure.label == "待审核"] == [("2", "/?due=review")]
    assert titles(shown) == [("无期限", ["确认进展", "意见书"])]
    assert "待审核" not in [figure.label for figure in board(unit_member, WEDNESDAY, WEEKS).figures]


@pytest.mark.parametrize(("days", "listed"), [(0, True), (6, True), (7, False)])
def test_this_week_means_the_same_on_the_desk_and_in_the_ledger(say, order, inspector, days, listed):
    monday = sunday_of(order.due_on) + timedelta(days=1)
    day = monday + timedelta(days=days)
    Order.objects.update(due_on=day)
    say(due("整改", day))
    tab = next(tab for tab in ORDERS.tabs if tab.key == "week")

    assert tab.narrow(Order.objects.all(), inspector, monday).exists() is listed
    assert next(figure.value for figure in board(inspector, monday, WEEKS).figures if figure.label == "本周到期") == str(int(listed))


def test_task_without_a_deadline_of_its_own_still_shows_its_day(say, inspector, client_for):
    say(Task("证件到期", "3 名人员证件", "/x/", "查看", due_on=date(2099, 3, 5)))

    assert "3月5日" in client_for(inspector).get("/").content.decode()


def test_late_units_are_those_behind_with_anything_they_owe(order, inspector, leader, unit_member, other_unit, at):
    asked_of(other_unit, inspector, at, 1)
    late = max(order.due_on, at.date() + timedelta(days=9)) + timedelta(days=1)
    told = [[figure for figure in board(user, late, WEEKS).figures if figure.label.startswith("逾期")] for user in (inspector, leader, unit_member)]

    behind = Figure("逾期单位", "2", "逾期整改 1 件", "red", "/units/late/")
    assert [[figure for figure in figures if figure.label != "逾期任务"] for figures in told[:2]] == [[behind], [behind]]
    assert [figure.label for figure in told[2]] == ["逾期整改", "逾期任务"]


def test_a_late_row_without_a_deadline_of_its_own_says_how_late(say, inspector, client_for):
    say(Task("报送", "催办未报单位 2 个", "/x/", "催办", due_on=timezone.localdate() - timedelta(days=30)))

    page = client_for(inspector).get("/").content.decode()

    assert re.search(r"md-due-late[^>]*>.*?逾期 \d+ 个工作日<", page)


def test_long_group_folds_up_after_the_first_rows(say, inspector):
    say(*[due(f"{n:02d}", WEDNESDAY) for n in range(10)])
    group = board(inspector, WEDNESDAY, WEEKS).groups[0]

    assert (len(group.first), [task.title for task, _ in group.rest]) == (8, ["08", "09"])


def of(unit: str, name: str, day: date | None) -> Task:
    return Task("整改", name, "/x/", "办理", due_on=day, unit=unit)


@pytest.fixture
def turn(client_for):
    def turned(user, by, **rest):
        return client_for(user).post("/desk/arrange/", {"by": by, **rest})

    return turned


def test_by_unit_whoever_is_late_comes_first_then_the_nearest_day(say, inspector, turn):
    yesterday, far = WEDNESDAY - timedelta(days=1), WEDNESDAY + timedelta(days=30)
    say(
        of("水利局", "甲", far),
        of("农业局", "乙", yesterday),
        of("水利局", "丙", WEDNESDAY),
        of("", "计划", None),
        of("城管局", "丁", None),
        of("农业局", "戊", far),
    )
    turn(inspector, "unit")

    shown = board(inspector, WEDNESDAY, WEEKS)

    assert titles(shown) == [("农业局", ["乙", "戊"]), ("水利局", ["丙", "甲"]), ("城管局", ["丁"]), ("不涉及单位", ["计划"])]
    assert [(group.late, group.is_late) for group in shown.groups] == [(1, True), (0, False), (0, False), (0, False)]
    assert [late for _, late in shown.groups[0].first] == [True, False]


def test_a_row_of_several_units_stands_with_each_of_them(inspector, unit, other_unit, at, turn):
    asked_of(unit, inspector, at, 1)
    Submission.objects.create(request=SubmissionRequest.objects.get(), unit=other_unit, due_on=at.date() + timedelta(days=9))
    asked_of(other_unit, inspector, at, 2, status="reported", filed_by=inspector, reported_at=at)
    turn(inspector, "unit")

    shown = board(inspector, at.date() + timedelta(days=10), WEEKS)

    assert titles(shown) == [
        (str(other_unit), ["催办未报单位 2 个：第1张报表", "审核报送件 1 件：第2张报表"]),
        (str(unit), ["催办未报单位 2 个：第1张报表"]),
    ]
    assert [group.late for group in shown.groups] == [1, 1]


def test_units_beyond_the_first_fold_up_unless_something_is_late(say, inspector, turn):
    say(*(of(f"第{n}局", "整改", WEDNESDAY + timedelta(days=n)) for n in range(8)))
    turn(inspector, "unit")

    assert [group.is_open for group in board(inspector, WEDNESDAY, WEEKS).groups] == [True] * 6 + [False] * 2


def test_the_arrangement_is_kept_for_this_person_until_it_is_turned_again(say, inspector, leader, turn, client_for):
    say(of("水利局", "甲", WEDNESDAY))
    assert turn(inspector, "unit", kind="整改")["Location"] == "/?kind=%E6%95%B4%E6%94%B9"

    assert "按单位排列" in client_for(inspector).get("/").content.decode()
    assert "按期限排列" in client_for(leader).get("/").content.decode()
    turn(inspector, "due")
    assert "按期限排列" in client_for(inspector).get("/").content.decode()


def test_a_unit_has_its_desk_by_deadline_only(say, unit_member, turn, client_for):
    say(of("水利局", "甲", WEDNESDAY))
    turn(unit_member, "unit")

    page = client_for(unit_member).get("/").content.decode()

    assert "按期限排列" in page
    assert "按单位" not in page


def test_figure_without_rows_says_so_and_leads_back(tasks, inspector, client_for):
    page = client_for(inspector).get("/?due=today").content.decode()

    assert "没有符合条件的待办" in page
    assert "只列今日到期" in page


def test_week_strip_counts_each_working_day(tasks, inspector):
    assert [(day.label, day.count, day.is_today) for day in board(inspector, WEDNESDAY, WEEKS).week] == [
        ("周一", 0, False),
        ("周二", 1, False),
        ("周三", 1, True),
        ("周四", 0, False),
        ("周五", 0, False),
    ]


@pytest.fixture
def order(inspector, unit_member, unit):
    now = timezone.now()
    return actions.issue_order(
        unit=unit,
        title="未经法制审核",
        problems=[ProblemText("x")],
        source_kind="manual",
        source_label="检查",
        actor=inspector,
        at=now,
        due_on=timezone.localdate() + timedelta(days=1),
    )


def test_new_order_waits_for_the_units_liaison_to_sign_for_it(order, unit_member, outsider):
    on = timezone.localdate()

    assert [(task.verb, task.url) for task in all_tasks(unit_member, on) if task.kind == "整改"] == [("签收", order.get_absolute_url())]
    assert [task for task in all_tasks(outsider, on) if task.kind == "整改"] == []


def test_overdue_order_waits_for_the_bureau_to_urge(order, inspector):
    late = order.due_on + timedelta(days=1)

    assert [(task.verb, task.is_late(late)) for task in all_tasks(inspector, late) if task.kind == "整改"] == [("催办", True)]


def test_extension_to_decide_is_not_pushed_out_by_late_orders(order, inspector, unit_member, unit, monkeypatch):
    now, later = timezone.now(), add_workdays(order.due_on, 7, calendar_around(order.due_on))
    actions.request_extension(order=order, actor=unit_member, at=now, new_due_on=later, reason="当事人在外地")
    made = {"unit": unit, "problems": [ProblemText("x")], "source_kind": "manual", "source_label": "检查", "actor": inspector, "at": now}
    actions.issue_order(title="同日到期", due_on=order.due_on, **made)
    monkeypatch.setattr("rectification.desk.MOST", 1)

    found = [task for task in all_tasks(inspector, order.due_on + timedelta(days=1)) if task.kind in {"整改", "待审批"}]

    assert [(task.kind, task.verb, task.note, task.due_on) for task in found] == [
        ("待审批", "审批", f"{order.number}　申请延至 {later}", order.due_on),
        ("整改", "催办", f"{order.number}　检查", order.due_on),
    ]
    order.extensions.update(requested_by=inspector)
    assert [task.kind for task in all_tasks(inspector, order.due_on + timedelta(days=1)) if task.kind == "待审批"] == []


@pytest.mark.parametrize(("person", "most"), [("inspector", 16), ("unit_member", 12), ("leader", 11)])
def test_desk_costs_few_statements(order, request, client_for, django_assert_max_num_queries, person, most):
    client = client_for(request.getfixturevalue(person))
    client.get("/")  # the first page of a login also writes when it was seen

    with django_assert_max_num_queries(most):
        client.get("/")


def test_desk_by_unit_costs_no_statement_more(inspector, make_person, bureau, unit, client_for, turn, django_assert_num_queries):
    colleague, now = make_person("许静文", "colleague", "bureau_staff", bureau), timezone.now()
    document = documents.draft(kind="opinion", title="意见书", to_unit=unit, content=TEXT, actor=colleague, at=now)
    documents.submit_for_review(document=document, actor=colleague, at=now)
    client = client_for(inspector)
    client.get("/")
    with CaptureQueriesContext(connection) as by_deadline:
        client.get("/")
    statements = len(by_deadline)
    turn(inspector, "unit")

    with django_assert_num_queries(statements):
        assert "按单位排列" in client.get("/").content.decode()


def test_the_frame_of_the_desk_counts_the_same_as_that_of_any_page(order, inspector, unit_member, leader, client_for):
    for person in (inspector, unit_member, leader):
        client = client_for(person)
        here, elsewhere = (client.get(address).context["shell"].counts for address in ("/", "/notices/"))
        assert here == elsewhere


def test_empty_desk_says_so(outsider, client_for):
    assert "今天没有待办" in client_for(outsider).get("/").content.decode()


def test_desk_shows_task_with_its_verb(order, unit_member, client_for):
    page = client_for(unit_member).get("/").content.decode()

    assert "签收整改通知：未经法制审核" in page
    assert "明日到期" in page


def test_unread_message_opened_from_the_desk_is_read(order, unit_member, client_for):
    client, message = client_for(unit_member), Message.objects.inbox(unit_member).unread().get()
    address = f"/notices/{message.pk}/read/"
    assert f'action="{address}"' in client.get("/").content.decode()

    assert client.post(address)["Location"] == order.get_absolute_url()

    assert address not in client.get("/").content.decode()


def test_demo_is_refused_outside_a_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="MINGDU_DEMO"):
        call_command("seed_demo", password="Demo-2026-mingdu")


def test_whoever_holds_no_post_is_told_so(client_for, unit_member):
    unit_member.posts.all().delete()

    page = client_for(unit_member).get("/").content.decode()

    assert "您还没有岗位" in page
    assert "今天没有待办" not in page
