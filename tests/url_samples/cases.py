"""A round over `world.unit`: the batch, the unit's row and its catalogue in the state of each act, and the draw."""

from __future__ import annotations

from typing import Any

from cases.models import BatchUnit, Draw, UnmatchedScan
from cases.workflow import BATCH_FOLLOWS, BatchState, EntryState, FileState, ReviewState, UnitState
from tests.factories.reviews import GRADED, case_pdf, drawn_file, listed_entry, locked_frame, review_row, running_objection_term
from tests.url_samples import Sample, World
from tests.url_samples.documents import served_document


def row_in(world: World, state: str, batch_state: str = BatchState.SCORING, **facts: Any) -> BatchUnit:
    """The row of `world.unit` in a round of its own."""
    return review_row(world.unit, world.people["bureau_staff"], world.at, state, batch_state, **facts)


def row_address(row: BatchUnit, **more: Any) -> dict[str, Any]:
    return {"pk": row.batch_id, "row_pk": row.pk, **more}


# --- the batch -----------------------------------------------------------------------------------------------------
def _batch(state: str) -> Sample:
    return lambda world: {"pk": row_in(world, UnitState.VERIFIED, state).batch_id}


def batch_draft(world: World) -> dict[str, Any]:
    return {"pk": row_in(world, UnitState.CATALOGUE_DUE, BatchState.DRAFT).batch_id}


def batch_published(world: World) -> dict[str, Any]:
    return {"pk": listed_entry(row_in(world, UnitState.CATALOGUE_DUE, BatchState.PUBLISHED)).row.batch_id}


def _locked(world: World) -> Draw:
    entry = listed_entry(row_in(world, UnitState.CATALOGUE_CHECKED, BatchState.SAMPLING))
    return locked_frame(entry, world.people["bureau_staff"], world.at)


def batch_locked(world: World) -> dict[str, Any]:
    return {"pk": _locked(world).batch_id}


def _drawn(world: World) -> Draw:
    row = row_in(world, UnitState.DRAWN, BatchState.SAMPLING)
    return drawn_file(row, world.people["bureau_staff"], world.at, FileState.DRAWN).draw


def batch_drawn(world: World) -> dict[str, Any]:
    return {"pk": _drawn(world).batch_id}


def draw(world: World) -> dict[str, Any]:
    made = _drawn(world)
    return {"pk": made.batch_id, "draw_pk": made.pk}


# --- the unit's row ------------------------------------------------------------------------------------------------
def _row(state: str, batch_state: str = BatchState.SCORING) -> Sample:
    return lambda world: row_address(row_in(world, state, batch_state))


def _entry(state: str) -> Sample:
    def made(world: World) -> dict[str, Any]:
        row = row_in(world, UnitState.CATALOGUE_DUE, BatchState.PUBLISHED)
        return row_address(row, entry_pk=listed_entry(row, state=state, reason="" if state == EntryState.LISTED else "重复录入").pk)

    return made


def row_self_report(world: World) -> dict[str, Any]:
    filed = {"self_report_text": "自查一卷。", "self_report_at": world.at, "self_report_by": world.people["dept_liaison"]}
    return row_address(row_in(world, UnitState.CATALOGUE_CHECKED, BatchState.SELF_REPORT_DUE, **filed))


def row_files_requested(world: World) -> dict[str, Any]:
    row = row_in(world, UnitState.FILES_REQUESTED)
    drawn_file(row, world.people["bureau_staff"], world.at, FileState.REQUESTED)
    return row_address(row)


def scan_waiting(world: World) -> dict[str, Any]:
    row, liaison = row_in(world, UnitState.FILES_REQUESTED), world.people["dept_liaison"]
    file = case_pdf(world.unit, liaison, world.at)
    return row_address(row, scan_pk=UnmatchedScan.objects.create(row=row, file=file, added_at=world.at, added_by=liaison).pk)


def row_scored(world: World) -> dict[str, Any]:
    row = row_in(world, UnitState.SCORED, BatchState.RATED)
    drawn_file(row, world.people["bureau_staff"], world.at, review=ReviewState.CONFIRMED, **GRADED)
    return row_address(row)


def told_row(world: World, state: str = UnitState.FEEDBACK_ISSUED, **facts: Any) -> BatchUnit:
    """A row whose letter is served and whose term for objections runs."""
    row = row_in(world, state, BATCH_FOLLOWS[UnitState(state)], feedback=served_document(world), feedback_at=world.at, **facts)
    running_objection_term(row, world.people["bureau_staff"], world.at)
    return row


def row_fed_back(world: World) -> dict[str, Any]:
    return row_address(told_row(world))


def row_report_filed(world: World) -> dict[str, Any]:
    filed = {"report_text": "已补正。", "report_filed_at": world.at, "report_filed_by": world.people["dept_liaison"]}
    return row_address(told_row(world, UnitState.RECTIFYING, **filed))


SAMPLES: dict[str, Sample] = {
    "batch-draft": batch_draft,
    "batch-published": batch_published,
    "batch-locked": batch_locked,
    "batch-drawn": batch_drawn,
    "batch-scoring": _batch(BatchState.SCORING),
    "batch-verified": _batch(BatchState.VERIFIED),
    "batch-closed": _batch(BatchState.CLOSED),
    "draw": draw,
    "row-catalogue-due": _row(UnitState.CATALOGUE_DUE, BatchState.PUBLISHED),
    "row-catalogue-checked": _row(UnitState.CATALOGUE_CHECKED, BatchState.SELF_REPORT_DUE),
    "row-self-report": row_self_report,
    "row-files-requested": row_files_requested,
    "row-scored": row_scored,
    "row-fed-back": row_fed_back,
    "row-report-filed": row_report_filed,
    "row-reported": _row(UnitState.REPORT_SUBMITTED, BatchState.REPORT_SUBMITTED),
    "entry-listed": _entry(EntryState.LISTED),
    "entry-exclusion-asked": _entry(EntryState.EXCLUSION_ASKED),
    "scan-waiting": scan_waiting,
}
