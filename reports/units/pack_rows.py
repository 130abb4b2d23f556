"""材料包的内容: everything a pack says, as plain rows; only what the unit knows or may know. No address, no identity number, masked telephones."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Unit, User
from core.notices.proof import ProofLine, proofs_of
from documents.contexts import context_for
from documents.models import Service
from documents.render import house
from rectification.models import Order
from rectification.workflow import Status as OrderStatus
from reports.units.asked import Asked, Section, day
from reports.units.contacts import answering_for
from reports.units.page import facts_of, subject_of
from reports.units.parts_matters import matters_of, owed_deadlines, standing_services
from reports.units.parts_reviews import told_findings
from reports.units.sections import sections_of

MOST, MOST_PROOFS, MOST_TEXTS = 100, 60, 10
Rows = dict[str, Any]


def collect(unit: Unit, user: User, at: datetime) -> Rows:
    """内容 as of `at`, judged by what `user` may see and the unit was told."""
    asked = Asked(unit, user, timezone.localdate(at), is_told_only=True)
    people = answering_for(unit, asked.on)
    return {
        "unit": unit.name,
        "bureau": settings.BUREAU_NAME,
        "is_sample": settings.DEMO,
        "as_of": moment(at),
        "made_by": user.name,
        "facts": [[term, str(value)] for term, value in facts_of(unit, subject_of(asked)) if value],
        "contacts": [[contact.name, contact.posts, contact.phone] for contact in people.contacts],
        "missing": people.missing,
        "sections": [_section(section) for section in sections_of(asked, MOST)],
        "closed": _closed(asked),
        "findings": _findings(asked),
        "proofs": _proofs(asked),
        "texts": _texts(asked),
    }


def digest_of(rows: Rows) -> str:
    """SHA-256 of the canonical form: sorted keys, no blanks; equal content gives an equal digest."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def moment(at: datetime | None) -> str:
    """2026-03-05 14:32, — for none."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"


def _section(section: Section) -> Rows:
    return {
        "title": section.title,
        "listed": section.listed,
        "figures": [[figure.label, figure.value] for figure in section.figures],
        "heads": [head.label for head in section.heads],
        "rows": [[cell.text for _, cell in row] for row in section.rows],
    }


def _closed(asked: Asked) -> list[list[str]]:
    """近一年销号的整改."""
    rows = Order.objects.visible_to(asked.user).filter(unit=asked.unit, status=OrderStatus.CLOSED, closed_at__date__gt=asked.on - timedelta(days=365))
    return [
        [order.number, order.title, day(order.due_on), day(timezone.localdate(order.closed_at)) if order.closed_at else "—", "是" if order.is_recurring else ""]
        for order in rows.order_by("-closed_at", "-pk")[:MOST]
    ]


def _findings(asked: Asked) -> list[list[str]]:
    """评查发现的问题, the last rounds first."""
    rows = told_findings(asked).select_related("file__row__batch", "file__entry", "order").order_by("-file__row__batch_id", "file_id", "pk")
    return [
        [finding.file.row.batch.name, finding.file.entry.number, finding.text, finding.order.get_status_display() if finding.order else "未下达整改"]
        for finding in rows[:MOST]
    ]


def _proofs(asked: Asked) -> list[Rows]:
    """催办证明 of every open matter about which something was sent."""
    deadlines = list(owed_deadlines(asked).order_by("due_on", "pk")[:MOST_PROOFS])
    told, names = proofs_of(deadlines), matters_of(deadlines)
    return [{"matter": names[row.pk], "due_on": day(row.due_on), "lines": [_line(line) for line in told[row.pk]]} for row in deadlines if told.get(row.pk)]


def _line(line: ProofLine) -> list[str]:
    return [moment(line.at), line.to, line.by, line.what, line.state, moment(line.read_at)]


def _texts(asked: Asked) -> list[Rows]:
    """Texts of the letters that are still open with the unit, the last first."""
    rows = standing_services(asked).unfinished().select_related("document__kind").order_by("-served_on", "-pk")[:MOST_TEXTS]
    return [_text(service) for service in rows]


def _text(service: Service) -> Rows:
    document = service.document
    context = context_for(document, house(), year=service.served_on.year if service.served_on else 0)
    return {
        "number": document.number,
        "title": document.title,
        "served_on": day(service.served_on),
        "blocks": [[block.level, block.lead, block.text] for block in context["blocks"]],
        "date": context["date"],
    }
