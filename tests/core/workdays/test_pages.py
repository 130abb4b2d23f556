"""Pages of the calendar and its rules."""

import pytest
from django.urls import reverse

from core.workdays.models import CalendarYear, DeadlineRule

pytestmark = pytest.mark.django_db


def test_year_shows_its_notice_and_moved_days(client_for, unit_member):
    page = client_for(unit_member).get(reverse("core:calendar"), {"year": 2026}).content.decode()

    assert CalendarYear.objects.get(year=2026).notice in page
    assert (page.count('class="md-year-off"'), page.count('class="md-year-work"')) == (33, 6)


def test_year_without_a_notice_is_marked(client_for, unit_member):
    page = client_for(unit_member).get(reverse("core:calendar"), {"year": 2027}).content.decode()

    assert "放假安排未公布，按周末和法定节假日推算" in page


def test_recompute_page_is_for_keepers_of_the_calendar(client_for, unit_member, inspector):
    url = reverse("core:calendar-recompute", args=[2027])

    assert [client_for(user).get(url).status_code for user in (unit_member, inspector)] == [403, 200]


def test_recompute_of_a_stale_list_is_refused(client_for, inspector):
    answer = client_for(inspector).post(reverse("core:calendar-recompute", args=[2027]), {"version": 9})

    assert answer.status_code == 409


def test_rule_list_shows_days_and_basis(client_for, unit_member):
    page = client_for(unit_member).get(reverse("core:rule-list")).content.decode()

    assert "《行政强制法》第二十五条、第六十九条" in page
    assert "修改</a>" not in page


def test_rule_is_changed_by_those_who_may(client_for, unit_member, inspector):
    rule = DeadlineRule.objects.get(code="scoring")
    url = reverse("core:rule-change", args=[rule.pk])
    values = {
        "name": rule.name,
        "days": 8,
        "unit": "working",
        "start_event": rule.start_event,
        "roll": "next",
        "basis": "本局通知",
        "jurisdiction": "本地设置",
        "reason": "本局会议",
    }

    assert client_for(unit_member).post(url, values).status_code == 403
    assert client_for(inspector).post(url, values).status_code == 302

    rule.refresh_from_db()
    assert (rule.days, rule.basis, rule.is_local) == (8, "本局通知", True)


def test_rule_of_zero_days_is_refused_in_words(client_for, inspector):
    rule = DeadlineRule.objects.get(code="scoring")
    values = {"name": rule.name, "days": 0, "unit": "working", "start_event": "x", "roll": "next", "basis": "x", "jurisdiction": "x", "reason": "x"}

    answer = client_for(inspector).post(reverse("core:rule-change", args=[rule.pk]), values)

    assert answer.status_code == 422
    assert "期限必须大于零" in answer.content.decode()


def test_a_rule_of_the_whole_country_is_changed_with_a_warning(client_for, inspector):
    warned = {
        code: "全国适用，本地无权改动" in client_for(inspector).get(reverse("core:rule-change", args=[DeadlineRule.objects.get(code=code).pk])).content.decode()
        for code in ("scoring", "permit")
    }

    assert warned == {"scoring": False, "permit": True}


def test_the_second_of_two_keepers_gets_the_form_back_with_what_was_typed(client_for, inspector):
    rule = DeadlineRule.objects.get(code="scoring")
    url = reverse("core:rule-change", args=[rule.pk])
    shown = client_for(inspector).get(url).context["form"]["seen"].value()
    values = {"name": rule.name, "days": 8, "unit": "working", "start_event": rule.start_event, "roll": "next", "basis": rule.basis, "jurisdiction": "本地设置"}
    client_for(inspector).post(url, {**values, "reason": "会议", "seen": shown})

    late = client_for(inspector).post(url, {**values, "days": 9, "reason": "通知", "seen": shown})
    page = late.content.decode()
    rule.refresh_from_db()

    assert (late.status_code, rule.days) == (409, 8)
    assert "他人刚刚修改过，您的内容没有保存但仍在下方，请核对后再存。与现存内容不同的有：期限。" in page
    assert 'name="days" value="9"' in page
    again = client_for(inspector).post(url, {**values, "days": 9, "reason": "通知", "seen": late.context["form"]["seen"].value()})
    assert again.status_code == 302


def test_rules_without_a_use_are_marked_and_stand_last(client_for, inspector):
    answer = client_for(inspector).get(reverse("core:rule-list"))
    marks = [use != "" for _, use in answer.context["lines"]]

    assert marks == sorted(marks, reverse=True)
    assert answer.content.decode().count("未启用</span>") == marks.count(False)
    unused = client_for(inspector).get(reverse("core:rule-change", args=[DeadlineRule.objects.get(code="lead_response").pk])).content.decode()
    assert "这条规则目前没有业务用到，修改后不影响任何期限。" in unused
