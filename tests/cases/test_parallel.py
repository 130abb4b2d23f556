"""同时办理: the row locks hold when hands press at the same moment."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from cases.actions.assignment import assign_file
from cases.actions.batch import create_batch, publish_batch
from cases.actions.draw import draw_files, lock_frame
from cases.actions.recall import receive_scan, request_files
from cases.actions.sheet import save_item, submit_sheet
from cases.models import DrawnFile, ItemScore, ReviewBatch, ReviewSheet
from cases.rubric_files import SHIPPED, load
from cases.workflow import ReviewState
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
def assigned(locked: tuple[ReviewBatch, User], tmp_path: Path) -> list[ReviewSheet]:
    """One file with two sheets."""
    batch, inspector = locked
    draw_files(batch=batch, actor=inspector, at=AT)
    request_files(batch=batch, actor=inspector, at=AT)
    row = batch.rows.get()
    for number in TWO_NUMBERS:
        receive_scan(row=row, file=kept(number, inspector, row.unit, tmp_path, AT), actor=inspector, at=AT)
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
