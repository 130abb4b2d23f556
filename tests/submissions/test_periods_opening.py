"""定期开报: the scheduler on any day, after any pause, twice at once – and a whole year of it."""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.jobs.models import Heartbeat
from core.notices.models import Message
from submissions.actions.answering import save_answer
from submissions.actions.ending import close_request
from submissions.actions.handing_in import hand_in
from submissions.actions.periods_opening import open_due_periods
from submissions.actions.review import accept
from submissions.integrity import check
from submissions.models import SubmissionRequest
from submissions.tasks import open_periods
from tests.factories.submissions import ROW, answer_of, reported, serial
from tests.factories.world import build_world


def morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8, 30)))


def run(day: date) -> list[str]:
    """What goes out when the scheduler runs on the morning of `day`."""
    opened = open_due_periods(actor=User.objects.system(), at=morning(day))
    return [f"{request.period} {request.opened_at:%m-%d} {request.due_on:%m-%d}" for request in opened.requests]


@pytest.fixture
def series(county, people, at):
    """Monthly, from March 2026, of both units."""
    return serial(people.staff, at, [county.unit, county.other_unit])


def test_it_goes_out_on_its_day_once(series, people):
    assert run(date(2026, 3, 31)) == []
    assert run(date(2026, 4, 1)) == ["2026年3月 04-01 04-13"]
    assert run(date(2026, 4, 1)) == []
    request = SubmissionRequest.objects.get()
    assert (request.series, request.opened_by, request.submissions.count(), request.title) == (series, User.objects.system(), 2, "培训情况统计表")
    told = Message.objects.get(recipient=people.staff, title="已开报：培训情况统计表", channel="in_app")
    assert told.body == "已开报2026年3月，截止2026-04-13。"
    assert check() == []


def test_nothing_goes_out_on_a_rest_day_and_the_next_working_day_does_it(series):
    assert run(date(2026, 4, 1)) != []
    assert [run(date(2026, 5, day)) for day in range(1, 6)] == [[]] * 5
    assert run(date(2026, 5, 6)) == ["2026年4月 05-06 05-14"]  # Saturday the 9th is worked


def test_a_scheduler_that_was_down_makes_up_every_period_with_days_from_today(series, people):
    assert run(date(2026, 7, 15)) == ["2026年3月 07-15 07-24", "2026年4月 07-15 07-24", "2026年5月 07-15 07-24", "2026年6月 07-15 07-24"]
    assert Message.objects.filter(recipient=people.staff, channel="in_app").count() == 1
    assert "其中 3 期为补开" in Message.objects.get(recipient=people.staff, channel="in_app").body


def test_a_unit_that_is_no_more_is_passed_over_and_named(series, county, people):
    county.other_unit.is_active = False
    county.other_unit.save(update_fields=["is_active"])
    run(date(2026, 4, 1))
    assert [answer.unit for answer in SubmissionRequest.objects.get().submissions.all()] == [county.unit]
    assert "林业局已停用，没有下发" in Message.objects.get(recipient=people.staff, channel="in_app").body


def test_a_series_that_cannot_go_out_is_told_once_and_stops_no_other(series, county, people, at):
    serial(people.staff, at, [county.unit], title="无列的表", fields=[])
    for day in (1, 2):
        assert len(run(date(2026, 4, day))) == 2 - day
    assert Message.objects.filter(recipient=people.staff, title="未能开报：无列的表（2026年3月）", channel="in_app").count() == 1


def test_a_series_that_breaks_the_program_stops_no_other(series, county, people, at):
    broken = serial(people.staff, at, [county.unit])
    type(broken).objects.filter(pk=broken.pk).update(fields=[{"heading": "没有代码的栏目"}], title="坏了的周期任务")

    assert run(date(2026, 4, 1)) == ["2026年3月 04-01 04-13"]
    told = Message.objects.get(recipient=people.staff, channel="in_app", title__startswith="未能开报：坏了的周期任务")
    assert "系统出错，已记录，请联系系统管理员。" in told.body


def test_a_period_opened_already_is_not_opened_again(series, people, at):
    run(date(2026, 4, 1))
    series.next_period_on, series.next_open_on = date(2026, 3, 1), date(2026, 4, 1)
    series.save(update_fields=["next_period_on", "next_open_on"])
    assert run(date(2026, 4, 2)) == []
    series.refresh_from_db()
    assert str(series.next_period) == "2026年4月"


