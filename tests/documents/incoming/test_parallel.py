"""Two and more at once: numbers without a gap, one paper registered once, the second of two told."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection, connections

from accounts.models import UnitKind, User
from core.errors import DomainError, StaleForm
from documents.incoming import actions
from documents.incoming.actions.registering import Paper
from documents.incoming.integrity import check
from documents.models import Incoming
from tests.factories.accounts import UnitFactory, UserFactory

AT = datetime(2026, 3, 5, 6, 32, tzinfo=UTC)


@pytest.fixture
def staff(committed_db: None) -> list[User]:
    bureau = UnitFactory(name="明川县司法局", kind=UnitKind.BUREAU)
    return [UserFactory(name=name, role="bureau_staff", unit=bureau) for name in ("甲", "乙")]


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each of the acts gave, or its refusal, all begun at the same instant."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=60)
            outcomes.append(act())
        except DomainError as refusal:
            outcomes.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    connection.close()
    return outcomes


def registering(person: User, sender_number: str) -> Callable[[], object]:
    paper = Paper(sender="县委办", sender_number=sender_number, title="通知", received_on=date(2026, 3, 5))
    return lambda: actions.register(paper=paper, actor=User.objects.get(pk=person.pk), at=AT).number


def test_ten_registrars_at_once_leave_no_gap(staff):
    outcomes = at_once([registering(staff[n % 2], f"明办〔2026〕{n}号") for n in range(10)])

    assert sorted(outcomes, key=str) == sorted((f"收文〔2026〕{n}号" for n in range(1, 11)), key=str)
    assert check() == []


def test_one_paper_is_registered_once_by_two_at_once(staff):
    outcomes = at_once([registering(person, "明办〔2026〕1号") for person in staff])

    assert [str(outcome) for outcome in outcomes if isinstance(outcome, DomainError)] == ["县委办明办〔2026〕1号已经登记过，为收文〔2026〕1号。"]
    assert Incoming.objects.count() == 1
    assert check() == []


def test_the_second_of_two_who_close_is_told(staff):
    paper = Paper(sender="县委办", title="通知", received_on=date(2026, 3, 5))
    made = actions.register(paper=paper, actor=staff[0], at=AT, handler=staff[1])

    def closing(person: User) -> Callable[[], object]:
        return lambda: actions.close(incoming=made, actor=User.objects.get(pk=person.pk), at=AT, result=person.name, version=made.version)

    outcomes = at_once([closing(person) for person in staff])

    kept = Incoming.objects.get().result
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, DomainError)] == [StaleForm]
    assert Incoming.objects.get().steps.filter(act="close_incoming").values_list("note", flat=True).get() == kept
