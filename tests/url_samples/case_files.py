"""A drawn file of `world.unit` in the state of each act, what was found in it, and a sheet of `world`'s reviewer."""

from __future__ import annotations

import base64
from typing import Any

from cases.models import DrawnFile, Objection
from cases.workflow import FileState, Grade, ReviewState, SheetState, UnitState
from tests.factories.accounts import UserFactory
from tests.factories.files import kept_file
from tests.factories.reviews import GRADED, drawn_file, finding, review_row, scanned, seat
from tests.url_samples import Sample, World
from tests.url_samples.cases import row_address, row_in, told_row

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def _file(world: World, review: str, **facts: Any) -> DrawnFile:
    return drawn_file(row_in(world, UnitState.FILES_RECEIVED), world.people["bureau_staff"], world.at, review=review, **facts)


def _seated(world: World, review: str, *states: str, **facts: Any) -> DrawnFile:
    """A file under review by people of another unit."""
    file = _file(world, review, **facts)
    for place, state in enumerate(states, start=1):
        seat(file, UserFactory(unit=world.other_unit), place, world.at, state)
    return file


def _told(world: World, review: str) -> DrawnFile:
    """A file whose grade a letter has told."""
    return drawn_file(told_row(world), world.people["bureau_staff"], world.at, review=review, **GRADED)


def file_drawn(world: World) -> dict[str, Any]:
    return {"pk": drawn_file(row_in(world, UnitState.FILES_REQUESTED), world.people["bureau_staff"], world.at, FileState.REQUESTED).pk}


def file_received(world: World) -> dict[str, Any]:
    return {"pk": _file(world, ReviewState.UNASSIGNED).pk}


def file_late(world: World) -> dict[str, Any]:
    return {"pk": _file(world, ReviewState.UNASSIGNED, is_late=True).pk}


def file_one_seat(world: World) -> dict[str, Any]:
    return {"pk": _seated(world, ReviewState.ASSIGNED, SheetState.ASSIGNED).pk}


def file_split(world: World) -> dict[str, Any]:
    return {"pk": _seated(world, ReviewState.SPLIT, *[SheetState.SUBMITTED] * 3).pk}


def file_submitted(world: World) -> dict[str, Any]:
    return {"pk": _seated(world, ReviewState.SUBMITTED, *[SheetState.SUBMITTED] * 2, **GRADED).pk}


def row_to_grade(world: World) -> dict[str, Any]:
    return row_address(_seated(world, ReviewState.SUBMITTED, *[SheetState.SUBMITTED] * 2, **GRADED).row)


def file_told(world: World) -> dict[str, Any]:
    return {"pk": _told(world, ReviewState.CONFIRMED).pk}


def file_objected(world: World) -> dict[str, Any]:
    file = _told(world, ReviewState.OBJECTED)
    filed = {"filed_at": world.at, "filed_by": world.people["dept_liaison"], "old_score": 98, "old_grade": Grade.EXCELLENT}
    Objection.objects.create(file=file, text="事实有误。", **filed)
    return {"pk": file.pk}


def file_finding(world: World) -> dict[str, Any]:
    file = _file(world, ReviewState.CONFIRMED, **GRADED)
    return {"pk": file.pk, "finding_pk": finding(file).pk}


def _sheet_of(world: World, is_veto: bool | None = None) -> dict[str, Any]:
    """Of the reviewer, on a file of the other unit: nobody reviews the own one."""
    row = review_row(world.other_unit, world.people["bureau_staff"], world.at, UnitState.FILES_RECEIVED)
    file = drawn_file(row, world.people["bureau_staff"], world.at, review=ReviewState.ASSIGNED)
    scanned(file, world.people["sibling"], world.at)
    made = seat(file, world.people["reviewer"], 1, world.at, SheetState.ASSIGNED)
    return {"pk": made.pk, **({} if is_veto is None else {"item_pk": file.rubric.items.filter(is_veto=is_veto)[0].pk})}


def scan(world: World) -> dict[str, Any]:
    return {"pk": scanned(_file(world, ReviewState.UNASSIGNED), world.people["dept_liaison"], world.at).pk}


def scan_page(world: World) -> dict[str, Any]:
    return {**scan(world), "number": 1}


def approval_picture(world: World) -> dict[str, Any]:
    liaison = world.people["dept_liaison"]
    picture = kept_file("self_report_approval", "审核件.png", PIXEL, liaison, world.at, unit=world.unit)
    row_in(
        world,
        UnitState.SELF_REPORTED,
        approved_at=world.at,
        approved_on_paper_by="方伯衡",
        approved_on_paper_on=world.at.date(),
        approved_on_paper_scan=picture,
    )
    return {"pk": picture.pk}


def sheet(world: World) -> dict[str, Any]:
    return _sheet_of(world)


def sheet_item(world: World) -> dict[str, Any]:
    return _sheet_of(world, is_veto=False)


def sheet_veto(world: World) -> dict[str, Any]:
    return _sheet_of(world, is_veto=True)


SAMPLES: dict[str, Sample] = {
    "file-drawn": file_drawn,
    "file-received": file_received,
    "file-late": file_late,
    "file-one-seat": file_one_seat,
    "file-split": file_split,
    "file-submitted": file_submitted,
    "row-to-grade": row_to_grade,
    "file-told": file_told,
    "file-objected": file_objected,
    "file-finding": file_finding,
    "scan": scan,
    "scan-page": scan_page,
    "approval-picture": approval_picture,
    "sheet-of-reviewer": sheet,
    "sheet-item": sheet_item,
    "sheet-veto": sheet_veto,
}
