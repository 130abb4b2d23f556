"""文号: taking, typing and voiding numbers. A series has no gap: the counter row is locked until the act commits.

Basis: GB9704 (form of the number), REG825-26.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max

from core import numbering
from core.audit.trail import record
from core.errors import DomainError
from core.numbering import next_free, refuse_next, series_faults
from documents.models import Document, DocumentKind, NumberCounter, NumberGap, NumberRegister, NumberState

if TYPE_CHECKING:
    from accounts.models import User

NUMBER = re.compile(r"^(?P<code>[^〔〕\s\d]{2,18})〔(?P<year>20\d{2})〕(?P<seq>[1-9]\d{0,5})号$")


def number_text(agency_code: str, year: int, seq: int) -> str:
    """明司执监意〔2026〕3号: full-width brackets, no leading zero, no 第."""
    return f"{agency_code}〔{year}〕{seq}号"


def parse_number(text: str) -> tuple[str, int, int]:
    """机关代字, year and sequence of a typed number; half-width brackets are taken for the full-width ones."""
    tidy = re.sub(r"\s", "", text).translate(str.maketrans("[]【】（）()", "〔〕〔〕〔〕〔〕"))
    found = NUMBER.match(tidy)
    if not found:
        raise DomainError("文号应写成“明政执监决〔2026〕3号”：机关代字、六角括号里的年份、不补零的顺序号。")
    return found["code"], int(found["year"]), int(found["seq"])


def locked_counter(agency_code: str, year: int) -> NumberCounter:
    """The series' counter, locked until the transaction ends."""
    NumberCounter.objects.bulk_create([NumberCounter(agency_code=agency_code, year=year)], ignore_conflicts=True)
    return NumberCounter.objects.select_for_update().get(agency_code=agency_code, year=year)


def next_number(agency_code: str, year: int) -> str:
    """What the counter would give now; for the screen, not a promise."""
    last = NumberCounter.objects.filter(agency_code=agency_code, year=year).values_list("last", flat=True).first() or 0
    return number_text(agency_code, year, _next_of(agency_code, year, last))


def _next_of(agency_code: str, year: int, last: int) -> int:
    return next_free(last, lambda seq: _is_placed(agency_code, year, seq))


def _is_placed(agency_code: str, year: int, seq: int) -> bool:
    return NumberRegister.objects.filter(agency_code=agency_code, year=year, seq=seq).exists()


def take_number(document: Document, *, typed: str, year: int, actor: User, at: datetime) -> str:
    """取号: the next of the series, or the typed one after checking that it is free; the register row is written with it."""
    if not document.kind.is_counted and not typed.strip():
        raise DomainError("这类文书的文号由制发机关给定，请录入文号。")
    if typed.strip():
        agency_code, year, seq = _typed(document, typed, year)
    else:
        agency_code = document.kind.agency_code
        counter = locked_counter(agency_code, year)
        counter.last = seq = _next_of(agency_code, year, counter.last)
        counter.save(update_fields=["last"])
    row = NumberRegister.objects.create(
        agency_code=agency_code,
        year=year,
        seq=seq,
        text=number_text(agency_code, year, seq),
        is_typed=bool(typed.strip()),
        document=document,
        taken_at=at,
        taken_by=actor,
    )
    return row.text


def _typed(document: Document, typed: str, dated_year: int) -> tuple[str, int, int]:
    """Check a typed number: of the kind's own series, in the year of the document; where we count, the next one, or one from before the counter."""
    agency_code, year, seq = parse_number(typed)
    if (agency_code, year) != (document.kind.agency_code, dated_year):
        raise DomainError(f"{document.kind.short_name}的文号应为 {document.kind.agency_code}〔{dated_year}〕×号，请核对机关代字和年份。")
    if document.kind.is_counted or NumberCounter.objects.filter(agency_code=agency_code, year=year).exists():
        counter = locked_counter(agency_code, year)
        coming = _next_of(agency_code, year, counter.last)
        if seq > coming:
            raise DomainError(f"跳号：{agency_code}〔{year}〕下一号为 {coming}，不能用 {seq}。")
        if seq == coming:
            counter.last = seq
            counter.save(update_fields=["last"])
    taken = NumberRegister.objects.filter(agency_code=agency_code, year=year, seq=seq).first()
    if taken:
        raise DomainError(f"文号 {taken.text} 已{'作废' if taken.state == NumberState.VOIDED else '使用'}，请核对。")
    return agency_code, year, seq


