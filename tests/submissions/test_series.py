"""周期任务: who sets one up, what a change changes, and what a rest costs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import DomainError, IllegalTransition, StaleForm
from core.stamps import stamp_of
from core.workdays.calendar import calendar_around
from submissions.actions.series import change_series, resume_series, start_series, stop_series, unit_ids
from submissions.models import RequestSeries
from submissions.openings import coming
from tests.factories.submissions import FIELDS, opened, serial


def test_the_period_that_holds_the_day_is_the_first(county, people, at):
    series = serial(people.staff, at, [county.unit], first_on=date(2026, 3, 20))
    assert (str(series.next_period), str(series.next_open_on), list(series.units.all())) == ("2026年3月", "2026-04-01", [county.unit])


def test_only_the_supervising_staff_set_one_up_and_only_for_somebody(county, people, at):
    with pytest.raises(PermissionDenied):
        serial(people.boss, at, [county.unit])
    with pytest.raises(DomainError, match="至少选择一个"):
        serial(people.staff, at, [])
    assert not RequestSeries.objects.exists()


def test_a_request_that_went_out_is_the_sample_and_the_first_of_its_series(county, people, at):
    request = opened(people.staff, at, [county.unit], period_kind="quarter", period_on=date(2026, 1, 1), guide="按季度填")
    series = start_series(
        actor=people.staff, at=at, units=[county.unit], first_on=date(2026, 4, 1), sample=request, period_kind="quarter", title="季报", open_after_days=3
    )
    request.refresh_from_db()
    assert (request.series, str(series.next_period), str(series.next_open_on)) == (series, "2026年第二季度", "2026-07-03")
    assert (series.title, series.fields, series.guide, request.title) == ("季报", FIELDS, "按季度填", "培训情况统计表")


def test_a_request_asked_once_is_a_sample_and_nothing_more(request_open, county, people, at):
    start_series(actor=people.staff, at=at, units=[county.unit], first_on=at.date(), sample=request_open, period_kind="month")
    request_open.refresh_from_db()
    assert request_open.series is None


def test_a_change_holds_from_the_next_period_on(county, people, at):
    series = serial(people.staff, at, [county.unit])
    changed = change_series(series=series, actor=people.staff, at=at, units=[county.other_unit], title="培训月报", open_after_days=5)
    assert (changed.title, str(changed.next_open_on), list(changed.units.all())) == ("培训月报", "2026-04-05", [county.other_unit])


def test_another_sample_changes_the_columns_and_leaves_the_words(county, people, at, request_open):
    series = serial(people.staff, at, [county.unit], fields=[])
    assert change_series(series=series, actor=people.staff, at=at, sample=request_open, title="月报").fields == FIELDS
    series.refresh_from_db()
    assert (series.title, series.fields) == ("月报", FIELDS)


def test_a_colleagues_change_is_not_written_over(county, people, at):
    series = serial(people.staff, at, [county.unit])
    seen = stamp_of(series, ["title"], unit_ids(series))
    change_series(series=series, actor=people.staff, at=at, seen=seen, title="同事改的")
    with pytest.raises(StaleForm):
        change_series(series=series, actor=people.staff, at=at, seen=seen, title="我改的")


def test_a_rest_taken_on_purpose_is_not_made_up(county, people, at):
    series = serial(people.staff, at, [county.unit])
    stopped = stop_series(series=series, actor=people.staff, at=at)
    assert not RequestSeries.objects.due(date(2027, 1, 1)).exists()
    with pytest.raises(IllegalTransition):
        stop_series(series=stopped, actor=people.staff, at=at)
    again = resume_series(series=stopped, actor=people.staff, at=at + timedelta(days=100))
    assert (str(again.next_period), str(again.next_open_on)) == ("2026年6月", "2026-07-01")
    with pytest.raises(IllegalTransition):
        resume_series(series=again, actor=people.staff, at=at)


def test_a_period_that_goes_out_after_the_rest_days_is_still_to_come(county, people, at):
    series = serial(people.staff, at, [county.unit], first_on=date(2026, 7, 1))  # planned for Saturday, 1 August: goes out on Monday the 3rd
    for day, next_period in ((2, "2026年7月"), (3, "2026年7月"), (4, "2026年8月")):
        series = stop_series(series=series, actor=people.staff, at=at)
        series = resume_series(series=series, actor=people.staff, at=timezone.make_aware(datetime.combine(date(2026, 8, day), time(8))))
        assert (day, str(series.next_period)) == (day, next_period)


@pytest.mark.parametrize("act", [stop_series, change_series])
def test_units_neither_see_nor_move_a_series(county, people, at, act: Any):
    series = serial(people.staff, at, [county.unit])
    assert not RequestSeries.objects.visible_to(people.liaison).exists()
    with pytest.raises(PermissionDenied):
        act(series=series, actor=people.liaison, at=at)


def test_the_coming_days_say_what_moved_them(county, people, at):
    series = serial(people.staff, at, [county.unit], first_on=date(2026, 9, 1), due_days=5)
    first, second, *_ = coming(series, date(2026, 9, 1), calendar_around(date(2026, 9, 1)))
    assert (str(first.period), str(first.planned_on), str(first.opens_on), str(first.due_on)) == ("2026年9月", "2026-10-01", "2026-10-08", "2026-10-14")
    assert first.notes == ("10月1日（周四）国庆节，顺延开报",)
    assert (str(second.opens_on), second.notes) == ("2026-11-02", ("11月1日（周日）休息日，顺延开报",))
