"""评分: a reviewer's saves, item by item, each against the version last seen; veto, summary, submission."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from cases.actions.steps import lock_file, move_file, require
from cases.actions.verdict import settle_file
from cases.models import ItemScore, ReviewSheet, RubricItem, Veto
from cases.reviewers import OWN_UNIT, belongs_to
from cases.scoresheet import may_be_na, result_of, unfinished_of
from cases.scoring import deduction
from cases.workflow import SCORE, SHEET_TRANSITIONS, ReviewAct, ReviewState, SheetAct, SheetState
from core import audit
from core.errors import DomainError, StaleForm
from core.notices.actions import close_deadline
from core.whole_number import whole_number
from core.workflow import next_status

NOT_IN_FILE = 0  # page 0 as evidence: 卷内未见
STATEMENT_LENGTH = 20


def _open_sheet(sheet: ReviewSheet, actor: User, version: int, act: SheetAct, at: datetime) -> ReviewSheet:
    """Lock the reviewer's own sheet, judge its state and version, raise the version. The file is locked first, always."""
    require(actor, SCORE)
    file = lock_file(sheet.file)
    found = ReviewSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk, reviewer=actor)
    found.file = file
    found.state = next_status(SHEET_TRANSITIONS, act, found.state)
    if belongs_to(actor, file.row.unit):
        raise DomainError(OWN_UNIT)
    if version != found.version:
        raise StaleForm("这份评查表已在别处保存过，本页内容没有保存，请刷新后核对再存。")
    found.version += 1
    found.saved_at = at
    if file.review_state == ReviewState.ASSIGNED:
        move_file(file, ReviewAct.START)
        file.save(update_fields=["review_state"])
    return found


@transaction.atomic
def save_item(
    *,
    sheet: ReviewSheet,
    item: RubricItem,
    version: int,
    actor: User,
    at: datetime,
    picks: Mapping[str, int] | None = None,
    is_na: bool = False,
    reason: str = "",
    cites: Sequence[Mapping[str, Any]] = (),
) -> ReviewSheet:
    """评一项: the deduction cases with their occurrences, or 不适用 with a reason. Nothing picked means full points. Basis: REVIEW-RULES-ONLY."""
    sheet = _open_sheet(sheet, actor, version, SheetAct.SAVE, at)
    if item.rubric_id != sheet.file.rubric_id or item.is_veto:
        raise DomainError("这一项不在本卷的评查标准里。")
    if is_na:
        _check_na(sheet, item, reason)
    chosen = {} if is_na else _checked_picks(item, picks or {})
    deducted = deduction(item.points, [(Decimal(item.cases[int(place)]["points"]), times) for place, times in chosen.items()])
    values = {"picks": chosen, "deducted": deducted, "is_na": is_na, "reason": reason, "cites": _checked_cites(sheet, cites), "saved_at": at}
    ItemScore.objects.update_or_create(sheet=sheet, item=item, defaults=values)
    sheet.save(update_fields=["state", "version", "saved_at"])
    return sheet


def _check_na(sheet: ReviewSheet, item: RubricItem, reason: str) -> None:
    if not may_be_na(item, sheet):
        raise DomainError(f"{item.code} 不能标“不适用”。")
    if not reason:
        raise DomainError(f"{item.code} 标“不适用”须写明理由。")


def _checked_picks(item: RubricItem, picks: Mapping[str, int]) -> dict[str, int]:
    """Only cases of the rubric cost points; a case occurs once unless it may occur at several places."""
    chosen: dict[str, int] = {}
    for place, times in picks.items():
        number = whole_number(place)
        if number is None or number >= len(item.cases):
            raise DomainError(f"{item.code} 没有这种扣分情形。")
        if times > 0:
            chosen[place] = min(times, 20) if item.cases[number]["repeats"] else 1
    return chosen


