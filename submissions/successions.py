"""报送的承继: answers still owed or under review go to the unit that succeeds, and its place in drafts and series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Unit, User
from accounts.succession import Succession
from submissions.models import RequestSeries, RequestUnit, Submission
from submissions.workflow import RequestStatus, SubmissionStatus

OPEN = (SubmissionStatus.DUE, SubmissionStatus.UNIT_REVIEW, SubmissionStatus.REPORTED, SubmissionStatus.RETURNED)
SeriesUnit = RequestSeries.units.through


def _open(unit: Unit) -> QuerySet[Submission]:
    return Submission.objects.filter(unit=unit, request__status=RequestStatus.OPEN, status__in=OPEN)


def _asked_as_well(rows: QuerySet[Submission], successor: Unit) -> QuerySet[Submission]:
    return rows.filter(request__in=Submission.objects.filter(unit=successor).values("request"))


def _pass_on(rows: Sequence[Submission], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    for row in rows:
        row.unit, row.version = successor, row.version + 1
    Submission.objects.bulk_update(rows, ["unit", "version"], batch_size=500)


def _chosen_instead(rows: Sequence[RequestUnit], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """The successor takes the place of the unit in a draft, once."""
    have = set(RequestUnit.objects.filter(unit=successor).values_list("request", flat=True))
    _take_place(RequestUnit.objects.filter(pk__in=[row.pk for row in rows]), "request", have, successor)


def _asked_instead(rows: Sequence[Any], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """And in what is asked every period."""
    have = set(SeriesUnit.objects.filter(unit=successor).values_list("requestseries", flat=True))
    _take_place(SeriesUnit.objects.filter(pk__in=[row.pk for row in rows]), "requestseries", have, successor)


def _take_place(rows: QuerySet[Any], whose: str, have: set[int], successor: Unit) -> None:
    rows.filter(**{f"{whose}__in": have}).delete()
    rows.update(unit=successor)


SUBMISSIONS = Succession("未办结的报送件", "件", _open, _pass_on, clashing=_asked_as_well, why="承接单位在同一任务里已有报送件，两件分别报送")
CHOSEN = Succession(
    "草拟的报送任务", "个", lambda unit: RequestUnit.objects.filter(unit=unit, request__status=RequestStatus.DRAFT), _chosen_instead, note="改为向承接单位下发"
)
SERIES = Succession("周期报送任务", "个", lambda unit: SeriesUnit.objects.filter(unit=unit), _asked_instead, note="以后各期改为向承接单位下发")
