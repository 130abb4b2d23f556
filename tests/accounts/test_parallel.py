"""Races: what may happen once happens once, on a real database with real commits."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from time import sleep
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django_otp.oath import TOTP

from accounts import actions, second_factor, throttle
from accounts.models import Post, UnitChange, User
from core.errors import DomainError
from rectification.models import Order
from tests.factories.accounts import UnitFactory, UserFactory, role_named
from tests.factories.world import build_world
from tests.url_samples.rectification import issued_order

pytestmark = pytest.mark.usefixtures("committed_db")
AT = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
HANDS = 20


def together(work: Callable[[int], Any]) -> Counter[str]:
    """`work` from twenty threads at once; how many ended how."""

    def one(number: int) -> str:
        try:
            return str(work(number))
        except (DomainError, IntegrityError, ValidationError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as hands:
        return Counter(hands.map(one, range(HANDS)))


def test_twenty_attempts_at_once_look_at_five_passwords() -> None:
    found = together(lambda number: throttle.attempt(account="zhang", source="10.9.9.9", user=None, at=AT).is_blocked)

    assert found == {"False": 5, "True": 15}


def test_one_code_of_the_second_factor_completes_one_login() -> None:
    user = UserFactory()
    device = actions.begin_setup(user=user, at=AT)
    totp = TOTP(device.seed)
    totp.time = AT.timestamp()
    code = f"{totp.token():06d}"
    device.confirmed = True
    device.save(update_fields=["confirmed"])

    found = together(lambda number: second_factor.accepts(user=user, answer=code, at=AT))

    assert found == {"True": 1, "False": 19}


def test_one_activation_code_activates_once() -> None:
    admin = UserFactory(role="system_admin")
    _, code = actions.create_account(username="xinren", name="新同志", unit=admin.unit, actor=admin, at=AT)

    found = together(lambda number: actions.activate(username="xinren", code=code, password=f"Qing-Shan_58{number}", at=AT).username)

    assert found == {"xinren": 1, "DomainError": 19}


def test_two_administrators_roles_granted_at_once_leave_one() -> None:
    user = UserFactory()
    roles = [role_named(code) for code in ("system_admin", "security_admin", "audit_admin", "bureau_staff")]

    together(lambda number: Post.objects.create(user=user, role=roles[number % 4], unit=user.unit, since=date(2026, 3, 5)))

    assert User.objects.get(pk=user.pk).posts.count() == 1


def test_one_of_many_mergers_at_once_counts() -> None:
    admin, old = UserFactory(role="system_admin"), UnitFactory()
    successors = [UnitFactory() for _ in range(4)]
    plan = {"kind": "merge", "on": AT.date(), "basis": "文件", "actor": admin, "at": AT}

    found = together(lambda number: type(actions.succeed_unit(unit=old, successor=successors[number % 4], **plan)).__name__)

    assert found == {"UnitChange": 1, "StaleForm": 19}
    assert UnitChange.objects.get().unit == old


def test_a_post_is_handed_over_once_however_often_one_clicks() -> None:
    admin, giver = UserFactory(role="security_admin"), UserFactory(role="dept_liaison")
    taker = UserFactory(unit=giver.unit)
    post = giver.posts.get()

    found = together(lambda number: str(actions.hand_over(post=post, taker=taker, reason="轮岗", actor=admin, at=AT).state))

    assert found == {"done": 1, "StaleForm": 19}
    assert [held.role_id for held in User.objects.get(pk=taker.pk).posts.all()] == ["dept_liaison"]


def test_a_hand_over_waits_for_the_act_under_way_and_counts_on_from_it() -> None:
    world = build_world()
    liaison, admin = world.people["dept_liaison"], world.people["security_admin"]
    order = issued_order(world)
    before = order.version
    Order.objects.filter(pk=order.pk).update(responsible=liaison.name)
    plan = {"post": liaison.posts.get(), "taker": UserFactory(unit=liaison.unit), "reason": "轮岗", "actor": admin, "at": world.at}

    with ThreadPoolExecutor(1) as hand:
        with transaction.atomic():
            Order.objects.filter(pk=order.pk).update(version=F("version") + 1)
            work = hand.submit(in_thread, lambda: actions.hand_over(**plan))
            until_somebody_waits()
        work.result()

    order.refresh_from_db()
    assert (order.responsible, order.version) == (plan["taker"].name, before + 2)


def in_thread(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()


def until_somebody_waits() -> None:
    """Until another connection waits for a lock of this one; ten seconds at most."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("nobody waits")
