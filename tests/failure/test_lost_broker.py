"""The broker is away: pages work, acts are kept, and what was planned meanwhile goes out when it is back."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Unit, User
from core.notices.models import Channel, Deadline, Message, Notice, NoticeState
from rectification.actions import ProblemText, issue_order
from rectification.models import Order
from tests.factories.accounts import UnitFactory, UserFactory
from tests.failure.conftest import Broker, Visitor
from tests.fixtures.live import LiveApp, wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture
def product(app: LiveApp, broker: Broker) -> LiveApp:
    """Web, worker and scheduler, all with the broker of this test."""
    app.environment["REDIS_URL"] = broker.url
    app.start_web()
    app.start_worker()
    app.start_scheduler()
    return app


def test_pages_work_without_the_broker_and_the_reminder_goes_out_when_it_is_back(product: LiveApp, broker: Broker) -> None:
    unit = UnitFactory()
    inspector, liaison = UserFactory(role="bureau_staff"), UserFactory(unit=unit, role="dept_liaison")
    order = _order(unit, inspector, "送达不规范", days=40)
    told = Message.objects.filter(recipient=liaison, channel=Channel.IN_APP)
    wait_until(told.filter(title__contains="送达不规范").exists, "the first word about the order")

    broker.stop()
    visitor, page = Visitor(inspector, product.url), order.get_absolute_url()
    assert order.title in visitor.get(page)
    begun = time.monotonic()
    assert "已催办" in visitor.post(f"{page}urge/", page)
    assert time.monotonic() - begun < 5
    _order(unit, inspector, "裁量说理缺失", days=1)
    broker.start()

    wait_until(told.filter(title__contains="裁量说理缺失").exists, "the reminder planned without the broker", patience=45)
    call_command("verify_integrity")


def _order(unit: Unit, inspector: User, title: str, *, days: int) -> Order:
    """An order of a fortnight ago, due in so many days from now; what is due tomorrow is reminded of at once."""
    at, due_on = datetime.now(UTC) - timedelta(days=14), timezone.localdate() + timedelta(days=days)
    return issue_order(unit=unit, title=title, problems=[ProblemText(title)], source_kind="manual", source_label="", actor=inspector, at=at, due_on=due_on)


def test_two_schedulers_and_two_workers_tell_each_person_once(app: LiveApp) -> None:
    unit, inspector = UnitFactory(), UserFactory(role="bureau_staff")
    people = [UserFactory(unit=unit, role="dept_liaison") for _ in range(2)]
    for number in range(20):
        _order(unit, inspector, f"第{number}件", days=1)
    app.start_worker()
    app.start_second_worker()
    app.start_scheduler()
    app.start_scheduler("scheduler2")

    waiting = Notice.objects.filter(channel=Channel.IN_APP, state=NoticeState.PLANNED)
    due = Deadline.objects.filter(next_plan_on__lte=timezone.localdate())
    wait_until(lambda: not due.exists() and not waiting.exists(), "all to be told")
    rounds = max(_rounds(app))
    wait_until(lambda: min(_rounds(app)) > rounds + 1, "more rounds of both schedulers")

    told = Notice.objects.filter(channel=Channel.IN_APP, state=NoticeState.DELIVERED)
    assert told.count() == 20 * len(people)
    assert told.values("message").distinct().count() == Message.objects.filter(channel=Channel.IN_APP, key__startswith="notice:").count()
    call_command("verify_integrity")


def _rounds(app: LiveApp) -> tuple[int, int]:
    """How often each scheduler has rung for delivery."""
    return app.log("scheduler").count("core.deliver_notices"), app.log("scheduler2").count("core.deliver_notices")
