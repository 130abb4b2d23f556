"""后台任务 of 报送: the merged workbook; named in JOB_KINDS."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.utils import timezone

from core.errors import DomainError
from core.files.actions import store
from core.jobs.models import Job
from core.jobs.run import Beat, Outcome
from submissions.merging import accepted_hand_ins, blank_of, fields_to_merge, parts_of, rows_of
from submissions.models import SubmissionRequest
from submissions.tables.merge import merge_into
from submissions.workflow import MANAGE

KIND = "submission_merge"
GONE = "这项任务已不在您的查看范围内。"


def merge(job: Job, beat: Beat) -> Outcome:
    """汇总: `params` are {"request": pk}; judged again with the requester's rights as they are now."""
    user = job.requested_by
    request = SubmissionRequest.objects.visible_to(user).select_related("blank").filter(pk=job.params["request"]).first()
    if request is None or not user.has_perm(MANAGE):
        raise DomainError(GONE)
    hand_ins = accepted_hand_ins(request)
    if not hand_ins:
        raise DomainError("还没有审核通过的报送件。")
    total = sum(len(rows_of(hand_in, request)) for hand_in in hand_ins if not hand_in.is_nil)
    blank_bytes, blank = blank_of(request)
    beat(done=0, total=max(total, 1), stage="汇总各单位内容")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "merged.xlsx"
        made = merge_into(
            path, fields=fields_to_merge(request), blank_bytes=blank_bytes, blank=blank, parts=parts_of(request, hand_ins), total=total, beat=beat,
            title=str(request),
        )  # fmt: skip
        with path.open("rb") as stream:
            result = store(purpose="job_result", name=f"{request}汇总.xlsx", stream_or_bytes=stream, actor=user, at=timezone.now(), owner=job)
    nil = sum(hand_in.is_nil for hand_in in hand_ins)
    return Outcome(result=result, summary=f"汇总 {made.units} 个单位 {made.rows} 行{f'，另有 {nil} 个单位零报告' if nil else ''}。")
