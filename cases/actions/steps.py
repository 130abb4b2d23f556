"""What every act of a review starts with: the power, the locked row, the next state; and what follows by itself, a unit its files and the batch its units.

Locks are taken in one order, from the top down: batch → unit's row → drawn file → sheet → the orders of its findings. An act may begin further down,
but then never climbs: whatever can move a unit or a batch begins with `lock_row` or `take_file`. So no two acts wait for each other.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import User
from cases.models import BatchUnit, DrawnFile, ReviewBatch
from cases.workflow import (
    BATCH_FOLLOWS,
    BATCH_TRANSITIONS,
    FILE_TRANSITIONS,
    GRADED_REVIEWS,
    REVIEW_TRANSITIONS,
    UNIT_ORDER,
    UNIT_TRANSITIONS,
    BatchAct,
    BatchState,
    FileAct,
    FileState,
    ReviewAct,
    UnitAct,
    UnitState,
)
from core import audit
from core.notices.actions import cancel_deadline, close_deadline
from core.workflow import next_status


def require(actor: User, permission: str) -> None:
    """PermissionDenied unless `actor` holds the power."""
    if not actor.has_perm(permission):
        raise PermissionDenied("没有办理这一步的权限。")


def take_batch(batch: ReviewBatch, act: BatchAct, actor: User) -> ReviewBatch:
    """Lock the batch and move it; the caller saves."""
    require(actor, BATCH_TRANSITIONS[act].permission)
    row = ReviewBatch.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=batch.pk)
    row.state = next_status(BATCH_TRANSITIONS, act, row.state)
    return row


def lock_row(row: BatchUnit) -> BatchUnit:
    """The unit's row, fresh and locked after its batch, for acts that may move both."""
    batch = ReviewBatch.objects.select_for_update(of=("self",)).get(pk=row.batch_id)
    found = BatchUnit.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.pk)
    found.batch = batch
    return found


def take_row(row: BatchUnit, act: UnitAct, actor: User) -> BatchUnit:
    """Lock the batch and the unit's row and move the row; the caller saves."""
    require(actor, UNIT_TRANSITIONS[act].permission)
    found = lock_row(BatchUnit.objects.visible_to(actor).get(pk=row.pk))
    found.state = next_status(UNIT_TRANSITIONS, act, found.state)
    return found


def take_file(file: DrawnFile, act: FileAct | ReviewAct, actor: User) -> DrawnFile:
    """Lock a drawn file with all above it and move its own state (FileAct) or its review (ReviewAct); the caller saves."""
    table_rule = FILE_TRANSITIONS[act] if isinstance(act, FileAct) else REVIEW_TRANSITIONS[act]
    require(actor, table_rule.permission)
    found = lock_from_top(DrawnFile.objects.visible_to(actor).get(pk=file.pk))
    move_file(found, act)
    return found


def lock_from_top(file: DrawnFile) -> DrawnFile:
    """The file, locked after its batch and its unit's row."""
    row = lock_row(BatchUnit.objects.get(pk=file.row_id))
    found = lock_file(file)
    found.row = row
    return found


def lock_file(file: DrawnFile) -> DrawnFile:
    """The file alone, fresh and locked: every act on its sheets takes this lock first, so that two submissions cannot pass each other."""
    return DrawnFile.objects.select_for_update(of=("self",)).select_related("row__batch", "row__unit", "entry", "rubric").get(pk=file.pk)


def move_file(file: DrawnFile, act: FileAct | ReviewAct) -> None:
    """The next state of a locked file, in the field that the act belongs to."""
    if isinstance(act, FileAct):
        file.state = next_status(FILE_TRANSITIONS, act, file.state)
    else:
        file.review_state = next_status(REVIEW_TRANSITIONS, act, file.review_state)


def follow_files(row: BatchUnit, *, actor: User, at: datetime) -> None:
    """单位随案卷走: no file left → out of the round; all arrived → 已调卷; all graded → 已评. Called with row and batch locked, after a file moved."""
    files = row.files.standing()
    if row.state in {UnitState.DRAWN, UnitState.FILES_REQUESTED} and not files.exists():
        _step_row(row, UnitAct.SKIP, actor, at)
    if row.state == UnitState.FILES_REQUESTED and not files.exclude(state=FileState.RECEIVED).exists():
        row.received_at = at
        _step_row(row, UnitAct.RECEIVE, actor, at)
    if row.state == UnitState.FILES_RECEIVED and not files.exclude(review_state__in=GRADED_REVIEWS).exists():
        row.rated_at = at
        _step_row(row, UnitAct.RATE, actor, at)
    if row.batch.state != BatchState.SAMPLING:
        follow(row.batch, actor=actor, at=at)


ENDED_BY = {UnitAct.SKIP: ("recall_files", "self_report"), UnitAct.RATE: ("self_report",)}  # deadlines that fall away


def _step_row(row: BatchUnit, act: UnitAct, actor: User, at: datetime) -> None:
    """Move a locked row, with the deadlines that the step ends."""
    row.state = next_status(UNIT_TRANSITIONS, act, row.state)
    row.save(update_fields=["state", "received_at", "rated_at"])
    if act == UnitAct.RECEIVE:
        close_deadline(kind="recall_files", target=row, actor=actor, at=at)
    for kind in ENDED_BY.get(act, ()):
        cancel_deadline(kind=kind, target=row, actor=actor, at=at)
    audit.record(actor=actor, act=act, target=row, at=at)


def follow(batch: ReviewBatch, *, actor: User, at: datetime) -> None:
    """批次随单位走: after scoring, the batch stands at the stage that every unit with drawn files has reached; with none left it is through.

    Called with the batch locked.
    """
    states = set(batch.rows.exclude(state=UnitState.NO_FILES).values_list("state", flat=True))
    slowest = min(states, key=lambda state: UNIT_ORDER.index(UnitState(state)), default=UnitState.VERIFIED)
    _stand_at(batch, BATCH_FOLLOWS.get(UnitState(slowest)), actor, at)


def follow_before_draw(batch: ReviewBatch, *, actor: User, at: datetime) -> None:
    """自查与自评: the batch moves on when a first, and when every, unit has confirmed its catalogue."""
    _stand_at(batch, stage_before_draw(batch), actor, at)


def stage_before_draw(batch: ReviewBatch) -> BatchState:
    """Where a batch stands while its catalogues are open: by how many units have confirmed theirs."""
    states = set(batch.rows.values_list("state", flat=True))
    if states == {UnitState.CATALOGUE_DUE}:
        return BatchState.PUBLISHED
    return BatchState.SELF_CHECK if UnitState.CATALOGUE_DUE in states else BatchState.SELF_REPORT_DUE


def _stand_at(batch: ReviewBatch, state: BatchState | None, actor: User, at: datetime) -> None:
    stages = list(BatchState.values)
    if state is None or stages.index(state) <= stages.index(batch.state):
        return
    batch.state = state
    batch.save(update_fields=["state"])
    audit.record(actor=actor, act="follow_units", act_label=f"批次转入{state.label}", target=batch, at=at)


def fall_back(batch: ReviewBatch, state: BatchState, *, actor: User, at: datetime) -> None:
    """批次随单位退回: a unit went back, and a batch that had gone past that stage stands at it again. Called with the batch locked."""
    stages = list(BatchState.values)
    if batch.state not in BATCH_FOLLOWS.values() or stages.index(batch.state) <= stages.index(state):
        return
    batch.state = state
    batch.save(update_fields=["state"])
    audit.record(actor=actor, act="follow_units", act_label=f"批次退回{state.label}", target=batch, at=at)
