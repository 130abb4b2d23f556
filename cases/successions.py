"""案卷评查的承继: a unit's row in a running batch goes to the unit that succeeds. Scores of two rows are never merged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Unit, User
from accounts.succession import Succession, save_unit
from cases.models import BatchUnit
from cases.workflow import ENDED_BATCHES, BatchState, UnitState

FINISHED_ROWS = (UnitState.VERIFIED, UnitState.NO_FILES)


def running_rows(rows: QuerySet[BatchUnit]) -> QuerySet[BatchUnit]:
    """Those of which something is still asked: of a batch under way, not through with it."""
    return rows.exclude(batch__state__in=[*ENDED_BATCHES, BatchState.DRAFT]).exclude(state__in=FINISHED_ROWS)


def _running(unit: Unit) -> QuerySet[BatchUnit]:
    return running_rows(BatchUnit.objects.filter(unit=unit))


def _same_batch(rows: QuerySet[BatchUnit], successor: Unit) -> QuerySet[BatchUnit]:
    return rows.filter(batch__in=BatchUnit.objects.filter(unit=successor).values("batch"))


def _choose_successor(rows: Sequence[BatchUnit], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """In a draft a unit is only chosen: the successor takes its place, once."""
    chosen = set(BatchUnit.objects.filter(unit=successor, batch__in=[row.batch_id for row in rows]).values_list("batch", flat=True))
    for row in rows:
        twin = BatchUnit.objects.filter(pk=row.pk)
        twin.delete() if row.batch_id in chosen else twin.update(unit=successor)


DRAFT_ROWS = Succession("草拟的评查批次", "个", lambda unit: BatchUnit.objects.filter(unit=unit, batch__state=BatchState.DRAFT), _choose_successor)
ROWS = Succession(
    "评查批次",
    "个",
    _running,
    save_unit(),
    clashing=_same_batch,
    why="承接单位在同一批次已有一行，两行分别办理，成绩不合并",
    note="评查员因合并成为本单位人员的，须回避改派",
)
