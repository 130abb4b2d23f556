"""并发: several planners and deliverers on one database give each person one message."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core import mail
from django.db import connections

from accounts.models import Role
from core.notices import close_deadline, deliver_notices, open_deadline, plan_notices
from core.notices.integrity import check
from core.notices.models import Attempt, Channel, Message, Notice, NoticeState
from tests.core.notices.conftest import add_errand, clock
from tests.factories.accounts import UnitFactory, UserFactory

MONDAY = clock("2026-03-02 09:00")
TARGETS = 12


@pytest.fixture
def crowd(committed_db: str, settings) -> Iterator[str]:
    """Twelve deadlines of one unit with two liaisons who read mail."""
    add_errand(settings)
    unit = UnitFactory(code="P001")
    actor = UserFactory(unit=unit, role="bureau_staff")
    for name in ("one", "two"):
        UserFactory(unit=unit, role="dept_liaison", email=f"{name}@example.gov.cn", username=name)
    for number in range(TARGETS):
        target = UnitFactory(code=f"T{number:03}")
        open_deadline(kind="errand", target=target, title=f"第{number}件", unit=unit, actor=actor, at=MONDAY, due_on=date(2026, 3, 20))
    yield "errand"
    connections.close_all()


def run_together(*works: Callable[[], object]) -> None:
    """Each in a thread with its own connection; the first error comes out."""

    def alone(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(alone, work) for work in works]:
            future.result(timeout=60)


def test_two_planners_and_two_deliverers_tell_each_person_once(crowd):
    run_together(*[lambda: plan_notices(MONDAY)] * 2)
    run_together(*[lambda: deliver_notices(MONDAY)] * 3)
    deliver_notices(MONDAY)

    assert Notice.objects.filter(channel=Channel.IN_APP, state=NoticeState.DELIVERED).count() == 2 * TARGETS
    assert Message.objects.filter(channel=Channel.IN_APP).count() == 2 * TARGETS
    assert sorted(row.to[0] for row in mail.outbox) == ["one@example.gov.cn", "two@example.gov.cn"]
    assert Attempt.objects.filter(succeeded=True).count() == 2
    assert check() == []


def test_planning_and_delivering_at_the_same_time(crowd):
    run_together(*[lambda: plan_notices(MONDAY), lambda: deliver_notices(MONDAY)] * 2)
    plan_notices(MONDAY)
    deliver_notices(MONDAY)

    assert Message.objects.filter(channel=Channel.IN_APP).count() == 2 * TARGETS


def test_closing_during_delivery_leaves_nothing_planned(crowd):
    plan_notices(MONDAY)
    actor = Role.objects.get(pk="bureau_staff").posts.get().user
    targets = [UnitFactory(code=f"T{number:03}") for number in range(TARGETS)]

    def close() -> None:
        for target in targets:
            close_deadline(kind="errand", target=target, actor=actor, at=MONDAY)

    run_together(lambda: deliver_notices(MONDAY), close, lambda: deliver_notices(MONDAY))
    deliver_notices(MONDAY)

    assert not Notice.objects.filter(state=NoticeState.PLANNED).exists()
    assert check() == []
