"""同时办理: the row locks hold when hands press at the same moment."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from cases.actions import draw, recall
from cases.actions.assignment import assign_file, deal_reviewers
from cases.actions.batch import create_batch, publish_batch
from cases.actions.draw import draw_files, lock_frame, replace_file
from cases.actions.recall import receive_scan, request_files
from cases.actions.sheet import save_item, submit_sheet
from cases.models import BatchUnit, DrawnFile, ItemScore, ReviewBatch, ReviewSheet
from cases.rubric_files import SHIPPED, load
from cases.workflow import FileState, ReviewState
from core.errors import DomainError
from tests.cases.conftest import TWO_NUMBERS, kept
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.cases import EnforcementActFactory

AT = datetime(2026, 3, 5, 6, 32, tzinfo=UTC)


@pytest.fixture
def locked(committed_db: str) -> tuple[ReviewBatch, User]:
    """A frame locked and not drawn, really committed."""
    home, inspector = UnitFactory(), UserFactory(role="bureau_staff")
    for number in TWO_NUMBERS:
        EnforcementActFactory(unit=home, document_no=number)
    day = date(2026, 3, 20)
    batch = create_batch(
        actor=inspector, at=AT, name="并发", period_from=date(2025, 1, 1), period_to=date(2025, 12, 31), rubrics=[load(SHIPPED[0], AT)[0]], units=[home],
        reviewers=UserFactory.create_batch(3, role="reviewer"), catalogue_due_on=day, self_report_due_on=day, ratio=Decimal(100),
    )  # fmt: skip
    publish_batch(batch=batch, actor=inspector, at=AT)
    lock_frame(batch=batch, actor=inspector, at=AT)
    return batch, inspector


@pytest.fixture
def arrived(locked: tuple[ReviewBatch, User], tmp_path: Path) -> BatchUnit:
    """Both files of the one unit are in."""
    batch, inspector = locked
    draw_files(batch=batch, actor=inspector, at=AT)
    request_files(batch=batch, actor=inspector, at=AT)
    row = batch.rows.get()
    for number in TWO_NUMBERS:
        receive_scan(row=row, file=kept(number, inspector, row.unit, tmp_path, AT), actor=inspector, at=AT)
    return row


@pytest.fixture
def assigned(locked: tuple[ReviewBatch, User], arrived: BatchUnit) -> list[ReviewSheet]:
    """One file with two sheets."""
    batch, inspector = locked
    first, second, _ = batch.reviewers.order_by("username")
    file = DrawnFile.objects.order_by("pk")[0]
    assign_file(file=file, first=first, second=second, actor=inspector, at=AT)
    return list(file.sheets.order_by("seat"))


def press(acts: list[Callable[[], object]]) -> list[str]:
    """Run all acts at once, each in its own connection; what came of each."""
    outcomes: list[str] = []
    start = threading.Barrier(len(acts))

    def hand(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            outcomes.append("done")
        except DomainError:
            outcomes.append("refused")
        finally:
            connection.close()

    hands = [threading.Thread(target=hand, args=(act,)) for act in acts]
    for thread in hands:
        thread.start()
    for thread in hands:
        thread.join()
    return sorted(outcomes)


def test_many_hands_on_the_button_make_one_draw(locked: tuple[ReviewBatch, User]) -> None:
    batch, inspector = locked

    outcomes = press([lambda: draw_files(batch=batch, actor=User.objects.get(pk=inspector.pk), at=AT)] * 6)

    assert outcomes == ["done", *["refused"] * 5]
    assert DrawnFile.objects.count() == 2


def test_two_submissions_at_the_same_moment_settle_the_file_once(assigned: list[ReviewSheet]) -> None:
    def submit(pk: int) -> None:
        sheet = ReviewSheet.objects.select_related("reviewer", "file").get(pk=pk)
        submit_sheet(sheet=sheet, version=0, actor=sheet.reviewer, at=AT, vetoes_checked=True)

    outcomes = press([lambda pk=sheet.pk: submit(pk) for sheet in assigned])

    file = DrawnFile.objects.get(pk=assigned[0].file_id)
    assert outcomes == ["done", "done"]
    assert (file.review_state, file.final_score) == (ReviewState.SUBMITTED, Decimal("100.00"))


def test_many_saves_on_one_version_leave_one_score(assigned: list[ReviewSheet]) -> None:
    item = assigned[0].file.rubric.items.get(code="CF-301")

    def save(place: int) -> None:
        sheet = ReviewSheet.objects.select_related("reviewer", "file").get(pk=assigned[0].pk)
        save_item(sheet=sheet, item=item, version=0, actor=sheet.reviewer, at=AT, picks={str(place): 1})

    outcomes = press([lambda place=place: save(place) for place in range(6)])

    assert outcomes == ["done", *["refused"] * 5]
    assert (ItemScore.objects.count(), ReviewSheet.objects.get(pk=assigned[0].pk).version) == (1, 1)


def slowly(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    """Let `name` take half a second, so that the other hand is in the midst of its act."""
    act = getattr(module, name)

    def slow(*args: object, **options: object) -> object:
        time.sleep(0.5)
        return act(*args, **options)

    monkeypatch.setattr(module, name, slow)


def test_a_new_scan_and_a_deal_at_the_same_moment_do_not_block_each_other(
    locked: tuple[ReviewBatch, User], arrived: BatchUnit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, inspector = locked
    again = kept(TWO_NUMBERS[0], inspector, arrived.unit, tmp_path, AT)
    slowly(monkeypatch, recall, "follow_files")

    def deal() -> None:
        time.sleep(0.2)
        deal_reviewers(batch=batch, actor=User.objects.get(pk=inspector.pk), at=AT)

    outcomes = press([lambda: receive_scan(row=BatchUnit.objects.get(pk=arrived.pk), file=again, actor=inspector, at=AT), deal])

    assert outcomes == ["done", "done"]
    assert set(DrawnFile.objects.values_list("review_state", flat=True)) == {ReviewState.ASSIGNED}


def test_a_file_replaced_while_files_are_called_in_stays_replaced(locked: tuple[ReviewBatch, User], monkeypatch: pytest.MonkeyPatch) -> None:
    batch, inspector = locked
    draw_files(batch=batch, actor=inspector, at=AT)
    file = DrawnFile.objects.order_by("pk")[0]
    slowly(monkeypatch, draw, "_next_entry")

    def request() -> None:
        time.sleep(0.2)
        request_files(batch=batch, actor=User.objects.get(pk=inspector.pk), at=AT)

    outcomes = press([lambda: replace_file(file=file, actor=inspector, at=AT, reason="原卷遗失"), request])

    assert outcomes == ["done", "done"]
    assert list(DrawnFile.objects.order_by("pk").values_list("state", flat=True)) == [FileState.REPLACED, FileState.REQUESTED]
