"""反馈与整改: one letter per unit, drafted from the findings; when it is served every finding becomes an order; 复核 ends it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.in_use import answering_today
from accounts.models import User
from cases import notices
from cases.actions.objection import TERM, running_term
from cases.actions.steps import follow, lock_row, require, take_row
from cases.documents import feedback_content
from cases.models import BatchUnit, DrawnFile, Finding
from cases.numbers import numbers_of
from cases.workflow import ORGANISE, UNIT_TRANSITIONS, ReviewState, UnitAct, UnitState
from core import audit
from core.errors import DomainError, IllegalTransition
from core.look.numbers import day_in_words
from core.notices.actions import cancel_deadline, open_deadline
from core.workflow import next_status
from documents.actions import draft
from documents.models import Document, Service
from documents.notices import term_of
from rectification.actions.order import Problem, issue_order
from rectification.workflow import OPEN_STATUSES

RECTIFICATION_RULE = "rectification"
SOURCE = "review"


def findings_for_letter(row: BatchUnit) -> list[Finding]:
    """Findings of the unit's files that go into the letter, in the order of the draw."""
    found = Finding.objects.filter(file__row=row, is_dropped=False).exclude(file__state="replaced")
    return list(found.select_related("file__entry", "item").order_by("file__position", "item__order"))


@transaction.atomic
def draft_feedback(*, row: BatchUnit, actor: User, at: datetime) -> Document:
    """拟制反馈函: the letter goes its own way from here (核稿、签发、制发、送达). Basis: REVIEW-FEEDBACK."""
    require(actor, ORGANISE)
    row = BatchUnit.objects.visible_to(actor).select_for_update(of=("self",)).select_related("batch", "unit").get(pk=row.pk)
    if row.state != UnitState.SCORED or row.feedback_id is not None:
        raise IllegalTransition("全部案卷评定后拟制反馈函，每个单位一件。")
    _refuse_objected(row, "拟制反馈函")
    files = list(DrawnFile.objects.filter(row=row).standing().select_related("entry").order_by("position"))
    findings = findings_for_letter(row)
    row.feedback = draft(
        kind="feedback",
        title=f"关于{row.batch.name.removesuffix('评查')}评查情况的反馈函",
        to_unit=answering_today(row.unit),
        content=feedback_content(row, numbers_of(files), files, findings),
        source=row,
        source_label=row.batch.name,
        source_url=row.get_absolute_url(),
        actor=actor,
        at=at,
        rule_code=RECTIFICATION_RULE,
        asks_answer=bool(findings),
    )
    row.save(update_fields=["feedback"])
    audit.record(actor=actor, act="draft_feedback", act_label="拟制反馈函", target=row, at=at)
    return row.feedback


@transaction.atomic
def feedback_served(document: Document, service: Service, actor: User, at: datetime) -> None:
    """反馈函送达: named in DOCUMENT_HANDLERS; the unit's row moves on, the time for objections runs, the orders are issued."""
    addressed = BatchUnit.objects.filter(feedback=document).first()
    if addressed is None:
        return
    row = lock_row(addressed)
    row.state, row.feedback_at = next_status(UNIT_TRANSITIONS, UnitAct.ISSUE_FEEDBACK, row.state), at
    row.save(update_fields=["state", "feedback_at"])
    audit.record(actor=actor, act=UnitAct.ISSUE_FEEDBACK, target=row, at=at, note=document.number)
    open_deadline(
        kind=TERM, target=row, title=f"{row.batch.name}：提出异议", unit=row.unit, actor=actor, at=at, start_on=service.served_on, rule_code="objection",
        url=row.get_absolute_url(), start_event="反馈函送达", verb="提出异议",
    )  # fmt: skip
    findings = findings_for_letter(row)
    if findings:
        _start_rectifying(row, findings, service, actor, at)
    follow(row.batch, actor=actor, at=at)


def _start_rectifying(row: BatchUnit, findings: list[Finding], service: Service, actor: User, at: datetime) -> None:
    """转入整改: one order per finding that has none, by the term that the letter states; the finding keeps its order."""
    answers = answering_today(row.unit)
    document, due_on, term = service.document, service.reply_due_on or timezone.localdate(at), term_of(service)
    for finding in findings:
        if finding.order_id is not None:  # put right under an earlier letter that was revoked
            continue
        order = issue_order(
            unit=answers,
            title=f"{finding.file}：{finding.fault}",
            problems=[Problem(text=finding.text, basis=finding.item.basis, item=finding.item.code, case_text=str(finding.file))],
            source_kind=SOURCE,
            source_id=str(finding.pk),
            source_label=row.batch.name,
            source_url=finding.file.get_absolute_url(),
            basis=finding.item.basis,
            issue_type=finding.item.code,
            start_on=service.served_on,
            actor=actor,
            at=at,
            document=document,
            **term,
        )
        finding.order, due_on = order, order.due_on
        finding.save(update_fields=["order"])
    row.state = next_status(UNIT_TRANSITIONS, UnitAct.START_RECTIFYING, row.state)
    row.save(update_fields=["state"])
    audit.record(actor=actor, act=UnitAct.START_RECTIFYING, target=row, at=at, note=f"{len(findings)} 个问题")
    numbers = numbers_of(row.files.all())
    notices.tell_feedback(row, number=document.number, rate=numbers.rate_text, due_on=due_on, files=numbers.drawn, findings=len(findings), at=at)


@transaction.atomic
def verify_row(*, row: BatchUnit, actor: User, at: datetime) -> BatchUnit:
    """复核通过: every finding's order has ended, no objection waits and none can come any more; the unit's part of the batch is done."""
    row = take_row(row, UnitAct.VERIFY, actor)
    _refuse_unfinished(row, timezone.localdate(at))
    row.verified_at = at
    row.save(update_fields=["state", "verified_at"])
    cancel_deadline(kind=TERM, target=row, actor=actor, at=at)
    audit.record(actor=actor, act=UnitAct.VERIFY, target=row, at=at)
    follow(row.batch, actor=actor, at=at)
    return row


def _refuse_objected(row: BatchUnit, what: str) -> None:
    objected = row.files.filter(review_state=ReviewState.OBJECTED).count()
    if objected:
        raise DomainError(f"还有 {objected} 卷异议没有答复，答复后才能{what}。")


def _refuse_unfinished(row: BatchUnit, on: date) -> None:
    still_open = Finding.objects.filter(file__row=row, order__status__in=OPEN_STATUSES).count()
    if still_open:
        raise DomainError(f"还有 {still_open} 个问题没有销号，销号后才能复核。")
    _refuse_objected(row, "复核")
    term = running_term(row, on)
    if term is not None:
        raise DomainError(f"异议期限{day_in_words(term.due_on)}届满，届满或者单位声明无异议后才能复核。")
