"""拟报送任务: a draft is written, changed and given its units before it goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError
from core.stamps import refuse_stale, stamp_of
from submissions.models import RequestUnit, Shape, SubmissionRequest
from submissions.models.ask import ASK_FIELDS
from submissions.tables.fields import fields_from_json, refused_fields
from submissions.workflow import MANAGE

DRAFT_FIELDS = ("title", "basis", "held_note", "guide", "due_on", "period_kind", "period_on", "allows_nil", "needs_approval", "needs_scan", "prefills_last")
SHAPE_FIELDS = ("shape", "fields", "parts", "sources", "blank", "blank_layout")
WHOLE = (*DRAFT_FIELDS, *SHAPE_FIELDS)


@transaction.atomic
def draft_request(*, actor: User, at: datetime, units: Iterable[Unit] = (), **facts: Any) -> SubmissionRequest:
    """新建报送任务. Basis: REG825-8: why it is asked stands on it from the first moment."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    request = SubmissionRequest.objects.create(created_by=actor, created_at=at, **facts)
    _choose(request, units)
    record(actor=actor, act="draft-request", act_label="新建报送任务", target=request, at=at)
    return request


def draft_of(request: SubmissionRequest, actor: User) -> SubmissionRequest:
    """The draft, locked. DomainError once it has gone out."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    found = SubmissionRequest.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=request.pk)
    if not found.is_draft:
        raise DomainError(f"《{found}》现为“{found.get_status_display()}”，不能再修改。")
    return found


@transaction.atomic
def change_request(
    *, request: SubmissionRequest, actor: User, at: datetime, seen: str = "", stamped: Iterable[str] = (), units: Iterable[Unit] | None = None, **facts: Any
) -> SubmissionRequest:
    """修改报送任务 while it is a draft. Raises StaleForm when one of the `stamped` fields was changed since the page with the stamp `seen` was made."""
    found = draft_of(request, actor)
    refuse_stale(found, stamped, seen, unit_ids(found))
    changes = {name: [str(getattr(found, name)), str(value)] for name, value in facts.items() if getattr(found, name) != value}
    for name, value in facts.items():
        setattr(found, name, value)
    found.save(update_fields=[*facts])
    if units is not None:
        _choose(found, units)
    record(actor=actor, act="change-request", act_label="修改报送任务", target=found, at=at, changes=changes)
    return found


def draft_stamp(request: SubmissionRequest) -> str:
    """Of everything that is asked and of whom: what goes out is what was looked at."""
    return stamp_of(request, WHOLE, unit_ids(request))


def refuse_changed_draft(request: SubmissionRequest, seen: str) -> None:
    """Raises StaleForm when anything of the draft was changed since the page with the stamp `seen` was made."""
    refuse_stale(request, WHOLE, seen, unit_ids(request))


def unit_ids(request: SubmissionRequest) -> list[int]:
    """报送单位 as part of the stamp: a colleague may have added one."""
    return sorted(request.chosen.values_list("unit_id", flat=True))


def _choose(request: SubmissionRequest, units: Iterable[Unit]) -> None:
    """报送单位: exactly these."""
    wanted = {unit.pk: unit for unit in units}
    request.chosen.exclude(unit_id__in=list(wanted)).delete()
    known = set(request.chosen.values_list("unit_id", flat=True))
    RequestUnit.objects.bulk_create([RequestUnit(request=request, unit=unit) for pk, unit in wanted.items() if pk not in known])


@transaction.atomic
def copy_request(*, request: SubmissionRequest, actor: User, at: datetime, due_on: date) -> SubmissionRequest:
    """复制为新任务: what was asked and of whom, with another day."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    facts: Mapping[str, Any] = {name: getattr(request, name) for name in ASK_FIELDS}
    units = Unit.objects.filter(pk__in=request.chosen.values("unit"), is_active=True)
    return draft_request(actor=actor, at=at, units=units, due_on=due_on, **facts)


def lacking(request: SubmissionRequest) -> list[str]:
    """还缺: what a draft needs before it may go out, in words."""
    missing = [] if request.chosen.filter(unit__is_active=True).exists() else ["报送单位"]
    if request.shape == Shape.WORKBOOK and request.blank is None:
        missing.append("司法局表样")
    elif request.is_table:
        missing += refused_fields(fields_from_json(request.fields)) if request.fields else ["表列"]
    if request.shape == Shape.REPORT and not request.parts:
        missing.append("报告组成部分")
    return missing
