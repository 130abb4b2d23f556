"""Requests and answers in the states that tests begin with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Unit, User
from submissions.actions.answering import save_answer
from submissions.actions.drafting import draft_request
from submissions.actions.handing_in import approve_hand_in, hand_in
from submissions.actions.opening import open_request
from submissions.actions.series import start_series
from submissions.models import RequestSeries, Shape, Submission, SubmissionRequest
from submissions.periods import PeriodKind
from submissions.tables.fields import Field, FieldKind, fields_as_json

FIELDS = fields_as_json(
    [
        Field("name", "培训班名称", FieldKind.TEXT, required=True),
        Field("held_on", "举办日期", FieldKind.DAY, required=True),
        Field("people", "参训人数", FieldKind.INTEGER, required=True, least="0"),
        Field("mode", "培训方式", FieldKind.CHOICE, choices=("线上", "线下", "线上线下结合")),
    ]
)
ROW = {"name": "行政处罚法培训班", "held_on": "2026-03-05", "people": "42", "mode": "线下"}


def drafted(actor: User, at: datetime, units: Sequence[Unit], **facts: Any) -> SubmissionRequest:
    """报送任务草稿: a table of four columns, due in ten days."""
    said: dict[str, Any] = {
        "title": "培训情况统计表",
        "basis": "年度培训计划",
        "shape": Shape.TABLE,
        "fields": FIELDS,
        "due_on": at.date() + timedelta(days=10),
    }
    return draft_request(actor=actor, at=at, units=units, **(said | facts))


def opened(actor: User, at: datetime, units: Sequence[Unit], **facts: Any) -> SubmissionRequest:
    """报送中的任务 with one answer for each unit."""
    return open_request(request=drafted(actor, at, units, **facts), actor=actor, at=at)


def answer_of(request: SubmissionRequest, unit: Unit) -> Submission:
    return request.submissions.get(unit=unit)


def filled(submission: Submission, liaison: User, at: datetime, *rows: dict[str, str]) -> Submission:
    return save_answer(submission=submission, actor=liaison, at=at, seen=None, rows=rows or [ROW])


def reported(submission: Submission, liaison: User, leader: User, at: datetime, *rows: dict[str, str]) -> Submission:
    """已报: filled in by the liaison and let go by the unit's leader."""
    handed = hand_in(submission=filled(submission, liaison, at, *rows), actor=liaison, at=at)
    return approve_hand_in(submission=handed, actor=leader, at=at) if handed.request.needs_approval else handed


def serial(actor: User, at: datetime, units: Sequence[Unit], first_on: date = date(2026, 3, 1), **facts: Any) -> RequestSeries:
    """每月一次的周期任务, asked after the month's end, due in seven working days."""
    said: dict[str, Any] = {"title": "培训情况统计表", "basis": "年度培训计划", "fields": FIELDS, "period_kind": PeriodKind.MONTH}
    return start_series(actor=actor, at=at, units=units, first_on=first_on, **(said | facts))
