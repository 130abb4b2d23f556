"""大事记: events of every kind in one order, a page at a time, none twice and none left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit, UnitChange, User
from core.notices.models import Notice
from rectification.models import Order
from reports.units.asked import Asked
from reports.units.timeline import Place, timeline
from supervision.plans.models import Progress
from supervision.plans.workflow import ShareAct
from tests.factories.histories import asked_of, graded_round, order_of, served_letter, share_of, urged
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
LookIn = Callable[[User], HouseClient]


def asked(unit: Unit, user: User) -> Asked:
    return Asked(unit, user, DAY)


def titles(unit: Unit, user: User, most: int = 50) -> list[str]:
    return [event.title for event in timeline(asked(unit, user), most=most).events]


def test_an_order_is_told_from_its_issue_to_its_urging(unit: Unit, inspector: User, unit_member: User, at: datetime) -> None:
    order = order_of(unit, inspector, at)
    urged(order, inspector, unit_member, at + timedelta(days=2))

    page = timeline(asked(unit, inspector))

    assert [(event.title, event.on, event.kind, event.url) for event in page.events] == [
        ("催办：未经法制审核：报告", date(2026, 3, 7), "act", order.get_absolute_url()),
        ("下达整改：未经法制审核", DAY, "act", order.get_absolute_url()),
    ]


def test_urging_many_people_by_several_channels_is_one_event(
    unit: Unit, inspector: User, unit_member: User, make_person: Callable[..., User], at: datetime
) -> None:
    second = make_person("另一联络员", "second_liaison", "dept_liaison", unit)
    order = order_of(unit, inspector, at)
    urged(order, inspector, unit_member, at + timedelta(days=1))
    notice = order_notices(order)
    notice.pk, notice.recipient, notice.not_before = None, second, notice.not_before + timedelta(minutes=1)
    notice.save()

    assert [title for title in titles(unit, inspector) if title.startswith("催办")] == ["催办：未经法制审核：报告"]


def order_notices(order: Order) -> Notice:
    return Notice.objects.filter(deadline__target_id=str(order.pk), channel="in_app", level__startswith="urge").get()


def test_letters_rounds_and_tasks_are_told_in_words(unit: Unit, inspector: User, leader: User, at: datetime) -> None:
    served_letter(unit, inspector, leader, at)
    graded_round(unit, inspector, at + timedelta(days=1), 3)
    share = share_of(unit, inspector, at + timedelta(days=2), 9)
    Progress.objects.create(
        assignment=share,
        at=at + timedelta(days=4),
        actor=inspector,
        text="补充。",
        answer=ShareAct.RETURN.label,
        answered_at=at + timedelta(days=5),
        reason="缺数量",
    )

    assert titles(unit, inspector) == [
        "退回进展：第9项工作任务",
        "报送任务进展：第9项工作任务",
        "确认进展：第9项工作任务",
        "报送任务进展：第9项工作任务",
        "列入评查：第3批案卷评查",
        "送达评查反馈函：第3批案卷评查",
        "送达文书：行政执法监督意见书",
    ]


def test_what_was_asked_of_the_unit_and_its_changes_of_name_are_told(unit: Unit, other_unit: Unit, inspector: User, at: datetime) -> None:
    asked_of(unit, inspector, at, 5)
    facts = {"former_short_name": "x", "at": at, "actor": inspector}
    UnitChange.objects.create(unit=unit, kind="rename", on=date(2025, 1, 2), former_name="工商局", new_name="市场监管局", basis="县编〔2025〕1号", **facts)
    UnitChange.objects.create(unit=other_unit, successor=unit, kind="merge", on=date(2025, 1, 1), former_name="质监局", **facts)
    UnitChange.objects.create(unit=unit, kind="reopen", on=date(2024, 1, 1), former_name="工商局", basis="重新启用", **facts)

    assert [(event.title, event.note) for event in timeline(asked(unit, inspector)).events] == [
        ("下发：第5张报表", ""),
        ("单位变更：工商局更名为市场监管局", "县编〔2025〕1号"),
        (f"单位变更：质监局并入{unit.name}", ""),
        ("单位变更：工商局恢复", "重新启用"),
    ]


def test_events_of_another_unit_and_of_powers_one_does_not_hold_are_left_out(
    unit: Unit, other_unit: Unit, inspector: User, make_person: Callable[..., User], bureau: Unit, at: datetime
) -> None:
    manager = make_person("郑见", "manager", "certificate_manager", bureau)
    order_of(unit, inspector, at, "本单位的")
    order_of(other_unit, inspector, at, "别单位的")

    assert titles(unit, inspector) == ["下达整改：本单位的"]
    assert titles(unit, manager) == []


def test_pages_join_without_a_gap_or_a_repetition(unit: Unit, past: Callable[[int], None], inspector: User) -> None:
    past(4)
    whole = titles(unit, inspector, most=500)
    read, after = [], ""
    while True:
        page = timeline(asked(unit, inspector), after, most=7)
        read += [event.title for event in page.events]
        after = page.after
        if not after:
            break

    assert len(whole) == 4 * 8
    assert read == whole


def test_events_of_the_same_instant_keep_their_order_across_a_page(unit: Unit, inspector: User, at: datetime) -> None:
    for number in range(5):
        order_of(unit, inspector, at, f"同日第{number}件")

    first = timeline(asked(unit, inspector), most=2)
    second = timeline(asked(unit, inspector), first.after, most=2)
    third = timeline(asked(unit, inspector), second.after, most=2)

    assert [event.title for page in (first, second, third) for event in page.events] == [f"下达整改：同日第{number}件" for number in (4, 3, 2, 1, 0)]
    assert third.after == ""


@pytest.mark.parametrize("token", ["", "x", "1.2", "9" * 40 + ".1.1", "999999999999999999.1.1", "1.1.1; drop", "１.1.1"])
def test_a_place_that_was_not_given_out_shows_the_newest(client_for: LookIn, unit: Unit, inspector: User, at: datetime, token: str) -> None:
    order_of(unit, inspector, at)

    assert "下达整改" in client_for(inspector).get(f"{unit.page_url}timeline/", {"after": token}).content.decode()


def test_a_place_is_read_back_as_it_was_written() -> None:
    place = Place(datetime(2026, 3, 5, 6, 32, 7, 123457, tzinfo=UTC), 3, 41)

    assert Place.parse(place.token) == place


def test_older_events_come_as_lines_for_htmx_and_as_a_page_without_it(client_for: LookIn, unit: Unit, past: Callable[[int], None], inspector: User) -> None:
    past(4)
    client = client_for(inspector)
    link = re.search(r'<a href="([^"]+timeline/\?after=[^"]+)"', client.get(unit.page_url).content.decode())
    assert link is not None

    whole, part = client.get(link[1]), client.get(link[1], headers={"HX-Request": "true"})

    assert "<html" in whole.content.decode()
    assert part.content.decode().lstrip().startswith('<li class="md-event')
    assert part.content.decode().count("<li") == 32 - 20
    assert "HX-Request" in whole["Vary"]


@pytest.mark.parametrize("count", [1, 12])
def test_a_page_of_events_costs_one_statement(
    unit: Unit, past: Callable[[int], None], inspector: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    past(count)
    inspector.has_perm("rectification.view_orders")

    with django_assert_num_queries(1):
        timeline(asked(unit, inspector))
