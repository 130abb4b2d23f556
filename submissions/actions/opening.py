"""下发: every chosen unit gets its answer to write, with what is known already, and its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.in_use import refuse_gone
from accounts.models import Unit, User, acted
from core.audit.trail import record
from core.errors import DomainError
from core.notices.texts import full_day
from submissions.actions.clocks import run_clocks
from submissions.actions.drafting import lacking, refuse_changed_draft
from submissions.actions.steps import advance_request
from submissions.models import RequestUnit, Submission, SubmissionRequest, SubmissionStep
from submissions.prefill import first_answer, known_values, last_answers
from submissions.workflow import MANAGE, RequestAct, SubmissionStatus

OPENED = "下发"


@transaction.atomic
def open_request(*, request: SubmissionRequest, actor: User, at: datetime, seen: str = "") -> SubmissionRequest:
    """下发报送任务: DomainError while something lacks or the day has passed, StaleForm when it is no longer what the page showed.

    The units' people are told by their deadlines.
    """
    found = advance_request(request, RequestAct.OPEN, actor)
    refuse_changed_draft(found, seen)
    missing = lacking(found)
    if missing:
        raise DomainError(f"还缺 {len(missing)} 项：{'、'.join(word.rstrip('。') for word in missing)}。填齐后才能下发。")
    if found.due_on < timezone.localdate(at):
        raise DomainError(f"截止日期{full_day(found.due_on)}已过，请修改后再下发。")
    found.opened_by, found.opened_at = actor, at
    found.save(update_fields=["status", "opened_by", "opened_at"])
    units = list(Unit.objects.filter(pk__in=found.chosen.values("unit"), is_active=True))
    ask_units(found, units, actor, at)
    record(actor=actor, act=RequestAct.OPEN, target=found, at=at, note=f"{len(units)} 个单位")
    return found


def ask_units(request: SubmissionRequest, units: Sequence[Unit], actor: User, at: datetime) -> list[Submission]:
    """One answer, one first step and one deadline for each unit, in a handful of statements however many there are."""
    known, last = known_values(request, units, request.period), last_answers(request)
    rows = []
    for unit in units:
        answer, prefilled = first_answer(request, unit, last.get(unit.pk), known)
        rows.append(Submission(request=request, unit=unit, due_on=request.due_on, answer=answer, asked=request.fields_asked, prefilled=prefilled))
    made = Submission.objects.bulk_create(rows, batch_size=500)
    due = SubmissionStatus.DUE
    steps = [SubmissionStep(submission=row, at=at, status=due, due_on=row.due_on, act=RequestAct.OPEN, label=OPENED, **acted(actor)) for row in made]
    SubmissionStep.objects.bulk_create(steps, batch_size=500)
    run_clocks(made, actor, at, OPENED)
    return made


@transaction.atomic
def add_unit(*, request: SubmissionRequest, unit: Unit, actor: User, at: datetime, due_on: date | None = None) -> Submission:
    """增加报送单位 to a request that runs, with a day of its own where the first one is too near."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    found = SubmissionRequest.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=request.pk)
    if not found.is_open:
        raise DomainError(f"《{found}》{found.get_status_display()}，不能增加报送单位。")
    refuse_gone([unit], "增加为报送单位")
    if found.submissions.filter(unit=unit).exists():
        raise DomainError(f"{unit}已在报送单位中。")
    day = due_on or found.due_on
    if day < timezone.localdate(at):
        raise DomainError("截止日期不能早于今天，请为新增单位另定日期。")
    RequestUnit.objects.get_or_create(request=found, unit=unit)
    found.due_on = day
    made = ask_units(found, [unit], actor, at)[0]
    record(actor=actor, act="add-unit", act_label="增加报送单位", target=found, at=at, note=str(unit))
    return made
