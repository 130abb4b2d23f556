"""The history of one unit of any length, written as rows: for tests that ask what a page says of it and what it costs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from accounts.models import Unit, User
from cases.models import DrawnFile, ReviewBatch
from cases.workflow import BatchState, Grade, ReviewState, UnitState
from core.crypto import blind_index
from core.notices.actions import open_deadline
from core.notices.models import Channel, Notice, NoticeState
from documents import actions as documents
from documents.models import Document
from documents.workflow import ServiceState, Status
from personnel.models import Certificate, Officer
from rectification import actions as rectification
from rectification.actions import ProblemText
from rectification.models import Order
from submissions.models import Submission, SubmissionRequest, SubmissionStep
from submissions.workflow import RequestStatus
from supervision.plans.models import Assignment, Plan, PlanItem, Progress
from supervision.plans.workflow import PlanStatus, ShareAct, ShareStatus
from tests.documents.papers import PDF
from tests.factories.cases import EnforcementActFactory
from tests.factories.files import kept_file
from tests.factories.reviews import drawn_file, finding, review_row

TEXT = {"origin": "由来。", "facts": "事实。", "basis": "依据。", "opinions": ["改正。"]}


def order_of(unit: Unit, staff: User, at: datetime, title: str = "未经法制审核", **facts: object) -> Order:
    """A rectification order of thirty days, then as `facts` say."""
    made = rectification.issue_order(
        unit=unit, title=title, problems=[ProblemText("缺审核意见")], source_kind="manual", source_label="监督检查", actor=staff, at=at,
        due_on=at.date() + timedelta(days=30),
    )  # fmt: skip
    Order.objects.filter(pk=made.pk).update(**facts)
    made.refresh_from_db()
    return made


def served_letter(unit: Unit, staff: User, leader: User, at: datetime, kind: str = "opinion") -> Document:
    """A document served on the unit and not yet signed for."""
    letter = documents.draft(kind=kind, title="行政执法监督意见书", to_unit=unit, content=TEXT, actor=staff, at=at)
    file = kept_file("document_issued", "意见书.pdf", PDF, staff, at, owner_kind="documents.document", owner_id=str(letter.pk))
    Document.objects.filter(pk=letter.pk).update(
        status=Status.SERVED, number=f"明司执监意〔2026〕{letter.pk}号", code=f"HISTORY{letter.pk:09}", signed_by=leader, signer_name="沈立诚", signed_at=at,
        dated_on=at.date(), issued_at=at, pdf=file, docx=file, served_at=at, served_on=at.date(), reply_due_on=at.date() + timedelta(days=15),
    )  # fmt: skip
    letter.services.update(
        state=ServiceState.SERVED,
        method="electronic",
        served_at=at,
        served_on=at.date(),
        served_by=staff,
        file=file,
        reply_due_on=at.date() + timedelta(days=15),
    )
    letter.refresh_from_db()
    return letter


def graded_round(unit: Unit, staff: User, at: datetime, number: int, grade: Grade = Grade.GOOD, score: int = 85) -> DrawnFile:
    """A round in which one file of the unit was graded, with one finding; told in a letter of that day."""
    row = review_row(unit, staff, at, UnitState.FEEDBACK_ISSUED, BatchState.DRAFT, feedback_at=at)
    ReviewBatch.objects.filter(pk=row.batch_id).update(name=f"第{number}批案卷评查", state=BatchState.FEEDBACK_ISSUED, published_at=at)
    file = drawn_file(row, staff, at, review=ReviewState.CONFIRMED, final_score=score, final_grade=grade, confirmed_at=at, confirmed_by=staff)
    finding(file)
    return file


def officer_of(unit: Unit, number: int, expires_on: date) -> Officer:
    """An officer with one card."""
    officer = Officer.objects.create(
        name=f"执法{number}", unit=unit, gender="男", identity_tail="419921********0010", identity_index=blind_index(f"{unit.pk}-{number}", purpose="identity")
    )
    Certificate.objects.create(
        officer=officer, kind="enforcement", number=f"1699{unit.pk:04}{number:05}", issued_on=expires_on - timedelta(days=1800), expires_on=expires_on
    )
    return officer


def share_of(unit: Unit, staff: User, at: datetime, number: int, status: ShareStatus = ShareStatus.ASSIGNED) -> Assignment:
    """A task of a running plan, reported on once and answered."""
    plan, _ = Plan.objects.get_or_create(
        name="2026年度计划", defaults={"first_year": 2026, "last_year": 2026, "status": PlanStatus.IN_PROGRESS, "created_by": staff, "created_at": at}
    )
    item = PlanItem.objects.create(plan=plan, number=plan.items.count() + 1, text=f"第{number}项工作任务", due_on=at.date() + timedelta(days=20))
    share = Assignment.objects.create(item=item, unit=unit, unit_text=unit.short_name, status=status, due_on=item.due_on)
    Progress.objects.create(
        assignment=share, at=at, actor=staff, text="已完成自查。", answer=ShareAct.CONFIRM.label, answered_by=staff, answered_at=at + timedelta(days=1)
    )
    return share


def asked_of(unit: Unit, staff: User, at: datetime, number: int, **facts: object) -> Submission:
    """An answer owed to a running request, told by one step."""
    request = SubmissionRequest.objects.create(
        title=f"第{number}张报表", basis="条例第八条", due_on=at.date() + timedelta(days=9), status=RequestStatus.OPEN, created_by=staff, created_at=at,
        opened_by=staff, opened_at=at,
    )  # fmt: skip
    owed = Submission.objects.create(request=request, unit=unit, due_on=request.due_on, **facts)
    SubmissionStep.objects.create(submission=owed, at=at, status=owed.status, due_on=owed.due_on, act="open", label="下发", actor=staff)
    return owed


def urged(order: Order, by: User, person: User, at: datetime) -> None:
    """催办 of that day, as the ledger keeps it: one row a channel."""
    deadline = open_deadline(
        kind="self_report", target=order, title=f"{order.title}：报告", unit=order.unit, actor=by, at=at, due_on=at.date(), url=order.get_absolute_url()
    )
    level = f"urge_{at:%Y%m%d}"
    for channel in (Channel.IN_APP, Channel.EMAIL):
        Notice.objects.create(
            deadline=deadline, version=1, level=level, recipient=person, channel=channel, not_before=at, created_at=at, sent_at=at, state=NoticeState.DELIVERED
        )


def history(unit: Unit, staff: User, leader: User, person: User, at: datetime, count: int) -> None:
    """`count` of everything, one a day backwards from `at`."""
    for number in range(1, count + 1):
        day = at - timedelta(days=number)
        urged(order_of(unit, staff, day, f"第{number}个问题"), staff, person, day + timedelta(hours=3))
        served_letter(unit, staff, leader, day)
        graded_round(unit, staff, day, number)
        officer_of(unit, number, at.date() + timedelta(days=10))
        share_of(unit, staff, day, number)
        asked_of(unit, staff, day, number)
        EnforcementActFactory(unit=unit, case_no=f"史立〔2026〕{number}号", document_no=f"史罚决〔2026〕{number}号")
