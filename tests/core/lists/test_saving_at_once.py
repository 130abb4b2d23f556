"""常用筛选 saved by several at the same moment: nobody gets an error of the program."""

from datetime import UTC, datetime

import pytest

from core.lists.actions import MOST_VIEWS, save_view
from core.lists.models import SavedView, Sharing
from tests.accounts.test_parallel import together
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.usefixtures("committed_db")
AT = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)


def test_one_view_saved_twice_at_once_is_one_view() -> None:
    owner = UserFactory(role="dept_liaison")

    found = together(lambda number: save_view(page="units", name="乡镇", query=f"q={number}", actor=owner, at=AT).name)

    assert found == {"乡镇": 20}
    assert SavedView.objects.count() == 1


def test_the_name_of_a_circle_goes_to_the_first_and_the_others_are_told() -> None:
    first = UserFactory(role="dept_liaison")
    people = [first, *UserFactory.create_batch(3, role="dept_liaison", unit=first.unit)]

    found = together(lambda number: save_view(page="units", name="乡镇", query="", sharing=Sharing.UNIT, actor=people[number % 4], at=AT).name)

    assert found == {"乡镇": 5, "DomainError": 15}


def test_a_list_never_holds_more_than_it_may() -> None:
    owner = UserFactory(role="dept_liaison")

    found = together(lambda number: save_view(page="units", name=f"第{number}个", query="", actor=owner, at=AT).page)

    assert found == {"units": MOST_VIEWS, "DomainError": 20 - MOST_VIEWS}
