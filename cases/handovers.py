"""案卷评查的交接: an open sheet ends as 回避 and its seat goes to another reviewer, who scores anew and blind; pools name the taker.

Batches wait for the office, the rows in them for their units.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from accounts.handover import Judge, Source
from accounts.models import Post, User
from accounts.separation import same_person
from accounts.with_post import Matters, Named
from cases.actions.assignment import take_over_seat
from cases.models import BatchUnit, ReviewBatch, ReviewSheet
from cases.reviewers import homes_of, is_near
from cases.successions import running_rows
from cases.workflow import APPROVE, CATALOGUE, ENDED_BATCHES, ORGANISE, SCORE, SCORED_BATCHES, SheetState, UnitState

OPEN_SHEETS = (SheetState.ASSIGNED, SheetState.SCORING)
Chosen = ReviewBatch.reviewers.through


def _open_sheets() -> Any:
    return ReviewSheet.objects.filter(state__in=OPEN_SHEETS).select_related("file__row__unit", "file__row__batch", "file__entry")


def _sheet_bars(sheets: Sequence[ReviewSheet], takers: Sequence[User]) -> Judge:
    """The rules of 分派. Basis: REVIEW-CROSS."""
    prefetch_related_objects(list(sheets), Prefetch("file__sheets", ReviewSheet.objects.select_related("reviewer")))
    homes = homes_of(takers)

    def why_not(sheet: ReviewSheet, taker: User) -> str:
        if is_near(homes[taker.pk], sheet.file.row.unit):
            return f"{taker}是被评查单位的人员，不能评这份案卷。"
        if any(same_person(taker, other.reviewer) for other in sheet.file.sheets.all()):
            return f"{taker}已在这份案卷上，或者已申请回避。"
        return ""

    return why_not


def _pass_sheets(rows: Sequence[ReviewSheet], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    for sheet in rows:
        take_over_seat(sheet=sheet, taker=taker, actor=actor, at=at)


def _open_pools() -> Any:
    return Chosen.objects.exclude(reviewbatch__state__in=[*ENDED_BATCHES, *SCORED_BATCHES]).select_related("reviewbatch")


def _pass_pools(rows: Sequence[Any], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    """The taker stands in the list once."""
    have = set(Chosen.objects.filter(user=taker).values_list("reviewbatch", flat=True))
    for row in rows:
        same = Chosen.objects.filter(pk=row.pk)
        same.delete() if row.reviewbatch_id in have else same.update(user=taker)


SHEETS = Source(
    "review_sheet",
    "没有提交的评查表",
    _open_sheets,
    "reviewer",
    lambda sheet: Named(f"{sheet.file.row.batch.name}：评查 {sheet.file}（{sheet.seat_name}）", sheet.get_absolute_url(), sheet.file.row.batch.scoring_due_on),
    _pass_sheets,
    power=SCORE,
    why_not=_sheet_bars,
    locks="file",
    has_deadline=True,
)
POOLS = Source(
    "review_pool",
    "评查员名单",
    _open_pools,
    "user",
    lambda row: Named(f"{row.reviewbatch.name}的评查员", row.reviewbatch.get_absolute_url()),
    _pass_pools,
    power=SCORE,
)


def _batches(user: User) -> Any:
    """Those that the office organises, from draft to 通报."""
    return ReviewBatch.objects.visible_to(user).exclude(state__in=ENDED_BATCHES) if user.has_perm(ORGANISE) else ReviewBatch.objects.none()


def _rows(user: User) -> Any:
    """What is asked of the unit in running batches: 目录, 自评报告, 案卷, 整改报告."""
    if user.unit_ids() is None or not (user.has_perm(CATALOGUE) or user.has_perm(APPROVE)):
        return BatchUnit.objects.none()
    return running_rows(BatchUnit.objects.visible_to(user)).select_related("batch", "unit").order_by("pk")


def _row_words(row: BatchUnit) -> Named:
    day: date | None = None
    if row.state == UnitState.CATALOGUE_DUE:
        day = row.batch.catalogue_due_on
    elif row.awaits_self_report:
        day = row.batch.self_report_due_on
    what = "自评报告" if row.awaits_self_report else "评查"
    return Named(f"{row.batch}：{row.unit}的{what}（{row.state_words()}）", row.get_absolute_url(), day)


BATCHES = Matters("案卷评查", _batches, lambda batch: Named(f"{batch}（{batch.get_state_display()}）", batch.get_absolute_url(), batch.scoring_due_on))
ROWS = Matters("案卷评查", _rows, _row_words)
