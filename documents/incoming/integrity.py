"""完整性 of papers received: numbers without a gap, one running clock where a day is owed and none elsewhere, a record that ends where the paper stands."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from core.notices.models import Deadline
from documents.incoming.clock import CONFIDENTIAL, PLAIN, kind_of
from documents.incoming.models import Incoming, IncomingStep
from documents.incoming.numbers import gaps, number_text
from documents.incoming.workflow import OWED


def check() -> list[str]:
    """Sentences naming what is broken; empty when all holds."""
    return [*gaps(), *_numbers(), *_clocks(), *_records()]


def _numbers() -> list[str]:
    rows = Incoming.objects.values_list("year", "seq", "number")
    return [f"收文 {number} 与登记的年份、顺序号不一致" for year, seq, number in rows if number != number_text(year, seq)]


def _clocks() -> list[str]:
    """The open deadline of each paper: of its kind, on its day, given to its handler."""
    rows = Deadline.objects.open().filter(kind__in=(PLAIN, CONFIDENTIAL))
    running = {target: (kind, due_on, assignee) for kind, target, due_on, assignee in rows.values_list("kind", "target_id", "due_on", "assignee_id")}
    faults = []
    for row in Incoming.objects.only("pk", "number", "status", "due_on", "handler_id", "is_confidential"):
        wanted = (kind_of(row), row.due_on, row.handler_id) if row.status in OWED and row.due_on else None
        if running.get(str(row.pk)) != wanted:
            faults.append(f"{row.number}（{row.get_status_display()}）的期限与状态不符")
    return faults


def _records() -> list[str]:
    newest = IncomingStep.objects.filter(incoming=OuterRef("pk")).order_by("-pk")
    rows = Incoming.objects.annotate(told=Subquery(newest.values("status")[:1])).values_list("number", "status", "told")
    return [f"{number}的办理记录与现状不符" for number, status, told in rows if status != told]
