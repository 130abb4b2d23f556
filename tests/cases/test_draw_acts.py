"""锁定、抽取、替换: recorded before and after, never twice, recomputable by anyone."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from cases.actions.batch import close_batch, publish_batch
from cases.actions.catalogue import ask_exclusion, confirm_catalogue
from cases.actions.draw import draw_files, lock_frame, replace_file, unlock_frame
from cases.actions.recall import request_files
from cases.drawing import SizeRule, draw, frame_hash
from cases.integrity import check
from cases.models import BatchUnit, Draw, DrawnFile, ReviewBatch
from cases.workflow import BatchState, EntryState, FileState, Grade, ReviewState, UnitState
from core.errors import DomainError, IllegalTransition
from core.notices.actions import deadline_of
from tests.factories.cases import EnforcementActFactory
from tests.fixtures.cast import HouseClient


def test_locking_freezes_and_hashes_the_frame_before_there_is_a_seed(published: ReviewBatch, confirmed: BatchUnit, inspector: User, at: datetime) -> None:
    record = lock_frame(batch=published, actor=inspector, at=at)

    assert record.frame == sorted([["X002|penalty", entry.key] for entry in confirmed.entries.all()])
    assert (record.frame_hash, record.seed, record.frozen_by) == (frame_hash(record.frame), "", inspector)
    assert ReviewBatch.objects.get().state == BatchState.SAMPLING


def test_a_record_made_after_midnight_bears_the_day_of_the_place(published: ReviewBatch, confirmed: BatchUnit, inspector: User) -> None:
    after_midnight = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)

    assert lock_frame(batch=published, actor=inspector, at=after_midnight).number.startswith("CQ20260306-")


def test_before_the_draw_the_office_is_told_how_many_will_be_taken_and_asked_again(
    client_for: Callable[[User], HouseClient], published: ReviewBatch, confirmed: BatchUnit, inspector: User, at: datetime
) -> None:
    record = lock_frame(batch=published, actor=inspector, at=at)

    text = client_for(inspector).get(published.get_absolute_url()).content.decode()

    assert f"范围 {record.frame_count} 卷已锁定，应抽 {record.due_count} 卷。抽取结果不能重来" in text
    assert 'href="#draw" data-dialog="draw">开始抽取…</a>' in text
    assert draw_files(batch=published, actor=inspector, at=at).drawn_count == record.due_count


def test_a_unit_without_a_self_report_is_drawn_all_the_same(drawn: ReviewBatch, row: BatchUnit) -> None:
    row.refresh_from_db()

    assert (row.state, row.approved_at, row.files.count()) == (UnitState.DRAWN, None, 2)


def test_locking_closes_the_catalogue_and_withdrawing_opens_it_again(
    published: ReviewBatch, row: BatchUnit, unit_member: User, inspector: User, at: datetime
) -> None:
    lock_frame(batch=published, actor=inspector, at=at)
    row.refresh_from_db()

    assert (row.state, deadline_of(row, "review_catalogue").is_open) == (UnitState.CATALOGUE_DUE, True)
    with pytest.raises(IllegalTransition, match="已锁定抽取范围"):
        confirm_catalogue(row=row, actor=unit_member, at=at)

    batch = unlock_frame(batch=published, actor=inspector, at=at, reason="漏了一个单位")
    assert batch.state == BatchState.PUBLISHED
    assert confirm_catalogue(row=row, actor=unit_member, at=at).state == UnitState.CATALOGUE_CHECKED


def test_a_draw_ends_the_wait_for_the_catalogue(published: ReviewBatch, row: BatchUnit, inspector: User, at: datetime) -> None:
    lock_frame(batch=published, actor=inspector, at=at)
    draw_files(batch=published, actor=inspector, at=at)

    assert deadline_of(row, "review_catalogue").cancelled_on == date(2026, 3, 5)
    assert deadline_of(row, "self_report").is_open


def test_open_exclusions_hold_up_the_lock(published: ReviewBatch, row: BatchUnit, unit_member: User, inspector: User, at: datetime) -> None:
    ask_exclusion(entry=row.entries.first(), actor=unit_member, at=at, reason="已移送")

    with pytest.raises(DomainError, match="还有 1 条剔除申请没有处理"):
        lock_frame(batch=published, actor=inspector, at=at)


def test_an_excluded_file_is_not_in_the_frame(published: ReviewBatch, confirmed: BatchUnit, inspector: User, at: datetime) -> None:
    gone = confirmed.entries.first()
    gone.state, gone.reason = EntryState.EXCLUDED, "已移送"
    gone.save(update_fields=["state", "reason"])

    assert gone.key not in str(lock_frame(batch=published, actor=inspector, at=at).frame)


def test_an_empty_frame_is_refused(published: ReviewBatch, row: BatchUnit, inspector: User, at: datetime) -> None:
    row.entries.all().delete()

    with pytest.raises(DomainError, match="抽取范围是空的"):
        lock_frame(batch=published, actor=inspector, at=at)


def test_the_draw_is_recomputable_from_its_record(drawn: ReviewBatch) -> None:
    record = Draw.objects.get()

    assert record.result == draw(record.frame, record.seed, SizeRule.from_record(record.size_rule))
    assert list(DrawnFile.objects.order_by("position").values_list("entry__key", flat=True)) == record.result["X002|penalty"]
    assert check() == []


def test_a_draw_cannot_be_made_again(drawn: ReviewBatch, inspector: User, at: datetime) -> None:
    with pytest.raises(IllegalTransition, match="结果不能重来"):
        draw_files(batch=drawn, actor=inspector, at=at)
    with pytest.raises(IllegalTransition, match="结果不能重来"):
        unlock_frame(batch=drawn, actor=inspector, at=at, reason="想换一批")


def test_a_lock_may_be_withdrawn_before_the_draw_and_stays_on_record(published: ReviewBatch, confirmed: BatchUnit, inspector: User, at: datetime) -> None:
    first = lock_frame(batch=published, actor=inspector, at=at)
    batch = unlock_frame(batch=published, actor=inspector, at=at, reason="漏了一个单位")
    second = lock_frame(batch=batch, actor=inspector, at=at)

    first.refresh_from_db()
    assert (first.superseded_at, first.reason, first.seed) == (at, "漏了一个单位", "")
    assert batch.current_draw() == second
    assert first.number != second.number


def test_drawing_is_the_bureaus_power(published: ReviewBatch, confirmed: BatchUnit, unit_member: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        lock_frame(batch=published, actor=unit_member, at=at)


def test_a_file_that_cannot_be_found_is_replaced_by_the_next_in_the_draw(batch: ReviewBatch, unit_member: User, inspector: User, at: datetime) -> None:
    from_ten = [EnforcementActFactory(unit=batch.rows.get().unit) for _ in range(8)]
    batch.ratio = Decimal(30)
    batch.save(update_fields=["ratio"])
    record = _drawn(batch, unit_member, inspector, at)
    lost = DrawnFile.objects.order_by("position")[1]

    substitute = replace_file(file=lost, actor=inspector, at=at, reason="原卷水浸损毁")

    ordered = draw(record.frame, record.seed, SizeRule(number=10))["X002|penalty"]
    lost.refresh_from_db()
    assert len(from_ten) == 8
    assert (lost.state, lost.replace_reason) == (FileState.REPLACED, "原卷水浸损毁")
    assert (substitute.entry.key, substitute.position, substitute.replaces) == (ordered[3], 4, lost)
    assert check() == []


def test_nothing_is_left_to_replace_with_when_everything_was_drawn(drawn: ReviewBatch, inspector: User, at: datetime) -> None:
    assert replace_file(file=DrawnFile.objects.first(), actor=inspector, at=at, reason="遗失") is None
    assert DrawnFile.objects.standing().count() == 1


def test_a_unit_without_any_file_left_is_out_of_the_round_and_the_batch_goes_on(drawn: ReviewBatch, row: BatchUnit, inspector: User, at: datetime) -> None:
    for file in DrawnFile.objects.all():
        replace_file(file=file, actor=inspector, at=at, reason="档案室失火")
    row.refresh_from_db()

    assert (row.state, ReviewBatch.objects.get().state) == (UnitState.NO_FILES, BatchState.SAMPLING)
    assert deadline_of(row, "self_report").cancelled_on == date(2026, 3, 5)

    request_files(batch=drawn, actor=inspector, at=at)

    row.refresh_from_db()
    assert (row.state, row.recall, ReviewBatch.objects.get().state) == (UnitState.NO_FILES, None, BatchState.VERIFIED)
    assert close_batch(batch=drawn, actor=inspector, at=at).state == BatchState.CLOSED


def test_the_last_file_called_in_and_lost_ends_the_wait_for_the_unit(notified: BatchUnit, row: BatchUnit, inspector: User, at: datetime) -> None:
    for file in DrawnFile.objects.all():
        replace_file(file=file, actor=inspector, at=at, reason="档案室失火")
    row.refresh_from_db()

    assert (row.state, deadline_of(row, "recall_files").cancelled_on) == (UnitState.NO_FILES, date(2026, 3, 5))
    assert ReviewBatch.objects.get().state == BatchState.VERIFIED


def test_losing_the_last_outstanding_file_rates_a_unit_whose_others_are_graded(requested: ReviewBatch, row: BatchUnit, inspector: User, at: datetime) -> None:
    graded, lost = DrawnFile.objects.order_by("pk")
    graded.state, graded.review_state, graded.final_score, graded.final_grade = FileState.RECEIVED, ReviewState.CONFIRMED, Decimal(92), Grade.EXCELLENT
    graded.save(update_fields=["state", "review_state", "final_score", "final_grade"])

    replace_file(file=lost, actor=inspector, at=at, reason="原卷遗失")

    row.refresh_from_db()
    assert (row.state, row.received_at, row.rated_at, ReviewBatch.objects.get().state) == (UnitState.SCORED, at, at, BatchState.RATED)


def _drawn(batch: ReviewBatch, unit_member: User, inspector: User, at: datetime) -> Draw:
    publish_batch(batch=batch, actor=inspector, at=at)
    lock_frame(batch=batch, actor=inspector, at=at)
    return draw_files(batch=batch, actor=inspector, at=at)
