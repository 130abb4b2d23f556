"""逾期单位: one line per unit that is behind, each figure opening as many rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit, User
from reports.units.late import behind
from submissions.models import Submission
from tests.factories.histories import asked_of, order_of, share_of
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
PAGE = "/units/late/"
LookIn = Callable[[User], HouseClient]


@pytest.fixture
def late(unit: Unit, other_unit: Unit, inspector: User) -> None:
    """One unit is behind with all three, the other with one report."""
    long_ago = timezone.now() - timedelta(days=90)
    order_of(unit, inspector, long_ago), share_of(unit, inspector, long_ago, 1), asked_of(unit, inspector, long_ago, 1)
    asked_of(other_unit, inspector, long_ago, 2)


def told(user: User) -> list[tuple[str, list[int]]]:
    return [(str(row.unit), [count for _, count, _ in row.figures]) for row in behind(user, timezone.localdate())]


def test_each_unit_is_told_with_what_it_is_behind_with(late: None, unit: Unit, other_unit: Unit, inspector: User, leader: User) -> None:
    assert told(inspector) == told(leader) == [(str(unit), [1, 1, 1]), (str(other_unit), [0, 1, 0])]


def test_every_figure_opens_a_list_of_as_many_rows(late: None, client_for: LookIn, inspector: User) -> None:
    client = client_for(inspector)
    text = client.get(PAGE).content.decode()

    for row in behind(inspector, timezone.localdate()):
        for _, count, url in row.figures:
            assert (url.replace("&", "&amp;") in text) is bool(count)
            assert count == 0 or f"共 {count} " in client.get(url).content.decode()


def test_units_and_those_who_know_nothing_of_what_is_owed_have_no_such_page(
    late: None, client_for: LookIn, unit_member: User, make_person: Callable[..., User], bureau: Unit
) -> None:
    manager = make_person("郑见", "manager", "certificate_manager", bureau)

    assert [client_for(user).get(PAGE).status_code for user in (unit_member, manager)] == [403, 403]
    assert behind(manager, timezone.localdate()) == []


def test_nothing_late_says_so(client_for: LookIn, inspector: User) -> None:
    assert "没有逾期的单位" in client_for(inspector).get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same(
    client_for: LookIn, unit: Unit, inspector: User, at: datetime, make_unit: Callable[..., Unit], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        asked_of(make_unit(f"第{number}局", f"L{number:03}"), inspector, timezone.now() - timedelta(days=90), number)
    client = client_for(inspector)
    client.get("/accounts/me/")

    with django_assert_num_queries(7):
        client.get(PAGE)

    assert Submission.objects.count() == count
