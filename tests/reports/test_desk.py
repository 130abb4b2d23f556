"""工作台: what waits for whom, in which group, and that the figures open their lists."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.lists.desk import Task
from rectification import actions
from rectification.actions import ProblemText
from reports.desk import board as boards
from reports.desk.board import all_tasks, board

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def tasks(settings, monkeypatch):
    """Tasks around Wednesday 4 March, as an app would say them."""
    days = {"昨天": -1, "今天": 0, "周日": 4, "下周一": 5}
    said = [Task("整改", name, "/x/", "办理", due_on=WEDNESDAY + timedelta(days=n)) for name, n in days.items()] + [Task("文书", "无期限", "/y/", "签发")]
    settings.DESK_BLOCKS, settings.DESK_FIGURES = ["any"], []
    monkeypatch.setattr(boards, "import_string", lambda name: lambda user, on: said)


def test_tasks_stand_in_the_group_of_their_day(tasks, inspector):
    shown = board(inspector, WEDNESDAY)

    assert [(group.title, [task.title for task in group.tasks]) for group in shown.groups] == [
        ("逾期", ["昨天"]),
        ("今日到期", ["今天"]),
        ("本周到期", ["周日"]),
        ("待办", ["无期限"]),
    ]
    assert [task.title for task in shown.later] == ["下周一"]


def test_kind_narrows_the_list_and_leaves_the_counts(tasks, inspector):
    shown = board(inspector, WEDNESDAY, kind="文书")

    assert [task.title for group in shown.groups for task in group.tasks] == ["无期限"]
    assert (shown.total, shown.kinds) == (5, [("整改", 4), ("文书", 1)])


def test_week_strip_counts_each_working_day(tasks, inspector):
    assert [(day.label, day.count, day.is_today) for day in board(inspector, WEDNESDAY).week] == [
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


def test_empty_desk_says_so(outsider, client_for):
    assert "今天没有待办" in client_for(outsider).get("/").content.decode()


def test_desk_shows_task_with_its_verb(order, unit_member, client_for):
    page = client_for(unit_member).get("/").content.decode()

    assert "签收整改通知：未经法制审核" in page
    assert "明日到期" in page


def test_demo_is_refused_outside_a_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="MINGDU_DEMO"):
        call_command("seed_demo", password="Demo-2026-mingdu")
