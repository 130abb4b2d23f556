"""整改编号: set where a year goes on, with a reason; never at a used number, and every number left out is on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Unit, User
from core.errors import DomainError
from core.models import AuditEntry
from rectification.actions import ProblemText, issue_order
from rectification.actions.numbers import set_next_number
from rectification.integrity import check
from rectification.models import Order, OrderCounter, OrderNumberGap
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
SetNext = Callable[..., OrderCounter]


@pytest.fixture
def set_next(inspector: User, at: datetime) -> SetNext:
    def act(number: int, actor: User = inspector, reason: str = "纸质台账已用至前一号") -> OrderCounter:
        return set_next_number(year=2026, number=number, reason=reason, actor=actor, at=at)

    return act


@pytest.fixture
def issue(inspector: User, unit: Unit, at: datetime) -> Callable[[], Order]:
    def act() -> Order:
        return issue_order(unit=unit, title="问题", problems=[ProblemText("x")], source_kind="manual", source_label="检查", actor=inspector, at=at)

    return act


def gaps() -> list[tuple[int, int]]:
    return list(OrderNumberGap.objects.order_by("first").values_list("first", "last"))


def test_the_next_order_bears_the_number_that_was_set(set_next: SetNext, issue: Callable[[], Order]) -> None:
    set_next(19)

    assert (issue().number, gaps(), check()) == ("明司整〔2026〕19号", [(1, 18)], [])


def test_without_the_record_the_register_would_not_explain_itself(set_next: SetNext, issue: Callable[[], Order]) -> None:
    set_next(3)
    issue()
    OrderNumberGap.objects.all().delete()

    assert check() == ["整改编号 2026 年不连续：1、2"]


def test_a_number_that_was_given_and_is_nowhere_is_missed_at_the_end_too(issue: Callable[[], Order]) -> None:
    issue()
    OrderCounter.objects.update(last=2)

    assert check() == ["整改编号 2026 年不连续：2"]


def test_a_number_beyond_the_counter_would_be_given_twice(issue: Callable[[], Order]) -> None:
    issue()
    OrderCounter.objects.update(last=0)

    assert check() == ["整改编号 2026 年不连续：1"]


def test_a_second_jump_is_a_record_of_its_own(set_next: SetNext, issue: Callable[[], Order]) -> None:
    set_next(3)
    issue()
    set_next(7)

    assert (issue().number, gaps(), check()) == ("明司整〔2026〕7号", [(1, 2), (4, 6)], [])


def test_a_number_set_too_high_may_be_taken_back_to_the_first_unused(set_next: SetNext, issue: Callable[[], Order]) -> None:
    set_next(3)
    issue()
    set_next(90)
    set_next(9)
    assert gaps() == [(1, 2), (4, 8)]

    set_next(4)

    assert (issue().number, gaps(), check()) == ("明司整〔2026〕4号", [(1, 2)], [])


def test_never_at_or_below_a_used_number(set_next: SetNext, issue: Callable[[], Order]) -> None:
    set_next(3)
    issue()

    with pytest.raises(DomainError, match="系统已编至 3 号，下一号不能小于 4。"):
        set_next(3)


def test_the_number_that_comes_anyway_need_not_be_set(set_next: SetNext) -> None:
    with pytest.raises(DomainError, match="下一号已经是 1 号"):
        set_next(1)


def test_a_reason_is_asked_and_kept(set_next: SetNext, inspector: User) -> None:
    with pytest.raises(DomainError, match="请填写理由"):
        set_next(5, reason=" ")
    set_next(5)

    entry = AuditEntry.objects.get(act="set_next_number")
    assert (entry.note, entry.changes, OrderNumberGap.objects.get().set_by) == ("纸质台账已用至前一号", {"next": [1, 5]}, inspector)


def test_it_needs_the_power(set_next: SetNext, leader: User) -> None:
    with pytest.raises(PermissionDenied):
        set_next(5, actor=leader)


@pytest.mark.parametrize(("first", "last", "name"), [(0, 2, "order_gap_in_order"), (3, 2, "order_gap_in_order"), (1, 2, "order_gap_once")])
def test_a_record_is_in_order_and_once(set_next: SetNext, inspector: User, at: datetime, first: int, last: int, name: str) -> None:
    set_next(5)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        OrderNumberGap.objects.create(year=2026, first=first, last=last, reason="x", set_at=at, set_by=inspector)


def test_the_page_sets_it_and_shows_the_record(client_for: Callable[[User], HouseClient], inspector: User) -> None:
    browser = client_for(inspector)
    answer = browser.post(reverse("rectification:number-set-next"), {"year": 2026, "number": 19, "reason": "纸质台账已用至 18 号"}, follow=True)

    body = answer.content.decode()
    assert ("2026年的整改编号从 19 号继续。" in body, "1—18 号" in body, "纸质台账已用至 18 号" in body) == (True, True, True)


def test_the_page_says_what_is_refused(client_for: Callable[[User], HouseClient], inspector: User) -> None:
    answer = client_for(inspector).post(reverse("rectification:number-set-next"), {"year": 2026, "number": 1, "reason": "x"})

    assert (answer.status_code, "下一号已经是 1 号" in answer.content.decode()) == (422, True)
