"""A review round over one unit with one file, written as rows: for tests that ask who gets in, not how it came about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Unit, User
from cases.actions.batch import catalogue_key
from cases.actions.draw import stratum_of
from cases.actions.objection import TERM
from cases.drawing import SizeRule, canonical_frame, draw, frame_hash
from cases.models import ActKind, BatchUnit, CatalogueEntry, Draw, DrawnFile, FileScan, Finding, ReviewBatch, ReviewSheet
from cases.rubric_files import SHIPPED, load
from cases.workflow import BatchState, FileState, Grade, ReviewState, SheetState, UnitState
from core.files.models import StoredFile
from core.notices.actions import open_deadline
from tests.documents.papers import PDF
from tests.factories.files import kept_file

SIZE, SEED = SizeRule(number=1), "0" * 32
GRADED = {"final_score": 98, "final_grade": Grade.EXCELLENT}


def review_row(unit: Unit, staff: User, at: datetime, state: str = UnitState.CATALOGUE_DUE, batch_state: str = BatchState.SCORING, **facts: Any) -> BatchUnit:
    """The unit's row in a round of its own."""
    batch = ReviewBatch.objects.create(
        name="2026年第一批案卷评查", period_from=date(2025, 1, 1), period_to=date(2025, 12, 31), number=SIZE.number, state=batch_state,
        catalogue_due_on=date(2099, 3, 20), self_report_due_on=date(2099, 4, 10), created_by=staff, created_at=at,
        published_at=None if batch_state == BatchState.DRAFT else at,
    )  # fmt: skip
    batch.rubrics.set([load(SHIPPED[0], at)[0]])
    return BatchUnit.objects.create(batch=batch, unit=unit, state=state, **facts)


def listed_entry(row: BatchUnit, **facts: Any) -> CatalogueEntry:
    """目录条目 of the row."""
    number = "明水罚决〔2025〕1号"
    key = catalogue_key(row.unit, ActKind.PENALTY, "", number)
    return CatalogueEntry.objects.create(row=row, kind=ActKind.PENALTY, key=key, document_no=number, title="未经批准取水案", party="明川县甲商行", **facts)


def locked_frame(entry: CatalogueEntry, staff: User, at: datetime, seed: str = "") -> Draw:
    """抽取范围 of this one entry; drawn where there is a seed."""
    frame = canonical_frame([(stratum_of(entry), entry.key)])
    drawn = {"seed": seed, "drawn_at": at, "drawn_by": staff, "result": draw(frame, seed, SIZE)} if seed else {}
    return Draw.objects.create(
        batch=entry.row.batch,
        number=f"CQ-{entry.row.batch_id}",
        frame=frame,
        frame_hash=frame_hash(frame),
        size_rule=SIZE.as_record(),
        frozen_at=at,
        frozen_by=staff,
        **drawn,
    )


def drawn_file(row: BatchUnit, staff: User, at: datetime, state: str = FileState.RECEIVED, review: str = ReviewState.UNASSIGNED, **facts: Any) -> DrawnFile:
    """抽中案卷 of the row; `is_late` makes its decision late."""
    entry = listed_entry(row, is_late=facts.pop("is_late", False))
    made = locked_frame(entry, staff, at, SEED)
    return DrawnFile.objects.create(draw=made, row=row, entry=entry, rubric=row.batch.rubrics.get(), position=1, state=state, review_state=review, **facts)


def case_pdf(unit: Unit, by: User, at: datetime) -> StoredFile:
    """An uploaded scan of one page."""
    return kept_file("case_file", "案卷.pdf", PDF, by, at, unit=unit, pages=1)


def scanned(file: DrawnFile, by: User, at: datetime) -> StoredFile:
    """案卷扫描件 of a drawn file."""
    stored = case_pdf(file.row.unit, by, at)
    FileScan.objects.create(drawn=file, file=stored, added_at=at, added_by=by)
    return stored


def seat(file: DrawnFile, reviewer: User, place: int, at: datetime, state: str = SheetState.SUBMITTED) -> ReviewSheet:
    """A reviewer's sheet on the file, handed in at 98 points unless told otherwise."""
    result = {"score": 98, "grade": Grade.EXCELLENT, "submitted_at": at} if state == SheetState.SUBMITTED else {}
    return ReviewSheet.objects.create(file=file, reviewer=reviewer, seat=place, state=state, assigned_at=at, **result)


def finding(file: DrawnFile) -> Finding:
    """发现的问题 about the first item of the rubric."""
    return Finding.objects.create(file=file, item=file.rubric.items.filter(is_veto=False)[0], text="缺证据来源")


def running_objection_term(row: BatchUnit, staff: User, at: datetime) -> None:
    """异议期限 that will not end soon."""
    open_deadline(kind=TERM, target=row, title="提出异议", unit=row.unit, actor=staff, at=at, due_on=at.date() + timedelta(days=3650))
