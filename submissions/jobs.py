"""后台任务 of 报送: the merged workbook, and the differences of two periods; named in JOB_KINDS."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils import timezone

from core.errors import DomainError
from core.files.actions import store
from core.jobs.models import Job
from core.jobs.run import Beat, Outcome
from submissions.comparing import Pair, changed, changes_of, key_of, pairs_of, previous_of
from submissions.merging import accepted_hand_ins, blank_of, fields_to_merge, parts_of, rows_of
from submissions.models import SubmissionRequest
from submissions.tables.differences import WHOLE_GONE, WHOLE_NEW, Change, differences_workbook
from submissions.tables.merge import merge_into
from submissions.workflow import MANAGE

MERGE, DIFFERENCES = "submission_merge", "submission_differences"
GONE = "这项任务已不在您的查看范围内。"


def _asked(job: Job) -> SubmissionRequest:
    user = job.requested_by
    request = SubmissionRequest.objects.visible_to(user).select_related("blank").filter(pk=job.params["request"]).first()
    if request is None or not user.has_perm(MANAGE):
        raise DomainError(GONE)
    return request


def merge(job: Job, beat: Beat) -> Outcome:
    """汇总: `params` are {"request": pk}; judged again with the requester's rights as they are now."""
    user, request = job.requested_by, _asked(job)
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


def compare(job: Job, beat: Beat) -> Outcome:
    """与上期对比: `params` are {"request": pk, "key": the column that pairs rows}; judged again with the requester's rights as they are now."""
    request = _asked(job)
    before = previous_of(request)
    if before is None:
        raise DomainError("没有上一期，不能对比。")
    pairs = changed(pairs_of(before, request))
    facts = [("本期", str(request)), ("上期", str(before)), ("依据", request.basis)]
    name = f"{request}与上期对比.xlsx"
    with tempfile.TemporaryFile() as file:
        file.writelines(differences_workbook("两期对比", _beaten(request, pairs, key_of(request, job.params["key"]), beat), facts))
        file.seek(0)
        result = store(purpose="job_result", name=name, stream_or_bytes=file, actor=job.requested_by, at=timezone.now(), owner=job)
    return Outcome(result=result, summary=f"{len(pairs)} 个单位的内容与上期不同。")


def _beaten(request: SubmissionRequest, pairs: Sequence[Pair], key: str | None, beat: Beat) -> Iterator[tuple[str, list[Change]]]:
    for number, one in enumerate(changes_of(request, pairs, key)):
        beat(done=number, total=len(pairs), stage="对比各单位内容")
        if one.is_new or one.is_gone:
            yield one.unit.name, [WHOLE_NEW if one.is_new else WHOLE_GONE]
        else:
            yield one.unit.name, one.changes
