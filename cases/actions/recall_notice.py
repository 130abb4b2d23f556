"""调卷通知: the notice that calls a unit's drawn files in; from its service the unit's days run. Basis: REVIEW-RECALL."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.in_use import answering_today
from accounts.models import User
from cases import notices
from cases.actions.steps import require
from cases.documents import recall_content
from cases.models import BatchUnit, DrawnFile
from cases.workflow import ORGANISE, FileState, UnitState
from core import audit
from core.errors import IllegalTransition
from core.notices.actions import cancel_deadline, open_deadline
from documents.actions import draft
from documents.actions.terms import carry_reply_day
from documents.models import Document, Service
from documents.notices import term_of

CLOCK = "recall_files"  # the kind of deadline, and the rule it is counted by


def called_in(row: BatchUnit) -> QuerySet[DrawnFile]:
    """待调卷: the unit's drawn files that have not arrived."""
    return row.files.standing().exclude(state=FileState.RECEIVED).select_related("entry").order_by("position")


def draft_notice(row: BatchUnit, files: Iterable[DrawnFile], record: str, actor: User, at: datetime) -> Document:
    """The draft over these files; the caller keeps it on the row."""
    return draft(
        kind="recall",
        title=f"关于调阅{row.batch.name}抽中案卷的通知",
        to_unit=answering_today(row.unit),
        content=recall_content(row.batch, files, record),
        source=row,
        source_label=row.batch.name,
        source_url=row.get_absolute_url(),
        actor=actor,
        at=at,
        rule_code=CLOCK,
    )


@transaction.atomic
def draft_recall(*, row: BatchUnit, actor: User, at: datetime) -> Document:
    """重新拟制调卷通知: in place of one that was dropped or revoked, over the files that are still missing."""
    require(actor, ORGANISE)
    row = BatchUnit.objects.visible_to(actor).select_for_update(of=("self",)).select_related("batch", "unit").get(pk=row.pk)
    record = row.batch.current_draw()
    if row.state != UnitState.FILES_REQUESTED or row.recall_id is not None or record is None:
        raise IllegalTransition("调卷通知撤稿、撤销后，案卷到齐前可以重新拟制。")
    row.recall = draft_notice(row, called_in(row), record.number, actor, at)
    row.save(update_fields=["recall"])
    audit.record(actor=actor, act="draft_recall", act_label="重新拟制调卷通知", target=row, at=at)
    return row.recall


def recall_served(document: Document, service: Service, actor: User, at: datetime) -> None:
    """调卷通知送达: named in DOCUMENT_HANDLERS; the unit is told and its days begin, unless its files are in already."""
    row = BatchUnit.objects.select_for_update(of=("self",)).select_related("batch", "unit").filter(recall=document).first()
    record = row.batch.current_draw() if row is not None else None
    if row is None or record is None or row.state != UnitState.FILES_REQUESTED:
        return
    cancel_deadline(kind=CLOCK, target=row, actor=actor, at=at)  # one that ran from the request, as before this notice began the count
    deadline = open_deadline(
        kind=CLOCK, target=row, title=f"{row.batch.name}：报送抽中案卷", unit=row.unit, actor=actor, at=at, start_on=service.served_on, verb="报送",
        url=row.get_absolute_url(), start_event="收到调卷通知", basis=f"{document.number}载明", **term_of(service),
    )  # fmt: skip
    notices.tell_recall(row, number=document.number, count=called_in(row).count(), due_on=deadline.due_on, record=record.number, at=at)


def recall_day_moved(target_id: str, day: date, actor: User, at: datetime) -> None:
    """调卷: named in DEADLINE_KINDS; the notice states the new day."""
    row = BatchUnit.objects.get(pk=target_id)
    carry_reply_day(row.recall_id, row.unit_id, day)


def recall_taken_back(document: Document, actor: User, at: datetime) -> None:
    """撤稿或者撤销调卷通知: named in DOCUMENT_HANDLERS; its clock stops, and another may be drafted while files are missing."""
    row = BatchUnit.objects.select_for_update(of=("self",)).filter(recall=document, state=UnitState.FILES_REQUESTED).first()
    if row is None:
        return
    cancel_deadline(kind=CLOCK, target=row, actor=actor, at=at)
    row.recall = None
    row.save(update_fields=["recall"])
    audit.record(actor=actor, act="recall_taken_back", act_label="调卷通知撤回", target=row, at=at, note=document.number or document.title)
