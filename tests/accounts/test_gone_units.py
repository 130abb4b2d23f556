"""已撤并的单位: nothing new is opened for it, and whatever still names it is found."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import actions
from accounts.in_use import answering_today
from accounts.models import Post, Unit
from accounts.succession import left_under_gone
from cases.models import BatchUnit
from cases.workflow import UnitState
from core.errors import DomainError
from documents.actions import draft, drop_draft, edit_document
from rectification.models import Order
from supervision.plans.actions import settle_unit, share_out
from supervision.plans.models import Assignment, PlanItem
from tests.factories.accounts import UnitFactory
from tests.factories.reviews import review_row
from tests.factories.world import build_world
from tests.url_samples import World, rectification, supervision
from tests.url_samples import documents as of_documents

pytestmark = pytest.mark.django_db
Opening = Callable[[World], Any]


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def merge(world: World) -> None:
    """The page that the next act comes from still shows `world.unit` as it was."""
    plan = {"kind": "merge", "on": date(2026, 3, 1), "basis": "明发〔2026〕3号", "actor": world.people["system_admin"], "at": world.at}
    actions.succeed_unit(unit=Unit.objects.get(pk=world.unit.pk), successor=world.other_unit, **plan)


def address(world: World) -> Opening:
    letter = draft(kind="opinion", title="意见书", to_unit=world.other_unit, content={}, actor=world.people["bureau_staff"], at=world.at)
    return lambda world: edit_document(document=letter, units=[world.other_unit, world.unit], actor=world.people["bureau_staff"], at=world.at)


def share(world: World) -> Opening:
    item = PlanItem.objects.get(pk=supervision.task(world)["pk"])
    return lambda world: share_out(item=item, units=[world.unit], part="lead", actor=world.people["bureau_staff"], at=world.at)


def settle(world: World) -> Opening:
    item = PlanItem.objects.get(pk=supervision.task(world)["pk"])
    pending = Assignment.objects.create(item=item, unit_text="水利", is_pending=True)
    return lambda world: settle_unit(share=pending, unit=world.unit, actor=world.people["bureau_staff"], at=world.at)


@pytest.mark.parametrize(
    ("ready", "act"),
    [
        (lambda world: rectification.issued_order, "下达整改"),
        (lambda world: of_documents.draft, "拟制文书"),
        (address, "列为主送单位"),
        (share, "分解任务"),
        (settle, "列为责任单位"),
    ],
)
def test_an_act_from_an_old_page_opens_nothing_for_a_unit_that_is_gone(world: World, ready: Callable[[World], Opening], act: str) -> None:
    opening = ready(world)
    merge(world)

    with pytest.raises(DomainError, match=f"并入{world.other_unit.name}，不能再{act}；请改选{world.other_unit.name}。"):
        opening(world)


def test_a_unit_dissolved_without_a_successor_is_refused_in_its_own_words(world: World) -> None:
    Unit.objects.filter(pk=world.unit.pk).update(is_active=False)

    with pytest.raises(DomainError, match=f"{world.unit.name}已停用，不能下达整改。"):
        rectification.issued_order(world)


def test_who_answers_today_is_the_last_of_a_line(world: World) -> None:
    merge(world)
    last = UnitFactory(name="明川县农业农村局")
    plan = {"kind": "merge", "on": date(2026, 3, 1), "basis": "文件", "actor": world.people["system_admin"], "at": world.at}
    actions.succeed_unit(unit=world.other_unit, successor=last, **plan)

    assert answering_today(Unit.objects.get(pk=world.unit.pk)) == last
    assert answering_today(last) == last


# --- what verify_integrity finds -------------------------------------------------------------------------------------
def test_nothing_is_found_after_a_merger_nor_what_stays_on_purpose(world: World) -> None:
    rectification.issued_order(world)
    of_documents.served_document(world)
    row = review_row(world.unit, world.people["bureau_staff"], world.at, UnitState.SCORED)
    BatchUnit.objects.create(batch=row.batch, unit=world.other_unit)
    Post.objects.filter(user=world.people["dept_leader"]).update(since=timezone.localdate() + timedelta(days=9))
    merge(world)

    assert BatchUnit.objects.filter(unit=world.unit).exists()
    assert left_under_gone() == []


def test_rows_that_slipped_under_a_gone_unit_are_found(world: World) -> None:
    order = rectification.issued_order(world)
    merge(world)
    Order.objects.filter(pk=order.pk).update(unit=world.unit)

    assert left_under_gone() == [f"{world.unit.name}已停用，名下还有未销号的整改通知 1 件"]


def test_of_a_unit_dissolved_only_what_had_to_end_before_is_found(world: World) -> None:
    letter = draft(kind="opinion", title="意见书", to_unit=world.unit, content={}, actor=world.people["bureau_staff"], at=world.at)
    Post.objects.filter(unit=world.unit).delete()
    Unit.objects.filter(pk=world.unit.pk).update(is_active=False)

    assert left_under_gone() == [f"{world.unit.name}已停用，名下还有没有签发的文书 1 件", f"{world.unit.name}已停用，名下还有待送达的文书 1 件"]
    drop_draft(document=letter, actor=world.people["bureau_staff"], at=world.at, reason="单位已撤销")
    assert left_under_gone() == []