def test_nobody_without_the_power_opens(series, people, at):
    with pytest.raises(PermissionDenied):
        open_due_periods(actor=people.liaison, at=at)


def test_the_command_opens_as_of_a_day_and_says_so(series):
    said = StringIO()
    call_command("open_requests", "--at", "2026-04-01", stdout=said)
    call_command("open_requests", "--at", "2026-04-01", stdout=said)
    assert said.getvalue().splitlines() == ["培训情况统计表（2026年3月），截止 2026-04-13，2 个单位", "已开报 1 项", "没有到期的周期任务"]


def test_on_a_rest_day_the_command_says_why_nothing_went_out(series):
    said = StringIO()
    call_command("open_requests", "--at", "2026-04-04", stdout=said)
    assert said.getvalue().splitlines() == ["今天是休息日，到期的周期任务顺延到下一个工作日开报"]


def test_the_scheduled_task_leaves_its_heartbeat(series):
    open_periods()
    assert Heartbeat.objects.get(name="open_due_periods").finished_at is not None


def test_two_schedulers_at_once_open_once(committed_db):
    county = build_world()
    serial(county.people["bureau_staff"], county.at, [county.unit])
    start = threading.Barrier(3)

    def beat() -> None:
        start.wait()
        try:
            run(date(2026, 6, 1))
        finally:
            connection.close()

    hands = [threading.Thread(target=beat) for _ in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert [str(request.period) for request in SubmissionRequest.objects.order_by("period_on")] == ["2026年3月", "2026年4月", "2026年5月"]


def test_a_year_of_a_monthly_request(county, people):
    """From December 2025 over 春节, 五一 and 国庆 into January 2027: prefilled, nil in one month, late in another."""
    serial(people.staff, morning(date(2025, 12, 1)), [county.unit], first_on=date(2025, 12, 1), due_days=3, needs_approval=False)
    opened, day = [], date(2025, 12, 15)
    while day <= date(2027, 1, 31):
        for line in run(day):
            opened.append(line)
            _answer(county, people, day)
        day += timedelta(days=1)

    assert opened == [
        "2025年12月 01-04 01-07",  # 元旦 1 to 3 January, Sunday the 4th is worked
        "2026年1月 02-02 02-05",
        "2026年2月 03-02 03-05",  # 1 March is a Sunday
        "2026年3月 04-01 04-07",  # 清明 4 to 6 April
        "2026年4月 05-06 05-09",  # 五一 1 to 5 May, Saturday the 9th is worked
        "2026年5月 06-01 06-04",
        "2026年6月 07-01 07-06",
        "2026年7月 08-03 08-06",
        "2026年8月 09-01 09-04",
        "2026年9月 10-08 10-12",  # 国庆 1 to 7 October, Saturday the 10th is worked
        "2026年10月 11-02 11-05",
        "2026年11月 12-01 12-04",
        "2026年12月 01-04 01-07",  # a year not announced yet: by its statutory days
    ]
    answers = [request.submissions.get() for request in SubmissionRequest.objects.order_by("period_on")]
    assert [answer.state_words for answer in answers] == [
        "审核通过（迟报）" if str(answer.request.period) == "2026年5月" else "零报告（审核通过）" if str(answer.request.period) == "2026年2月" else "审核通过"
        for answer in answers
    ]
    assert [answer.prefilled for answer in answers] == [0] + [4] * 12
    assert answers[-1].rows == [ROW]
    assert check() == []


def _answer(county, people, day: date) -> None:
    """The unit answers on the day the request goes out; nil for February, four days late for May."""
    request = SubmissionRequest.objects.order_by("-period_on")[0]
    answer, month = answer_of(request, county.unit), str(request.period)
    if month == "2026年2月":
        emptied = save_answer(submission=answer, actor=people.liaison, at=morning(day), seen=None, rows=[])
        handed = hand_in(submission=emptied, actor=people.liaison, at=morning(day), is_nil=True)
    else:
        handed = reported(answer, people.liaison, people.leader, morning(day + timedelta(days=7 if month == "2026年5月" else 0)))
    accept(submission=handed, actor=people.staff, at=morning(day + timedelta(days=8)))
    close_request(request=request, actor=people.staff, at=morning(day + timedelta(days=8)))
