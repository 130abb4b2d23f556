"""同时办理: two people of one unit, the unit and the bureau, two of the bureau – at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection

from accounts.models import User
from core.errors import DomainError, StaleForm
from core.notices.models import Message
from submissions.actions.answering import save_answer
from submissions.actions.ending import close_request
from submissions.actions.handing_in import hand_in, withdraw
from submissions.actions.opening import open_request
from submissions.actions.review import accept
from submissions.actions.urging import urge_missing
from submissions.integrity import check
from submissions.models import HandIn, Submission, SubmissionRequest
from submissions.workflow import SubmissionStatus
from tests.factories.submissions import ROW, answer_of, drafted, filled, opened, reported
from tests.factories.world import build_world


@pytest.fixture
def scene(committed_db: str) -> SimpleNamespace:
    """An answer of the unit that needs no approval, and a draft, really committed."""
    county = build_world()
    staff, liaison, leader = (county.people[role] for role in ("bureau_staff", "dept_liaison", "dept_leader"))
    request = opened(staff, county.at, [county.unit, county.other_unit], needs_approval=False)
    return SimpleNamespace(county=county, at=county.at, staff=staff, liaison=liaison, leader=leader, request=request, answer=answer_of(request, county.unit))


def press(*acts: Callable[[], object]) -> list[str]:
    """Run all acts at once, each in its own connection; what came of each, in the order of the acts."""
    outcomes = [""] * len(acts)
    start = threading.Barrier(len(acts))

    def hand(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            outcomes[number] = "done"
        except StaleForm:
            outcomes[number] = "stale"
        except DomainError:
            outcomes[number] = "refused"
        finally:
            connection.close()

    hands = [threading.Thread(target=hand, args=pair) for pair in enumerate(acts)]
    for thread in hands:
        thread.start()
    for thread in hands:
        thread.join()
    return outcomes


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_two_who_save_at_once_lose_nothing_and_the_second_is_told(scene):
    def save(people: str) -> None:
        save_answer(submission=scene.answer, actor=again(scene.liaison), at=scene.at, seen=1, rows=[{**ROW, "people": people}])

    outcomes = press(lambda: save("11"), lambda: save("22"))

    assert sorted(outcomes) == ["done", "stale"]
    stored = Submission.objects.get(pk=scene.answer.pk)
    assert (stored.version, stored.rows[0]["people"]) == (2, ("11", "22")[outcomes.index("done")])


def test_two_who_hand_in_at_once_make_one_version(scene):
    filled(scene.answer, scene.liaison, scene.at)
    outcomes = press(*[lambda: hand_in(submission=scene.answer, actor=again(scene.liaison), at=scene.at)] * 4)
    assert sorted(outcomes) == ["done", "refused", "refused", "refused"]
    assert HandIn.objects.count() == 1
    assert check() == []


def test_accepting_and_withdrawing_at_once_end_in_one_of_the_two(scene):
    handed = reported(scene.answer, scene.liaison, scene.leader, scene.at)
    outcomes = press(
        lambda: accept(submission=handed, actor=again(scene.staff), at=scene.at), lambda: withdraw(submission=handed, actor=again(scene.liaison), at=scene.at)
    )
    assert sorted(outcomes) == ["done", "refused"]
    stands = Submission.objects.get(pk=handed.pk).status
    assert stands == (SubmissionStatus.ACCEPTED if outcomes[0] == "done" else SubmissionStatus.DUE)
    assert check() == []


def test_two_who_urge_at_once_tell_each_person_once(scene):
    outcomes = press(*[lambda: urge_missing(request=scene.request, actor=again(scene.staff), at=scene.at)] * 3)
    assert outcomes == ["done"] * 3
    assert Message.objects.filter(recipient=scene.liaison, channel="in_app").count() == 1
    assert set(Submission.objects.values_list("urged", flat=True)) == {1}


def test_a_draft_goes_out_once(scene):
    draft = drafted(scene.staff, scene.at, [scene.county.unit])
    outcomes = press(*[lambda: open_request(request=draft, actor=again(scene.staff), at=scene.at)] * 3)
    assert sorted(outcomes) == ["done", "refused", "refused"]
    assert draft.submissions.count() == 1
    assert check() == []


def test_a_request_never_ends_with_an_answer_that_came_in_meanwhile(scene):
    filled(scene.answer, scene.liaison, scene.at)
    outcomes = press(
        lambda: hand_in(submission=scene.answer, actor=again(scene.liaison), at=scene.at),
        lambda: close_request(request=scene.request, actor=again(scene.staff), at=scene.at),
    )
    assert sorted(outcomes) == ["done", "refused"]
    waits, is_open = Submission.objects.awaiting_review().count(), SubmissionRequest.objects.get(pk=scene.request.pk).is_open
    assert (waits, is_open) in ((1, True), (0, False))
    assert check() == []
