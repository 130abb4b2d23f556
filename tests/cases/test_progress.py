"""办理步骤 of a batch and of a unit in it, each with its day."""

from datetime import datetime, timedelta

from accounts.models import User
from cases.actions.draw import draw_files, lock_frame
from cases.actions.recall import request_files
from cases.models import BatchUnit, ReviewBatch
from cases.progress import batch_steps, unit_steps
from core.look import Step


def shown(steps: list[Step]) -> dict[str, tuple[str, str]]:
    return {step.label: (step.state, step.note) for step in steps}


def test_a_draw_shows_its_own_day(published: ReviewBatch, confirmed: BatchUnit, inspector: User, at: datetime) -> None:
    lock_frame(batch=published, actor=inspector, at=at)
    assert shown(batch_steps(ReviewBatch.objects.get()))["抽取"] == ("now", "")

    draw_files(batch=published, actor=inspector, at=at + timedelta(days=1))

    row = BatchUnit.objects.get()
    assert (shown(batch_steps(row.batch))["抽取"], shown(unit_steps(row))["抽取"]) == (("now", "3月6日"), ("done", "3月6日"))
    assert shown(unit_steps(row))["调卷"] == ("now", "")

    request_files(batch=row.batch, actor=inspector, at=at + timedelta(days=4))

    assert shown(unit_steps(BatchUnit.objects.get()))["抽取"] == ("done", "3月6日")
