"""目录与自评: the unit confirms its list of closed files, may ask to leave one out or report a missing one, and assesses itself."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.separation import same_person
from cases import notices
from cases.actions.batch import catalogue_key
from cases.actions.steps import follow_before_draw, require, take_row
from cases.models import BatchUnit, CatalogueEntry
from cases.scoring import is_past_limit
from cases.workflow import APPROVE, CATALOGUE, ORGANISE, UNDRAWN_UNITS, EntryState, UnitAct, UnitState
from core import audit
from core.errors import DomainError, IllegalTransition
from core.files.models import StoredFile
from core.notices.actions import close_deadline


def _editable(row: BatchUnit, actor: User, permission: str, states: Collection[str]) -> BatchUnit:
    """The unit's row, locked, while its catalogue may still change."""
    require(actor, permission)
    found = BatchUnit.objects.visible_to(actor).select_for_update(of=("self",)).select_related("batch", "unit").get(pk=row.pk)
    if found.state not in states:
        raise IllegalTransition("目录已经确认或已锁定抽取范围，不能再改。")
    return found


@transaction.atomic
def ask_exclusion(*, entry: CatalogueEntry, actor: User, at: datetime, reason: str) -> CatalogueEntry:
    """申请剔除: the unit says why a listed act should not be in the frame; the bureau settles it."""
    row = _editable(entry.row, actor, CATALOGUE, {UnitState.CATALOGUE_DUE})
    if entry.state != EntryState.LISTED:
        raise IllegalTransition("这件案卷已申请剔除或已处理。")
    entry.state, entry.reason = EntryState.EXCLUSION_ASKED, reason
    entry.save(update_fields=["state", "reason"])
    audit.record(actor=actor, act="ask_exclusion", act_label="申请剔除", target=row, at=at, note=f"{entry}：{reason}")
    return entry


@transaction.atomic
def settle_exclusion(*, entry: CatalogueEntry, actor: User, at: datetime, is_accepted: bool, note: str) -> CatalogueEntry:
    """处理剔除申请: accepted → out of the frame; refused → back in, with the reason kept."""
    row = _editable(entry.row, actor, ORGANISE, UNDRAWN_UNITS)
    if entry.state != EntryState.EXCLUSION_ASKED:
        raise IllegalTransition("这件案卷没有待处理的剔除申请。")
    entry.state = EntryState.EXCLUDED if is_accepted else EntryState.LISTED
    entry.settled_note = note
    entry.save(update_fields=["state", "settled_note"])
    label = "同意剔除" if is_accepted else "不同意剔除"
    audit.record(actor=actor, act="settle_exclusion", act_label=label, target=row, at=at, note=f"{entry}：{note}")
    return entry


@transaction.atomic
def report_missing(
    *,
    row: BatchUnit,
    actor: User,
    at: datetime,
    document_no: str,
    title: str,
    reason: str,
    case_no: str = "",
    party: str = "",
    kind: str = "",
    filed_on: date | None = None,
    decided_on: date | None = None,
    closed_on: date | None = None,
) -> CatalogueEntry:
    """补报: a closed file of the period that the register does not know; it enters the frame marked 单位补报."""
    row = _editable(row, actor, CATALOGUE, {UnitState.CATALOGUE_DUE})
    kind = kind or row.batch.rubrics.all()[0].kind
    key = catalogue_key(row, kind, case_no, document_no)
    if row.entries.filter(key=key).exists() or (document_no and row.entries.filter(document_no=document_no).exists()):
        raise DomainError(f"{document_no or case_no} 已在目录里。")
    entry = CatalogueEntry.objects.create(
        row=row, kind=kind, key=key, case_no=case_no, document_no=document_no, title=title, party=party, filed_on=filed_on, decided_on=decided_on,
        closed_on=closed_on, is_late=is_past_limit(filed_on, decided_on), state=EntryState.REPORTED, reason=reason,
    )  # fmt: skip
    audit.record(actor=actor, act="report_missing", act_label="补报案卷", target=row, at=at, note=str(entry))
    return entry


@transaction.atomic
def confirm_catalogue(*, row: BatchUnit, actor: User, at: datetime) -> BatchUnit:
    """确认目录: the unit stands for its list; the self-report is next."""
    row = take_row(row, UnitAct.CONFIRM_CATALOGUE, actor)
    row.confirmed_at, row.confirmed_by = at, actor
    row.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    close_deadline(kind="review_catalogue", target=row, actor=actor, at=at)
    audit.record(actor=actor, act=UnitAct.CONFIRM_CATALOGUE, target=row, at=at)
    follow_before_draw(row.batch, actor=actor, at=at)
    return row


@transaction.atomic
def submit_self_report(*, row: BatchUnit, actor: User, at: datetime, text: str, file: StoredFile | None = None) -> BatchUnit:
    """提交自评报告 for the unit's own approval; it leaves the unit only when approved."""
    row = _editable(row, actor, CATALOGUE, {UnitState.CATALOGUE_CHECKED})
    row.self_report_text, row.self_report_at, row.self_report_by = text, at, actor
    row.self_report_file = file or row.self_report_file
    row.save(update_fields=["self_report_text", "self_report_file", "self_report_at", "self_report_by"])
    audit.record(actor=actor, act="submit_self_report", act_label="提交自评报告", target=row, at=at)
    notices.tell_self_report(row, at)
    return row


@transaction.atomic
def return_self_report(*, row: BatchUnit, actor: User, at: datetime, reason: str) -> BatchUnit:
    """退回自评报告: the unit's leader wants it changed before it leaves."""
    row = _editable(row, actor, APPROVE, {UnitState.CATALOGUE_CHECKED})
    if row.self_report_at is None:
        raise IllegalTransition("还没有提交自评报告。")
    row.self_report_at = None
    row.save(update_fields=["self_report_at"])
    audit.record(actor=actor, act="return_self_report", act_label="退回自评报告", target=row, at=at, note=reason)
    return row


@transaction.atomic
def approve_self_report(*, row: BatchUnit, actor: User, at: datetime, paper_by: str = "") -> BatchUnit:
    """自评报告单位审核: by the unit's leader online, or recorded by the liaison with the name of whoever approved on paper."""
    row = take_row(row, UnitAct.APPROVE_SELF_REPORT, actor, CATALOGUE if paper_by else "")
    if row.self_report_at is None or row.self_report_by is None:
        raise IllegalTransition("还没有提交自评报告。")
    if not paper_by and same_person(actor, row.self_report_by):
        raise PermissionDenied("提交人不能审核本人提交的自评报告。")
    row.approved_at, row.approved_by, row.approved_on_paper_by = at, actor, paper_by
    row.save(update_fields=["state", "approved_at", "approved_by", "approved_on_paper_by"])
    close_deadline(kind="self_report", target=row, actor=actor, at=at)
    audit.record(actor=actor, act=UnitAct.APPROVE_SELF_REPORT, target=row, at=at, note=f"线下审核人：{paper_by}" if paper_by else "")
    return row
