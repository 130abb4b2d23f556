"""周期任务的页面: the list, one series with its coming days, and what its forms refuse."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from core.stamps import stamp_of
from core.workdays.calendar import calendar_around
from core.workdays.counting import next_workday
from submissions.actions.series import CHANGED_FIELDS, change_series, unit_ids
from submissions.models import RequestSeries
from tests.factories.submissions import opened, serial


@pytest.fixture
def series(county, people, at):
    return serial(people.staff, at, [county.unit, county.other_unit])


@pytest.fixture
def as_staff(client, people):
    client.force_login(people.staff)
    client.get(reverse("submissions:series-new"))  # the first answer of a login writes its session
    return client


def said(series: RequestSeries, county, **words) -> dict[str, object]:
    """The form of a series as its page shows it."""
    shown = {name: value for name in CHANGED_FIELDS if (value := getattr(series, name)) not in (False, None)}
    return {**shown, "units": [county.unit.pk], "seen": stamp_of(series, CHANGED_FIELDS, unit_ids(series)), **words}


def test_the_list_says_when_each_goes_out_next(as_staff, series):
    page = as_staff.get(reverse("submissions:series-list")).content.decode()
    for words in ("培训情况统计表", "每月", "期满后第 1 日", "开报后 7 个工作日", "2026年3月", "2026-04-01", "新建周期任务"):
        assert words in page


def test_the_list_costs_the_same_for_one_and_for_three(as_staff, series, county, people, at, django_assert_max_num_queries):
    for _ in range(2):
        serial(people.staff, at, [county.unit])
    with django_assert_max_num_queries(8):
        assert as_staff.get(reverse("submissions:series-list")).status_code == 200


def test_one_series_shows_its_days_its_columns_and_its_requests(as_staff, series, county, people, at, django_assert_max_num_queries):
    for month in (1, 2):
        opened(people.staff, at, [county.unit], series=series, period_kind="month", period_on=date(2026, month, 1))
    with django_assert_max_num_queries(10):
        page = as_staff.get(series.get_absolute_url()).content.decode()
    for words in ("今后 4 期", "2026年6月", "参训人数", "水利局、林业局", "0/1", "2026年2月"):
        assert words in page


def test_a_new_one_is_made_after_a_sample(as_staff, county, request_open):
    form = as_staff.get(reverse("submissions:series-new"), {"sample": request_open.pk}).content.decode()
    assert "年度培训计划" in form
    words = {"sample": request_open.pk, "title": "培训月报", "basis": "年度培训计划", "period_kind": "month", "first_on": "2026-05-20", "due_unit": "working"}
    response = as_staff.post(reverse("submissions:series-new"), {**words, "open_after_days": 3, "due_days": 5, "units": [county.unit.pk]})
    made = RequestSeries.objects.get()
    assert (response.url, made.title, made.fields, str(made.next_open_on)) == (made.get_absolute_url(), "培训月报", request_open.fields, "2026-06-03")


def test_a_form_without_units_is_shown_again(as_staff, request_open):
    response = as_staff.post(reverse("submissions:series-new"), {"sample": request_open.pk, "title": "培训月报"})
    assert (response.status_code, "请选择单位" in response.content.decode()) == (422, True)


def test_a_change_is_kept_and_a_colleagues_is_not_written_over(as_staff, series, county, people, at):
    url = reverse("submissions:series-edit", args=[series.pk])
    old = said(series, county, title="我改的")
    change_series(series=series, actor=people.staff, at=at, title="同事改的")
    refused = as_staff.post(url, old)
    assert (refused.status_code, "他人刚刚修改过" in refused.content.decode(), "我改的" in refused.content.decode()) == (409, True, True)
    series.refresh_from_db()
    assert as_staff.post(url, said(series, county, title="我改的")).status_code == 302
    series.refresh_from_db()
    assert (series.title, [unit.short_name for unit in series.units.all()]) == ("我改的", ["水利局"])


def test_stopped_and_taken_up_again(as_staff, series):
    as_staff.post(reverse("submissions:series-stop", args=[series.pk]))
    assert "已停用，以后各期不开报" in as_staff.get(series.get_absolute_url()).content.decode()
    as_staff.post(reverse("submissions:series-resume", args=[series.pk]))
    series.refresh_from_db()
    assert series.is_active


def test_the_navigation_marks_the_page_that_fits_best(as_staff, series):
    shell = as_staff.get(series.get_absolute_url()).context["shell"]
    (section,) = [entry for entry in shell.navigation if entry.label == "报送"]
    assert [(entry.label, entry.is_here) for entry in section.children if entry.is_here] == [("周期任务", True)]


def test_a_new_one_names_the_working_day_on_which_it_really_goes_out(as_staff, county, request_open):
    words = {"sample": request_open.pk, "title": "培训月报", "basis": "年度培训计划", "period_kind": "month", "first_on": "2026-01-20", "due_unit": "working"}
    said = {**words, "open_after_days": 3, "due_days": 5, "units": [county.unit.pk]}

    page = as_staff.post(reverse("submissions:series-new"), said, follow=True).content.decode()

    today = timezone.localdate()
    assert f"已新建周期任务，{next_workday(today, calendar_around(today)):%Y-%m-%d} 开报2026年1月。" in page
