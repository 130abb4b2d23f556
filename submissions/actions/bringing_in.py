"""启用前数据: requests that were sent out before the system and that some units still owe; what was handed in then is only on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import Unit, User
from core.day_bounds import beginning_of
from submissions.actions.clocks import run_clocks
from submissions.models import RequestUnit, Shape, Submission, SubmissionRequest, SubmissionStep
from submissions.workflow import RequestStatus, SubmissionStatus

if TYPE_CHECKING:
    from core.sheets import Row
    from core.sheets.models import ImportBatch

DONE_BEFORE, ASKED_BEFORE = "系统启用前已报送，材料未录入。", "启用前下发"


def bring_in(rows: Sequence[Row], *, batch: ImportBatch | None, actor: User, at: datetime) -> list[SubmissionRequest]:
    """导入未完成的任务: materials are asked for on the old day; one reminder makes up for days past.

    Called inside the import's transaction, which has asked the power and writes the audit entry.
    """
    return [_bring_one(row, batch, actor, at) for row in rows]


def _bring_one(row: Row, batch: ImportBatch | None, actor: User, at: datetime) -> SubmissionRequest:
    asked_at = beginning_of(row["asked_on"])
    request = SubmissionRequest.objects.create(
        title=row["title"], basis=row["basis"], guide=row.get("guide", "") or "", shape=Shape.FILES, due_on=row["due_on"], status=RequestStatus.OPEN,
        needs_approval=False, created_by=actor, created_at=at, opened_by=actor, opened_at=asked_at, import_batch=batch,
    )  # fmt: skip
    done = {unit.pk for unit in row["done"]}
    units = {unit.pk: unit for unit in (*row["asked"], *row["done"])}.values()
    RequestUnit.objects.bulk_create([RequestUnit(request=request, unit=unit) for unit in units])
    answers = Submission.objects.bulk_create([_answer(request, unit, is_done=unit.pk in done) for unit in units])
    SubmissionStep.objects.bulk_create([_step(answer, asked_at, actor) for answer in answers])
    owed = [answer for answer in answers if answer.status == SubmissionStatus.DUE]
    run_clocks(owed, actor, at, ASKED_BEFORE)
    return request


def _answer(request: SubmissionRequest, unit: Unit, *, is_done: bool) -> Submission:
    if is_done:
        return Submission(request=request, unit=unit, due_on=request.due_on, status=SubmissionStatus.BEFORE, reason=DONE_BEFORE)
    return Submission(request=request, unit=unit, due_on=request.due_on, asked=1)


def _step(answer: Submission, at: datetime, actor: User) -> SubmissionStep:
    label = "启用前已报送" if answer.status == SubmissionStatus.BEFORE else ASKED_BEFORE
    return SubmissionStep(submission=answer, at=at, status=answer.status, due_on=answer.due_on, act="bring-in", label=label, actor=actor, note=answer.reason)