def void(document: Document, *, reason: str, actor: User, at: datetime) -> str:
    """作废: the number keeps its place in the register with the reason; the document is free of it."""
    row = NumberRegister.objects.select_for_update().get(document=document, state=NumberState.USED)
    row.state, row.voided_at, row.voided_by, row.void_reason = NumberState.VOIDED, at, actor, reason[:200]
    row.save(update_fields=["state", "voided_at", "voided_by", "void_reason"])
    record(actor=actor, act="void_number", act_label="作废文号", target=row, at=at, note=reason)
    return row.text


def highest_given(agency_code: str, year: int) -> int:
    """The highest number of the series that a document of the system took, voided ones included."""
    rows = NumberRegister.objects.filter(agency_code=agency_code, year=year, document__import_batch=None)
    return rows.aggregate(n=Max("seq"))["n"] or 0


@transaction.atomic
def set_next_number(*, agency_code: str, year: int, number: int, reason: str, actor: User, at: datetime) -> NumberCounter:
    """设置下一号: the numbers skipped are kept as 启用前已用 with the reason; never at or below one that the system gave.

    Too far a jump is taken back by a lower one; places of imported documents are passed over when the counter comes there.
    Raises PermissionDenied, DomainError without a reason, for a code no kind of document bears, for a number taken or of the paper register.
    """
    if not actor.has_perm("documents.manage_kinds"):
        raise PermissionDenied
    if not reason.strip():
        raise DomainError("请填写理由。")
    if not DocumentKind.objects.filter(agency_code=agency_code).exists():
        raise DomainError(f"没有机关代字为“{agency_code}”的文书种类，请先在文书种类里设置。")
    counter = locked_counter(agency_code, year)
    old = counter.last + 1
    given = max(highest_given(agency_code, year), counter.opened_after)
    refuse_next(f"{agency_code}〔{year}〕", number, given=given, last=counter.last, is_taken=lambda seq: _is_placed(agency_code, year, seq))
    go_on_from(counter, number, reason, actor, at)
    record(actor=actor, act="set_next_number", act_label="设置下一号", target=counter, at=at, note=reason, changes={"next": [old, number]})
    return counter


def go_on_from(counter: NumberCounter, number: int, reason: str, actor: User, at: datetime) -> None:
    """Let the locked counter of a series give `number` next."""
    series = {"agency_code": counter.agency_code, "year": counter.year}
    numbering.go_on_from(counter, NumberGap, series, number, reason=reason, actor=actor, at=at)


def gaps() -> list[str]:
    """Series whose register does not run without a gap from the start to the counter, 启用前已用 left out. What was brought in beyond the counter is passed over."""
    before: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for agency_code, year, first, last in NumberGap.objects.values_list("agency_code", "year", "first", "last"):
        before[agency_code, year].append((first, last))
    found = []
    for counter in NumberCounter.objects.filter(last__gt=F("opened_after")):
        rows = NumberRegister.objects.filter(agency_code=counter.agency_code, year=counter.year).exclude(
            seq__gt=counter.last, document__import_batch__isnull=False
        )
        have, left_out = rows.values_list("seq", flat=True), before[counter.agency_code, counter.year]
        series = f"文号 {counter.agency_code}〔{counter.year}〕"
        found += series_faults(series, have, last=counter.last, opened_after=counter.opened_after, left_out=left_out)
    return found
