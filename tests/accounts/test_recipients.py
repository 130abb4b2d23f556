"""收件人: the holders of a power today, at the unit or at its superior; and one answer to who may know an account."""

from datetime import date

import pytest

from accounts.models import User
from accounts.recipients import bureau_holders, holders
from tests.factories.accounts import PostFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
POWER = "core.view_audit"  # any power will do: the audit administrator's


def holder(**facts: object) -> User:
    return UserFactory(role="audit_admin", **facts)


def test_holders_are_those_at_the_unit() -> None:
    unit = UnitFactory()
    here, _ = holder(unit=unit), holder()

    assert holders(unit, POWER) == [here]


def test_the_superior_answers_for_a_unit_without_holders_but_the_government_does_not() -> None:
    government = UnitFactory(kind="government")
    bureau = UnitFactory(parent=government)
    team = UnitFactory(parent=bureau, kind="team")
    holder(unit=government)
    assert holders(team, POWER) == []

    above = holder(unit=bureau)

    assert holders(team, POWER) == [above]


def test_disabled_people_and_ended_posts_are_not_told() -> None:
    unit = UnitFactory()
    holder(unit=unit, is_active=False)
    gone = UserFactory(unit=unit)
    PostFactory(user=gone, role="audit_admin", since=date(2020, 1, 1), until=date(2020, 6, 1))
    later = UserFactory(unit=unit)
    PostFactory(user=later, role="audit_admin", since=date(2999, 1, 1))

    assert holders(unit, POWER) == []


def test_bureau_holders_see_the_whole_county_and_are_people() -> None:
    staff = UserFactory(role="bureau_staff")
    holder()

    assert bureau_holders("accounts.view_units") == [staff]
    assert bureau_holders(POWER) == []


@pytest.mark.parametrize(
    ("role", "sees_all"), [("system_admin", True), ("security_admin", True), ("audit_admin", False), ("bureau_staff", False), ("dept_liaison", False)]
)
def test_who_may_know_an_account(role: str, sees_all: bool) -> None:
    viewer, other = UserFactory(role=role), UserFactory()

    assert set(User.objects.visible_to(viewer)) == ({viewer, other} if sees_all else {viewer})
