"""后台任务 of 案卷评查: the papers as PDF; named in JOB_KINDS."""

from __future__ import annotations

from django.utils import timezone

from cases.models import Draw, DrawnFile, ReviewBatch
from cases.papers import draw_context, pdf_of, sheet_context
from core.errors import DomainError
from core.files.actions import store
from core.jobs.models import Job
from core.jobs.run import Beat, Outcome

KIND = "review_paper"
GONE = "这份材料已不在您的查看范围内。"


def paper(job: Job, beat: Beat) -> Outcome:
    """`params` are {"draw": pk} or {"file": pk}; judged again with the requester's rights as they are now."""
    beat(done=0, total=1, stage="排 PDF")
    name, content = _draw(job) if "draw" in job.params else _sheet(job)
    result = store(purpose="job_result", name=f"{name}.pdf", stream_or_bytes=content, actor=job.requested_by, at=timezone.now(), owner=job)
    beat(done=1)
    return Outcome(result=result, summary=f"{name}，可下载。")


def _draw(job: Job) -> tuple[str, bytes]:
    user = job.requested_by
    batches = ReviewBatch.objects.visible_to(user)
    record = Draw.objects.filter(pk=job.params["draw"], batch__in=batches).select_related("batch", "frozen_by", "drawn_by").first()
    if record is None:
        raise DomainError(GONE)
    return f"抽取记录 {record.number}", pdf_of("cases/paper/draw.html", draw_context(record, user), f"draw-{record.number}")


def _sheet(job: Job) -> tuple[str, bytes]:
    related = ("row__batch", "row__unit", "entry", "rubric", "confirmed_by")
    file = DrawnFile.objects.visible_to(job.requested_by).select_related(*related).filter(pk=job.params["file"]).first()
    if file is None or not file.is_open or not job.requested_by.has_perm("cases.organise_reviews"):
        raise DomainError(GONE)
    return f"评查表 {file}", pdf_of("cases/paper/sheet.html", sheet_context(file), f"sheet-{file.pk}")
