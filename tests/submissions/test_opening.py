"""下发: one answer, one step and one deadline a unit, at a cost that does not grow with the units."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError, IllegalTransition
from core.notices.actions import deadline_of
from core.notices.models import Deadline
from submissions.actions.opening import add_unit, open_request
from submissions.integrity import check
from tests.factories.accounts import UnitFactory
from tests.factories.submissions import answer_of, drafted, opened


def test_only_the_supervising_staff_send_out(county, people, at):
    draft = drafted(people.staff, at, [county.unit])
    with pytest.raises(PermissionDenied):
        open_request(request=draft, actor=people.boss, at=at)


def test_it_goes_out_once(request_open, people, at):
    with pytest.raises(IllegalTransition):
        open_request(request=request_open, actor=people.staff, at=at)
    assert request_open.submissions.count() == 2


def test_a_day_that_has_passed_is_refused(county, people, at):
    draft = drafted(people.staff, at, [county.unit], due_on=at.date() - timedelta(days=1))
    with pytest.raises(DomainError, match="已过"):
        open_request(request=draft, actor=people.staff, at=at)


def test_today_is_still_a_day_to_answer_by(county, people, at):
    assert open_request(request=drafted(people.staff, at, [county.unit], due_on=at.date()), actor=people.staff, at=at).is_open


def test_a_unit_dissolved_since_the_draft_is_not_asked(county, people, at):
    draft = drafted(people.staff, at, [county.unit, county.other_unit])
    county.other_unit.is_active = False
    county.other_unit.save(update_fields=["is_active"])

    request = open_request(request=draft, actor=people.staff, at=at)

    assert [answer.unit for answer in request.submissions.all()] == [county.unit]


def test_nobody_is_asked_when_every_chosen_unit_is_gone(county, people, at):
    draft = drafted(people.staff, at, [county.unit])
    county.unit.is_active = False
    county.unit.save(update_fields=["is_active"])
    with pytest.raises(DomainError, match="报送单位"):
        open_request(request=draft, actor=people.staff, at=at)


def test_opening_costs_the_same_for_ten_units_and_for_a_hundred(county, people, at):
    def cost(units):
        draft = drafted(people.staff, at, units)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            open_request(request=draft, actor=people.staff, at=at)
        return len(counted)

    assert cost(UnitFactory.create_batch(10)) == cost(UnitFactory.create_batch(100))


def test_a_unit_joins_later_with_a_day_of_its_own(request_open, people, at):
    late_comer = UnitFactory()

    made = add_unit(request=request_open, unit=late_comer, actor=people.staff, at=at, due_on=at.date() + timedelta(days=30))

    assert (made.unit, str(made.due_on), str(deadline_of(made, "submission").due_on)) == (late_comer, "2026-04-04", "2026-04-04")
    request_open.refresh_from_db()
    assert str(request_open.due_on) == "2026-03-15"
    assert check() == []


def test_a_unit_is_not_added_twice_nor_when_it_works_no_more_nor_with_a_day_gone(request_open, county, people, at):
    gone = UnitFactory(is_active=False)
    for unit, day, words in (
        (county.unit, None, "已在报送单位中"),
        (gone, None, "已停用"),
        (UnitFactory(), at.date() - timedelta(days=1), "不能早于今天"),
    ):
        with pytest.raises(DomainError, match=words):
            add_unit(request=request_open, unit=unit, actor=people.staff, at=at, due_on=day)
    with pytest.raises(PermissionDenied):
        add_unit(request=request_open, unit=UnitFactory(), actor=people.liaison, at=at)
    assert request_open.submissions.count() == 2


def test_a_first_version_carries_what_was_asked_and_prefilled(county, people, at):
    request = open_request(
        request=drafted(people.staff, at, [county.unit], sources={"name": "period"}, period_kind="month", period_on=date(2026, 2, 1)), actor=people.staff, at=at
    )
    answer = answer_of(request, county.unit)
    assert (answer.rows, answer.asked, answer.prefilled, answer.version) == ([{"name": "2026年2月"}], 4, 1, 1)


def test_a_basis_of_three_hundred_characters_goes_out_whole(county, people, at):
    opened(people.staff, at, [county.unit], basis="据" * 300)

    assert Deadline.objects.get(kind="submission").basis == "据" * 300
