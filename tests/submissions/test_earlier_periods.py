"""上期: which earlier answers count for prefilling and for 两期对比, and which do not."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import User
from submissions.actions.answering import save_answer
from submissions.actions.ending import cancel_request, close_request
from submissions.actions.handing_in import hand_in
from submissions.actions.periods_opening import open_due_periods
from submissions.actions.review import accept, reopen_for_correction, return_submission
from submissions.comparing import previous_of
from submissions.models import Submission, SubmissionRequest
from submissions.prefill import last_answers
from tests.factories.submissions import ROW, answer_of, serial
from tests.url_samples import World

MARCH, APRIL, MAY = date(2026, 4, 1), date(2026, 5, 6), date(2026, 6, 1)  # the days on which the periods go out
DUE = date(2026, 12, 31)


def morning(day: date, minutes: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8, 30))) + timedelta(minutes=minutes)


def asked(day: date) -> SubmissionRequest:
    """The request that goes out on `day`."""
    return open_due_periods(actor=User.objects.system(), at=morning(day)).requests[0]


@pytest.fixture(autouse=True)
def series(county, people, at):
    return serial(people.staff, at, [county.unit], needs_approval=False)


@pytest.fixture
def answered(county: World, people: SimpleNamespace):
    """Hands in `count` people for a request, so many minutes after it went out."""

    def act(request: SubmissionRequest, count: str, minutes: int) -> Submission:
        at = morning(timezone.localdate(request.opened_at), minutes)
        saved = save_answer(submission=answer_of(request, county.unit), actor=people.liaison, at=at, seen=None, rows=[{**ROW, "people": count}])
        return hand_in(submission=saved, actor=people.liaison, at=at)

    return act


def people_in(request: SubmissionRequest, county: World) -> str:
    """How many people the unit's answer begins with."""
    rows = last_answers(request).get(county.unit.pk, {}).get("rows", [])
    return rows[0]["people"] if rows else ""


def test_a_cancelled_request_prefills_nothing_and_is_no_previous_period(answered, county, people):
    march = asked(MARCH)
    answered(march, "999", 10)
    cancel_request(request=march, actor=people.staff, at=morning(MARCH, 20), reason="口径有误")
    april = asked(APRIL)

    assert (people_in(april, county), previous_of(april)) == ("", None)


def test_the_period_before_a_cancelled_one_is_the_previous(answered, county, people):
    march = asked(MARCH)
    accept(submission=answered(march, "42", 10), actor=people.staff, at=morning(MARCH, 15))
    close_request(request=march, actor=people.staff, at=morning(MARCH, 20))
    cancel_request(request=asked(APRIL), actor=people.staff, at=morning(APRIL, 10), reason="口径有误")
    may = asked(MAY)

    assert (people_in(may, county), previous_of(may)) == ("42", march)


def test_what_was_accepted_goes_before_what_came_after_it(answered, county, people):
    march = asked(MARCH)
    accept(submission=answered(march, "42", 10), actor=people.staff, at=morning(MARCH, 20))
    reopen_for_correction(submission=answer_of(march, county.unit), actor=people.staff, at=morning(MARCH, 30), reason="误", due_on=DUE)
    answered(march, "43", 40)

    assert people_in(asked(APRIL), county) == "42"


def test_a_returned_version_stands_in_only_where_there_is_nothing_else(answered, county, people):
    def returned(request: SubmissionRequest, day: date) -> None:
        return_submission(submission=answered(request, "999", 10), actor=people.staff, at=morning(day, 20), reason="人数有误", due_on=DUE)

    march = asked(MARCH)
    returned(march, MARCH)
    april = asked(APRIL)
    assert people_in(april, county) == "999"

    answered(march, "42", 30)  # put right after all
    returned(april, APRIL)
    assert people_in(asked(MAY), county) == "42"
