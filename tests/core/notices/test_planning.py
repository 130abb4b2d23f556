"""安排提醒: the right level on the right day, once, whatever happened in between."""

from datetime import date

import pytest

from config.kind_rows import DeadlineKind
from core.notices import move_deadline, pause, plan_notices, resume
from core.notices.models import Channel, Deadline, Notice, NoticeState
from tests.core.notices.conftest import clock

pytestmark = pytest.mark.django_db
P, S, C = NoticeState.PLANNED, NoticeState.SUPERSEDED, NoticeState.CANCELLED


def levels(recipient, channel=Channel.IN_APP):
    rows = Notice.objects.filter(recipient=recipient, channel=channel).order_by("version", "rank", "level")
    return [(row.level, row.state) for row in rows]


def done(state=NoticeState.DELIVERED):
    """What was planned has gone."""
    Notice.objects.filter(state=P).update(state=state)


def test_each_level_comes_on_its_day(make_deadline, liaison, superior):
    make_deadline(clock("2026-03-02 09:00"), due_on=date(2026, 3, 20))
    seen = {}

    for day in range(2, 32):
        before = Notice.objects.filter(recipient__in=(liaison, superior), channel=Channel.IN_APP).count()
        plan_notices(clock(f"2026-03-{day:02} 09:00"))
        rows = Notice.objects.filter(channel=Channel.IN_APP).order_by("pk")[before:]
        if rows:
            seen[day] = [(row.level, row.recipient.username) for row in rows]
        done()

    assert seen == {
        2: [("opened", "unit_member")],
        11: [("before_7", "unit_member")],
        17: [("before_3", "unit_member")],
        19: [("before_1", "unit_member")],
        20: [("due", "unit_member")],
        23: [("overdue_1", "unit_member")],
        25: [("escalate_3", "superior")],
        31: [("overdue_7", "unit_member")],
    }


def test_planning_twice_adds_nothing(make_deadline, liaison):
    make_deadline(clock("2026-03-02 09:00"))
    plan_notices(clock("2026-03-11 09:00"))
    first = list(Notice.objects.order_by("pk").values())

    Deadline.objects.update(next_plan_on=date(2026, 3, 1))
    plan_notices(clock("2026-03-11 09:05"))

    assert list(Notice.objects.order_by("pk").values()) == first


def test_ten_days_without_a_run_give_one_reminder(make_deadline, liaison):
    """Nothing ran over 国庆: 8 October is the first day after, the deadline was on 30 September."""
    make_deadline(clock("2026-09-10 09:00"), due_on=date(2026, 9, 30))
    plan_notices(clock("2026-09-10 09:05"))
    done()

    plan_notices(clock("2026-10-08 09:00"))

    assert levels(liaison) == [("opened", NoticeState.DELIVERED), ("before_7", S), ("before_3", S), ("before_1", S), ("due", S), ("overdue_1", P)]


def test_deliverer_down_leaves_only_the_highest_planned(make_deadline, liaison):
    make_deadline(clock("2026-03-02 09:00"))
    for day in (2, 11, 17):
        plan_notices(clock(f"2026-03-{day:02} 09:00"))

    assert levels(liaison) == [("opened", S), ("before_7", S), ("before_3", P)]


def test_levels_before_the_opening_are_told_by_the_opening(make_deadline, liaison):
    make_deadline(clock("2026-03-18 09:00"), due_on=date(2026, 3, 20))

    plan_notices(clock("2026-03-18 09:05"))

    assert levels(liaison) == [("opened", P)]


def test_due_on_the_day_it_opens_is_told_as_due(make_deadline, liaison):
    make_deadline(clock("2026-03-18 09:00"), due_on=date(2026, 3, 18))

    plan_notices(clock("2026-03-18 09:05"))

    assert levels(liaison) == [("opened", S), ("due", P)]


def test_moved_deadline_is_planned_anew(make_deadline, liaison, inspector):
    deadline = make_deadline(clock("2026-03-02 09:00"))
    plan_notices(clock("2026-03-11 09:00"))

    move_deadline(deadline=deadline, new_due_on=date(2026, 4, 10), actor=inspector, at=clock("2026-03-11 10:00"), reason="")
    plan_notices(clock("2026-03-31 09:00"))

    assert levels(liaison) == [("opened", S), ("before_7", C), ("before_7", P)]


def test_paused_deadline_is_silent_until_it_resumes(make_deadline, liaison, inspector):
    deadline = make_deadline(clock("2026-03-02 09:00"))
    pause(deadline=deadline, actor=inspector, at=clock("2026-03-03 09:00"), reason="补充材料")
    assert plan_notices(clock("2026-03-25 09:00")) == 0

    resume(deadline=deadline, actor=inspector, at=clock("2026-03-25 10:00"))
    plan_notices(clock("2026-04-01 09:00"))

    assert levels(liaison) == [("before_7", P)]


def test_reminders_thin_out_and_end(make_deadline, liaison):
    make_deadline(clock("2026-03-02 09:00"), due_on=date(2026, 3, 20))
    for month in range(3, 11):
        for day in range(1, 29):
            plan_notices(clock(f"2026-{month:02}-{day:02} 09:00"))
            done()

    assert [level for level, _ in levels(liaison) if level.startswith("overdue")] == ["overdue_1", "overdue_7", "overdue_15", "overdue_30", "overdue_60"]
    assert Deadline.objects.get().next_plan_on is None


def test_a_kind_without_levels_after_the_day_is_not_followed_up(make_deadline, liaison, superior, settings):
    settings.DEADLINE_KINDS = {**settings.DEADLINE_KINDS, "errand": DeadlineKind("异议", "", (), "core.do_errand", escalation_permission="core.lead_errand")}
    make_deadline(clock("2026-03-02 09:00"), due_on=date(2026, 3, 20))
    for moment in ("2026-03-02 09:05", "2026-03-20 09:00", "2026-04-20 09:00"):
        plan_notices(clock(moment))

    assert [level for level, _ in levels(liaison) + levels(superior)] == ["opened"]


def test_a_bad_row_does_not_stop_the_rest(make_deadline, liaison, other_unit, settings, caplog):
    make_deadline(clock("2026-03-02 09:00"), target=other_unit)
    make_deadline(clock("2026-03-02 09:00"))
    Deadline.objects.filter(target_id=str(other_unit.pk)).update(kind="broken")
    settings.DEADLINE_KINDS = {**settings.DEADLINE_KINDS, "broken": object()}

    assert plan_notices(clock("2026-03-02 09:05")) == 1

    assert "planning failed" in caplog.text
    assert levels(liaison) == [("opened", P)]


def test_mail_is_planned_for_the_next_window(make_deadline, liaison):
    make_deadline(clock("2026-03-06 20:00"))

    plan_notices(clock("2026-03-06 20:05"))

    assert Notice.objects.get(channel=Channel.EMAIL).not_before == clock("2026-03-09 08:30")
