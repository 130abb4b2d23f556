"""步骤条与办理记录 of one document, from its columns and rows."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from core.look import Event, Step
from documents.models import Document, OpinionRole
from documents.workflow import Status

LABELS = ("拟制", "核稿", "签发", "制发", "送达", "回复", "归档")
STAGES: dict[str, str] = {OpinionRole.DRAFT: "送审"}  # the drafter's opinion is written when the draft is sent in
ENDED = {Status.SERVED: 5, Status.RESPONDED: 6, Status.ARCHIVED: 7}


def _day(at: date | datetime | None) -> str:
    if at is None:
        return ""
    on = timezone.localdate(at) if isinstance(at, datetime) else at
    return f"{on.month}月{on.day}日"


def _place(document: Document) -> int:
    """Index of the step the document stands at."""
    if document.status == Status.DRAFTED:
        return 1 if document.submitted_at else 0
    early = {Status.REVIEWED: 2, Status.SIGNED: 3, Status.ISSUED: 4, Status.SEALED: 4}
    return {**early, **ENDED}.get(Status(document.status), 7)


def steps_of(document: Document) -> list[Step]:
    """Seven stops with the dates that are known; a revoked or dropped document stops where it stood, one from before the system has fewer."""
    if document.came_by_import:
        known = [("线下制发", document.dated_on), *([("送达", document.served_on)] if document.served_on else [])]
        return [*(Step(label, "done", _day(on)) for label, on in known), Step(document.get_status_display(), "now")]
    dates = (document.drafted_at, document.reviewed_at, document.signed_at, document.issued_at, document.served_on, document.responded_at, document.archived_at)
    if document.status == Status.REVOKED:
        return [*(Step(label, "done", _day(at)) for label, at in zip(LABELS, dates, strict=True) if at), Step("撤销", "now", _day(document.revoked_at))]
    if document.status == Status.DROPPED:
        return [Step(LABELS[0], "done", _day(document.drafted_at)), Step("撤稿", "now", _day(document.dropped_at))]
    here = _place(document)
    return [
        Step(label, "done" if place < here else ("now" if place == here else "later"), _day(dates[place]) if place < here or place == 0 else "")
        for place, label in enumerate(LABELS)
    ]


def story_of(document: Document) -> list[Event]:
    """办理记录, newest first."""
    first = (document.drafted_at, "拟制", document.drafted_by.name)
    if document.import_batch is not None:
        first = (document.import_batch.committed_at or document.import_batch.created_at, "启用前线下制发，导入登记", document.drafted_by.name)
    found: list[tuple[datetime, str, str]] = [first]
    found += [
        (row.at, f"{STAGES.get(row.role, row.get_role_display())}{'（线下）' if row.is_on_paper else ''}", row.author_name) for row in document.opinions.all()
    ]
    found += [(row.voided_at, f"文号作废 {row.text}", row.void_reason) for row in document.numbers.all() if row.voided_at]
    found += [(at, label, note) for at, label, note in _milestones(document) if at is not None]
    for service in document.services.all():
        unit = str(service.unit)
        steps = (
            (service.served_at, f"送达{unit}", f"{service.get_method_display()}，{service.served_on}"),
            (service.received_at, f"{unit}签收", service.receiver_name),
            (service.replied_at, f"{unit}回复", ""),
        )
        found += [(at, label, note) for at, label, note in steps if at is not None]
    ordered = sorted(found, key=lambda event: event[0], reverse=True)
    return [Event(label, f"{timezone.localtime(at):%Y-%m-%d %H:%M}{f'　{note}' if note else ''}", "act") for at, label, note in ordered]


def _milestones(document: Document) -> list[tuple[datetime | None, str, str]]:
    return [
        (document.issued_at, f"制发 {document.number}", ""),
        (document.sealed_at, "上传盖章件", ""),
        (document.archived_at, "归档", ""),
        (document.revoked_at, "撤销文书", document.revoke_reason),
        (document.dropped_at, "撤稿", document.drop_reason),
    ]