def _checked_cites(sheet: ReviewSheet, cites: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Evidence pages within the scan; a box is four thousandths of the page."""
    pages = page_count_of(sheet)
    tidy: list[dict[str, Any]] = []
    for cite in cites[:30]:
        page, box = int(cite["page"]), cite.get("box")
        if not 0 <= page <= pages:
            raise DomainError(f"本卷共 {pages} 页，没有第 {page} 页。")
        tidy.append({"page": page, "box": [max(0, min(1000, int(side))) for side in box[:4]] if box else None})
    return tidy


def page_count_of(sheet: ReviewSheet) -> int:
    """Pages of the scan under review."""
    scan = sheet.file.scans.filter(replaced_at=None).select_related("file").first()
    return (scan.file.pages or 0) if scan else 0


@transaction.atomic
def save_summary(*, sheet: ReviewSheet, version: int, actor: User, at: datetime, problems: str, merits: str, advice: str) -> ReviewSheet:
    """小结与建议."""
    sheet = _open_sheet(sheet, actor, version, SheetAct.SAVE, at)
    sheet.problems, sheet.merits, sheet.advice = problems, merits, advice
    sheet.save(update_fields=["state", "version", "saved_at", "problems", "merits", "advice"])
    return sheet


@transaction.atomic
def save_veto(
    *, sheet: ReviewSheet, item: RubricItem, version: int, actor: User, at: datetime, statement: str, cites: Sequence[Mapping[str, Any]], is_checked: bool,
) -> ReviewSheet:  # fmt: skip
    """一票否决: with what was found, the page that shows it, and the tick that every page was looked at."""
    sheet = _open_sheet(sheet, actor, version, SheetAct.SAVE, at)
    if item.rubric_id != sheet.file.rubric_id or not item.is_veto:
        raise DomainError("请选择本卷评查标准里的否决项。")
    if len(statement.strip()) < STATEMENT_LENGTH:
        raise DomainError(f"事实说明至少 {STATEMENT_LENGTH} 字。")
    if not cites:
        raise DomainError("请引用证据页；卷内没有应有材料的，选“卷内未见”。")
    if not is_checked:
        raise DomainError("请先逐页核对，再勾选确认。")
    values = {"statement": statement.strip(), "cites": _checked_cites(sheet, cites), "saved_at": at}
    Veto.objects.update_or_create(sheet=sheet, item=item, defaults=values)
    sheet.is_vetoed = True
    sheet.save(update_fields=["state", "version", "saved_at", "is_vetoed"])
    audit.record(actor=actor, act="record_veto", act_label="一票否决", target=sheet, at=at)
    return sheet


@transaction.atomic
def drop_veto(*, sheet: ReviewSheet, item: RubricItem, version: int, actor: User, at: datetime) -> ReviewSheet:
    """撤回否决, before submission."""
    sheet = _open_sheet(sheet, actor, version, SheetAct.SAVE, at)
    sheet.vetoes.filter(item=item).delete()
    sheet.is_vetoed = sheet.vetoes.exists()
    sheet.save(update_fields=["state", "version", "saved_at", "is_vetoed"])
    audit.record(actor=actor, act="drop_veto", act_label="撤回否决", target=sheet, at=at)
    return sheet


@transaction.atomic
def submit_sheet(*, sheet: ReviewSheet, version: int, actor: User, at: datetime, vetoes_checked: bool) -> ReviewSheet:
    """提交评查表: what was not scored counts as full; after that neither seen nor changed. With both in, the file is settled."""
    sheet = _open_sheet(sheet, actor, version, SheetAct.SUBMIT, at)
    unfinished = unfinished_of(sheet)
    if unfinished:
        raise DomainError(f"下列各项还没有引用证据页：{'、'.join(unfinished)}。")
    if not vetoes_checked and not sheet.is_vetoed:
        raise DomainError("请确认一票否决项已逐项核对。")
    result = result_of(sheet)
    sheet.score, sheet.grade, sheet.is_vetoed = result.score, result.grade, result.is_vetoed
    sheet.submitted_at, sheet.vetoes_checked = at, True
    sheet.save(update_fields=["state", "version", "saved_at", "score", "grade", "is_vetoed", "submitted_at", "vetoes_checked"])
    close_deadline(kind="score_file", target=sheet, actor=actor, at=at)
    audit.record(actor=actor, act=SheetAct.SUBMIT, target=sheet, at=at)
    settle_file(sheet.file, actor=actor, at=at)
    return sheet


def note_page(*, sheet: ReviewSheet, actor: User, page: int) -> None:
    """看到第几页, so that the desk opens there again; no act, raises no version."""
    ReviewSheet.objects.filter(pk=sheet.pk, reviewer=actor, state__in=(SheetState.ASSIGNED, SheetState.SCORING)).update(last_page=max(1, page))
