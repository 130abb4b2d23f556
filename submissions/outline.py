"""一项任务的概况: its stages and its facts in words, for the pages about it."""

from __future__ import annotations

from core.look import Step
from submissions.models import SubmissionRequest
from submissions.workflow import RequestStatus

STAGES = ((RequestStatus.DRAFT, "草拟"), (RequestStatus.OPEN, "报送"), (RequestStatus.CLOSED, "办结"))


def steps_of(request: SubmissionRequest) -> list[Step]:
    """草拟 → 报送 → 办结; a cancelled one stops where it stood."""
    order = [status for status, _ in STAGES]
    if request.status == RequestStatus.CANCELLED:
        here = 1 if request.opened_at else 0
        return [Step(label, "done" if place <= here else "later", "已撤销" if place == here else "") for place, (_, label) in enumerate(STAGES)]
    here = order.index(RequestStatus(request.status))
    closed = request.status == RequestStatus.CLOSED
    return [Step(label, "done" if place < here or closed else "now" if place == here else "later", "") for place, (_, label) in enumerate(STAGES)]


def head_of(request: SubmissionRequest) -> list[tuple[str, str]]:
    """What is asked, in words."""
    rules = [
        "可以零报告" if request.allows_nil else "不接受零报告",
        "须单位审核" if request.needs_approval else "联络员直接报送",
        *(["须上传盖章扫描件"] if request.needs_scan else []),
        *(["预填上期内容"] if request.series_id and request.prefills_last else []),
    ]
    facts = [
        ("依据", request.basis),
        ("报送形式", f"{request.get_shape_display()}，{'，'.join(rules)}"),
        ("已掌握数据的说明", request.held_note),
        ("填报说明", request.guide),
    ]
    return [(term, value) for term, value in facts if value]
