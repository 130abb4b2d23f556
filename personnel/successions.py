"""人员的承继: subject, delegations and officers on duty go to the unit that succeeds; who left before stays where he was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from accounts.models import Unit, User
from accounts.succession import Succession, save_unit
from personnel.models import Officer, Subject
from personnel.models.subject import SubjectStatus


def _pass_on_subjects(subjects: Sequence[Subject], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """The successor's own entry on the list stays; without one it takes over the old unit's."""
    today = timezone.localdate(at)
    has_own = Subject.objects.filter(unit=successor).exists()
    for subject in subjects:
        if has_own:
            subject.status, subject.expires_on = SubjectStatus.LAPSED, max(today, subject.effective_on or today)
        else:
            subject.unit = successor
        subject.save(update_fields=["unit", "status", "expires_on"])


SUBJECTS = Succession(
    "执法主体",
    "个",
    lambda unit: Subject.objects.filter(unit=unit, status=SubjectStatus.ACTIVE),
    _pass_on_subjects,
    note="承接单位已有主体资格的，原主体资格失效",
)
DELEGATIONS = Succession("委托执法", "个", lambda unit: Subject.objects.filter(delegator=unit, status=SubjectStatus.ACTIVE), save_unit("delegator"))
OFFICERS = Succession("在岗执法人员", "人", lambda unit: Officer.objects.filter(unit=unit, is_active=True), save_unit())
