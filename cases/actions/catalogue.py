"""目录: the unit confirms its list of closed files, may ask to leave one out or report a missing one."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from cases.actions.batch import catalogue_key
from cases.actions.steps import follow_before_draw, lock_row, require
from cases.limits import CaseLimit
from cases.models import BatchUnit, CatalogueEntry
from cases.workflow import CATALOGUE, ORGANISE, UNDRAWN_UNITS, UNIT_TRANSITIONS, UNLOCKED_BATCHES, EntryState, UnitAct, UnitState
from core import audit
from core.errors import DomainError, IllegalTransition
from core.notices.actions import close_deadline
from core.workflow import next_status


def _editable(row: BatchUnit, actor: User, permission: str, states: Collection[str]) -> BatchUnit:
    """The unit's row, locked, while its catalogue may still change: until the frame is locked."""
    require(actor, permission)
    found = lock_row(BatchUnit.objects.visible_to(actor).get(pk=row.pk))
    if found.batch.state not in UNLOCKED_BATCHES or found.state not in states:
        raise IllegalTransition("目录已经确认或已锁定抽取范围，不能再改。")
    return found


def _entry_of(row: BatchUnit, entry: CatalogueEntry) -> CatalogueEntry:
    """The entry as it stands under the lock of its row; the one at hand may have been settled meanwhile."""
    return row.entries.select_for_update(of=("self",)).get(pk=entry.pk)


@transaction.atomic
def ask_exclusion(*, entry: CatalogueEntry, actor: User, at: datetime, reason: str) -> CatalogueEntry:
    """申请剔除: the unit says why a listed act should not be in the frame; the bureau settles it."""
    row = _editable(entry.row, actor, CATALOGUE, {UnitState.CATALOGUE_DUE})
    entry = _entry_of(row, entry)
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
    entry = _entry_of(row, entry)
    if entry.state != EntryState.EXCLUSION_ASKED:
        raise IllegalTransition("这件案卷没有待处理的剔除申请。")
    entry.state = EntryState.EXCLUDED if is_accepted else EntryState.LISTED
    entry.settled_note = note
    entry.save(update_fields=["state", "settled_note"])
    label = "同意剔除" if is_accepted else "不同意剔除"
    audit.record(actor=actor, act="settle_exclusion", act_label=label, target=row, at=at, note=f"{entry}：{note}")
    return entry


@transaction.atomic
def strike_entry(*, entry: CatalogueEntry, actor: User, at: datetime, reason: str) -> CatalogueEntry:
    """剔除: the bureau takes a file out of the frame of its own accord, one reviewed before for instance, and says why."""
    row = _editable(entry.row, actor, ORGANISE, UNDRAWN_UNITS)
    entry = _entry_of(row, entry)
    if not entry.may_be_excluded:
        raise IllegalTransition("这件案卷已剔除，或者有待处理的剔除申请。")
    entry.state, entry.reason, entry.settled_note = EntryState.EXCLUDED, entry.reason or "司法局剔除", reason
    entry.save(update_fields=["state", "reason", "settled_note"])
    audit.record(actor=actor, act="strike_entry", act_label="剔除案卷", target=row, at=at, note=f"{entry}：{reason}")
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
    key = catalogue_key(row.unit, kind, case_no, document_no)
    if row.entries.filter(key=key).exists() or (document_no and row.entries.filter(document_no=document_no).exists()):
        raise DomainError(f"{document_no or case_no} 已在目录里。")
    entry = CatalogueEntry.objects.create(
        row=row, kind=kind, key=key, case_no=case_no, document_no=document_no, title=title, party=party, filed_on=filed_on, decided_on=decided_on,
        closed_on=closed_on, is_late=CaseLimit().is_past(kind, filed_on, decided_on), state=EntryState.REPORTED, reason=reason,
    )  # fmt: skip
    audit.record(actor=actor, act="report_missing", act_label="补报案卷", target=row, at=at, note=str(entry))
    return entry


@transaction.atomic
def confirm_catalogue(*, row: BatchUnit, actor: User, at: datetime) -> BatchUnit:
    """确认目录: the unit stands for its list; the self-report is next."""
    rule = UNIT_TRANSITIONS[UnitAct.CONFIRM_CATALOGUE]
    row = _editable(row, actor, rule.permission, rule.sources)
    row.state = next_status(UNIT_TRANSITIONS, UnitAct.CONFIRM_CATALOGUE, row.state)
    row.confirmed_at, row.confirmed_by = at, actor
    row.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    close_deadline(kind="review_catalogue", target=row, actor=actor, at=at)
    audit.record(actor=actor, act=UnitAct.CONFIRM_CATALOGUE, target=row, at=at)
    follow_before_draw(row.batch, actor=actor, at=at)
    return row
