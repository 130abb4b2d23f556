"""重复索要: columns and parts that units are asked for again within twelve months. Basis: REG825-8."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from core.sheets.header import normal
from submissions.models import SubmissionRequest
from submissions.models.request import PUBLISHED, RequestQuerySet

TWELVE_MONTHS = timedelta(days=365)
GENERAL = frozenset({"单位", "单位名称", "备注", "序号", "填报人", "联系电话", "联系人", "日期"})  # what every form carries


@dataclass(frozen=True)
class Repeat:
    """One column asked again within twelve months in a request of another kind."""

    heading: str
    first: SubmissionRequest
    again: SubmissionRequest


def headings_of(request: SubmissionRequest) -> dict[str, str]:
    """What a request asks people to fill in and does not know by itself: heading without its blanks and brackets → heading."""
    if request.is_table:
        asked = [field["heading"] for field in request.fields if field.get("kind") != "formula" and field.get("key") not in request.sources]
    else:
        asked = [part["heading"] for part in request.parts]
    return {normal(heading): "".join(heading.split()) for heading in asked if heading.strip() not in GENERAL}


def repeats_of(request: SubmissionRequest, user: User, at: datetime) -> list[Repeat]:
    """Each column of a draft that another request asked for within twelve months, the newest one named."""
    wanted, found = headings_of(request), dict[str, Repeat]()
    for other in _published(user).filter(opened_at__gte=at - TWELVE_MONTHS).order_by("-opened_at", "-pk") if wanted else ():
        for name in headings_of(other).keys() & wanted.keys() - found.keys() if _is_other_kind(other, request) else ():
            found[name] = Repeat(wanted[name], other, request)
    return [found[name] for name in wanted if name in found]


def repeats_in(year: int, user: User) -> list[Repeat]:
    """What was asked again in `year`, newest first; the periods of one series are one question."""
    seen: dict[str, list[SubmissionRequest]] = defaultdict(list)
    found: list[Repeat] = []
    for request in _published(user).filter(opened_at__date__range=(date(year - 1, 1, 1), date(year, 12, 31))).order_by("opened_at", "pk"):
        for name, heading in sorted(headings_of(request).items()):
            earlier = [one for one in seen[name] if _is_other_kind(one, request) and _is_within(one, request)]
            if earlier and request.asked_on and request.asked_on.year == year:
                found.append(Repeat(heading, earlier[-1], request))
            seen[name].append(request)
    return found[::-1]


def _published(user: User) -> RequestQuerySet:
    return SubmissionRequest.objects.visible_to(user).filter(status__in=PUBLISHED).defer("guide", "blank_layout")


def _is_other_kind(one: SubmissionRequest, request: SubmissionRequest) -> bool:
    """Not a period of the same series, nor the request itself."""
    return one.pk != request.pk and (request.series_id is None or one.series_id != request.series_id)


def _is_within(one: SubmissionRequest, request: SubmissionRequest) -> bool:
    return one.opened_at is not None and request.opened_at is not None and request.opened_at - one.opened_at <= TWELVE_MONTHS
