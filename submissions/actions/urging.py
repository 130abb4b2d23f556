"""催办: one unit, or all that have not answered, at once; told once a day and person, and every time kept as proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast

from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError
from core.notices.actions import URGE, deadline_of
from core.notices.actions import note_phone_urging as note_call
from core.notices.models import Deadline, DeadlineQuerySet
from core.notices.urging import urge_many, urged_today
from submissions.actions.steps import locked
from submissions.deadlines import DEADLINE
from submissions.models import Submission, SubmissionRequest
from submissions.models.submission import SubmissionQuerySet


@dataclass
class Urged:
    """催办结果: units that were told, those told today already, those of which nobody could be told."""

    told: list[str] = field(default_factory=list)
    told_before: list[str] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """已提醒 6 个单位的联络员；2 个今天已提醒过，本次跳过。"""
        parts = [f"已提醒 {len(self.told)} 个单位"] if self.told else []
        parts += [f"{len(self.told_before)} 个今天已提醒过，本次跳过"] if self.told_before else []
        parts += [f"{'、'.join(self.nobody)}没有在岗的联络员，请电话催办并登记"] if self.nobody else []
        return "；".join(parts) + "。" if parts else "没有未报的单位，不用催办。"


@transaction.atomic
def urge_missing(*, request: SubmissionRequest, actor: User, at: datetime, only: Iterable[int] | None = None) -> Urged:
    """催办未报单位 of a request: all of them, or those of the answers `only`."""
    if not actor.has_perm(URGE):
        raise PermissionDenied
    missing = Submission.objects.visible_to(actor).missing().filter(request=request)
    return _urge(missing if only is None else missing.filter(pk__in=list(only)), request, actor, at)


def clocks_of(pks: Iterable[str] | QuerySet[Any]) -> DeadlineQuerySet:
    """The open deadlines of these answers, named as texts."""
    return Deadline.objects.open().filter(kind=DEADLINE, target_kind=Submission._meta.label_lower, target_id__in=pks)


def foreseen(request: SubmissionRequest, count: int, on: date) -> str:
    """催办前, of `count` units that have not answered: 将提醒 6 个单位的联络员；其中 2 个今天已提醒过，本次跳过。"""
    missing = request.submissions.missing().annotate(key=Cast("pk", CharField())).values("key")
    done = urged_today(clocks_of(missing), on)
    return f"将提醒 {count} 个单位的联络员{f'；其中 {done} 个今天已提醒过，本次跳过' if done else ''}。"


def _urge(missing: SubmissionQuerySet, about: SubmissionRequest | Unit, actor: User, at: datetime) -> Urged:
    owed = {str(row.pk): row for row in missing.select_related("unit").select_for_update(of=("self",)).order_by("pk")}
    counts = urge_many(deadlines=clocks_of(list(owed)), actor=actor, at=at, states={pk: row.state_words for pk, row in owed.items()})
    urged, told = Urged(), []
    for pk, submission in owed.items():
        count = counts.get(pk)
        group = urged.nobody if count is None else urged.told if count else urged.told_before
        group.append(str(submission.unit))
        if count:
            told.append(submission.pk)
    Submission.objects.filter(pk__in=told).update(urged=F("urged") + 1)
    if told:
        record(actor=actor, act="urge", act_label="催办", target=about, at=at, note="、".join(urged.told))
    return urged


@transaction.atomic
def note_phone_urging(*, submission: Submission, actor: User, at: datetime, person: str, note: str) -> Submission:
    """登记电话催办: who was called and what was said."""
    if not actor.has_perm(URGE):
        raise PermissionDenied
    found = locked(submission, actor)
    clock = deadline_of(found, DEADLINE)
    if clock is None or not clock.is_open:
        raise DomainError(f"{found.unit}现为“{found.state_words}”，不需要催办。")
    note_call(deadline=clock, actor=actor, at=at, person=person, note=note)
    Submission.objects.filter(pk=found.pk).update(urged=F("urged") + 1)
    record(actor=actor, act="urge-phone", act_label="登记电话催办", target=found, at=at, note=note)
    return found


@transaction.atomic
def urge_unit(*, unit: Unit, actor: User, at: datetime) -> Urged:
    """催办一个单位: everything it owes in requests that run."""
    if not actor.has_perm(URGE):
        raise PermissionDenied
    return _urge(Submission.objects.visible_to(actor).missing().filter(unit=unit), unit, actor, at)
