"""谁看得到: the bureau everything, a unit what was sent to it, everybody else nothing."""

from __future__ import annotations

import pytest

from submissions.actions.ending import cancel_request, close_request
from submissions.models import Submission, SubmissionRequest
from tests.factories.submissions import drafted, opened


def seen_by(user) -> tuple[int, int]:
    return SubmissionRequest.objects.visible_to(user).count(), Submission.objects.visible_to(user).count()


@pytest.fixture
def three(county, people, at):
    """A draft to both, one open to both, one open to the other unit alone."""
    drafted(people.staff, at, [county.unit, county.other_unit])
    return opened(people.staff, at, [county.unit, county.other_unit]), opened(people.staff, at, [county.other_unit])


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("bureau_staff", (3, 3)),
        ("bureau_leader", (3, 3)),
        ("dept_liaison", (1, 1)),
        ("dept_leader", (1, 1)),
        ("town_liaison", (1, 1)),
        ("sibling", (2, 2)),
        ("reviewer", (0, 0)),
        ("certificate_manager", (0, 0)),
        ("system_admin", (0, 0)),
        ("audit_admin", (0, 0)),
    ],
)
def test_each_role_sees_what_concerns_it(three, county, role, expected):
    assert seen_by(county.people[role]) == expected


def test_closed_and_cancelled_requests_stay_in_the_units_sight(three, people, at):
    both, others = three
    close_request(request=both, actor=people.staff, at=at)
    assert SubmissionRequest.objects.visible_to(people.outsider).count() == 2
    cancel_request(request=others, actor=people.staff, at=at, reason="不报了")
    assert SubmissionRequest.objects.visible_to(people.outsider).count() == 2
