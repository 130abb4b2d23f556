"""完整性: one running clock for every answer that is owed in a running request and none for others, a history that ends where the answer stands."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, Subquery

from core.notices.models import Deadline
from submissions.deadlines import DEADLINE
from submissions.models import HandIn, Submission, SubmissionStep
from submissions.workflow import WITH_UNIT, RequestStatus, SubmissionStatus


def check() -> list[str]:
    """One sentence for each broken invariant."""
    return [*_clocks(), *_histories(), *_versions()]


def _clocks() -> list[str]:
    running = set(Deadline.objects.open().filter(kind=DEADLINE).values_list("target_id", flat=True))
    owed = {str(pk) for pk in Submission.objects.filter(request__status=RequestStatus.OPEN, status__in=WITH_UNIT).values_list("pk", flat=True)}
    without = [f"报送件 {pk} 应报而没有期限" for pk in sorted(owed - running)]
    return without + [f"报送件 {pk} 不应报而期限未办结" for pk in sorted(running - owed)]


def _histories() -> list[str]:
    newest = SubmissionStep.objects.filter(submission=OuterRef("pk")).order_by("-at", "-pk")
    told = Submission.objects.annotate(told_status=Subquery(newest.values("status")[:1]), told_due_on=Subquery(newest.values("due_on")[:1]))
    broken = told.filter(~Q(told_status=F("status")) | ~Q(told_due_on=F("due_on")) | Q(told_status=None))
    return [f"报送件 {pk} 的沿革与现状不符" for pk in broken.values_list("pk", flat=True)]


def _versions() -> list[str]:
    """What counts as accepted has a version that was taken as good."""
    good = HandIn.objects.filter(submission=OuterRef("pk"), accepted_at__isnull=False)
    bare = Submission.objects.filter(status=SubmissionStatus.ACCEPTED).exclude(Exists(good))
    return [f"报送件 {pk} 审核通过而没有报送版本" for pk in bare.values_list("pk", flat=True)]
