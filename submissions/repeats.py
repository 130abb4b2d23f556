"""重复要求: columns that units have been asked for already in the last twelve months. Basis: REG825-8."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from core.sheets.header import normal
from submissions.models import SubmissionRequest

MONTHS, MOST = timedelta(days=366), 200
GENERAL = frozenset({"单位", "单位名称", "备注", "序号", "填报人", "联系电话", "联系人", "日期"})


@dataclass(frozen=True)
class Repeat:
    """A column asked before, and where."""

    heading: str
    request: SubmissionRequest


def repeats_of(request: SubmissionRequest, user: User, at: datetime) -> list[Repeat]:
    """Each column of `request` that another request asked for, the newest one named; periods of its own series aside."""
    asked = [field["heading"] for field in request.fields if field.get("kind") != "formula"] if request.is_table else []
    wanted = {normal(heading): heading for heading in asked if heading not in GENERAL}
    earlier = SubmissionRequest.objects.visible_to(user).filter(opened_at__gte=at - MONTHS).exclude(pk=request.pk).order_by("-opened_at")
    if request.series_id:
        earlier = earlier.exclude(series=request.series_id)
    found: dict[str, Repeat] = {}
    for other in earlier.only("title", "period_kind", "period_on", "fields", "opened_at")[:MOST] if wanted else ():
        for field in other.fields:
            name = normal(field["heading"])
            if name in wanted and name not in found:
                found[name] = Repeat(wanted[name], other)
    return list(found.values())
