"""异议与复核: the unit objects to a grade within its term, or says that it does not; the office looks again, and what falls away is rectified no more."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases import notices
from cases.actions.steps import require, take_file
from cases.models import BatchUnit, DrawnFile, Finding, Objection
from cases.reviewers import refuse_own_file
from cases.scoring import grade_of, half_up
from cases.workflow import CATALOGUE, REVIEW_TRANSITIONS, Grade, ReviewAct
from core import audit
from core.errors import DomainError, IllegalTransition
from core.notices.actions import close_deadline, deadline_of, open_deadline
from core.notices.models import Deadline
from documents.models import Document
from documents.notices import bureau
from rectification.actions.cancelling import cancel_with_source

TERM, ANSWER = "review_objection", "grade_objection"  # the unit's days to object, the office's to answer


def running_term(row: BatchUnit, on: date) -> Deadline | None:
    """异议期限 while the unit may still object on that day; None before the letter, after the last day, or once 无异议 was declared."""
    term = deadline_of(row, TERM)
    return term if term is not None and term.is_open and on <= term.due_on else None


def may_object(file: DrawnFile, on: date) -> bool:
    """Whether the unit may object to this grade on that day: told by a letter, in its term, and not objected to already for that letter."""
    is_open = file.review_state in REVIEW_TRANSITIONS[ReviewAct.OBJECT].sources and file.row.feedback_at is not None
    return is_open and running_term(file.row, on) is not None and not _objected(file)


def _objected(file: DrawnFile) -> bool:
    return Objection.objects.filter(file=file, document=file.row.feedback_id).exists()


def place_of(document: Document) -> str:
    """反馈函的异议在哪里提: named in DOCUMENT_HANDLERS; file by file, from the unit's page."""
    row = BatchUnit.objects.filter(feedback=document).first()
    return f"{row.get_absolute_url()}#files" if row is not None else ""


@transaction.atomic
def object_to_grade(*, file: DrawnFile, actor: User, at: datetime, text: str) -> Objection:
    """提出异议: by the unit, after the feedback letter was served and within its limit. Basis: REVIEW-OBJECTION."""
    file = take_file(file, ReviewAct.OBJECT, actor)
    if file.row.feedback_at is None:
        raise IllegalTransition("反馈函送达后才能提出异议。")
    if running_term(file.row, timezone.localdate(at)) is None:
        raise DomainError("异议期限已届满，或者已声明无异议，不能再提出。")
    if _objected(file):
        raise IllegalTransition("对这份反馈函，这一卷已提过异议。")
    file.save(update_fields=["review_state"])
    facts = {"old_score": file.final_score or Decimal(0), "old_grade": file.final_grade, "was_vetoed": file.is_vetoed}
    objection = Objection.objects.create(file=file, document_id=file.row.feedback_id, text=text, filed_at=at, filed_by=actor, **facts)
    audit.record(actor=actor, act=ReviewAct.OBJECT, target=file, at=at)
    open_deadline(
        kind=ANSWER, target=file, title=f"异议复核：{file}", unit=bureau(), actor=actor, at=at, rule_code="objection_answer", verb="复核",
        url=file.get_absolute_url(),
    )  # fmt: skip
    notices.tell_objection(file, at)
    return objection


@transaction.atomic
def declare_no_objection(*, row: BatchUnit, actor: User, at: datetime) -> BatchUnit:
    """声明无异议: the unit ends its own term early; what it has objected to already is still answered."""
    require(actor, CATALOGUE)
    row = BatchUnit.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=row.pk)
    if running_term(row, timezone.localdate(at)) is None:
        raise IllegalTransition("现在没有进行中的异议期限。")
    close_deadline(kind=TERM, target=row, actor=actor, at=at)
    audit.record(actor=actor, act="declare_no_objection", act_label="声明无异议", target=row, at=at)
    return row


@transaction.atomic
def answer_objection(*, file: DrawnFile, actor: User, at: datetime, answer: str, score: Decimal | None = None, fallen: Iterable[Finding] = ()) -> DrawnFile:
    """复核: the grade stands, or a new score takes its place; by somebody who did not review the file.

    Findings in `fallen` do not stand, nor does a veto once there is a new score; their orders are cancelled.
    """
    file = take_file(file, ReviewAct.ANSWER, actor)
    refuse_own_file(actor, file, "复核本人所评的案卷")
    wanted = {finding.pk for finding in fallen}
    if score is not None:
        file.final_score, file.is_vetoed = half_up(score), False
        file.final_grade = Grade(grade_of(file.final_score, is_vetoed=False, is_capped=file.is_capped))
        wanted |= set(file.findings.filter(item__is_veto=True).values_list("pk", flat=True))
    file.save(update_fields=["review_state", "final_score", "final_grade", "is_vetoed"])
    _drop_findings(file, wanted, actor, at)
    Objection.objects.filter(file=file, answered_at=None).update(answer=answer, answered_at=at, answered_by=actor)
    close_deadline(kind=ANSWER, target=file, actor=actor, at=at)
    audit.record(actor=actor, act=ReviewAct.ANSWER, target=file, at=at, note="变更" if score is not None else "维持")
    notices.tell_objection_answered(file, at)
    return file


def _drop_findings(file: DrawnFile, wanted: set[int], actor: User, at: datetime) -> None:
    """不成立的问题: each with its order, which is cancelled while it is open."""
    reason = f"{file} 的异议成立，复核后这一问题不再列入。"
    for finding in file.findings.filter(pk__in=wanted, is_dropped=False).select_related("order"):
        finding.is_dropped, finding.drop_reason = True, reason[:200]
        finding.save(update_fields=["is_dropped", "drop_reason"])
        audit.record(actor=actor, act="drop_finding", act_label="问题不成立", target=file, at=at, note=finding.text)
        if finding.order is not None:
            cancel_with_source(order=finding.order, actor=actor, at=at, reason=reason)
