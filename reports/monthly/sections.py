"""分表: which matters a month's report lists, with the cells that are printed and the flags that are counted.

Everything is judged as of the cut-off, so that a report of a past month says the same whenever it is built: orders and tasks as their
沿革 tells them, a grade as it stood before an objection answered later, all under the unit that had them then, whoever succeeded it
since. Only units, batches and cases are called by their present names.
Basis: W14, W21 (整改率＝验收通过÷应完成，不问早晚；及时率＝按期报告并通过÷应完成).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import PassedRow, Unit
from cases.models import BatchUnit, DrawnFile
from cases.workflow import GRADED_REVIEWS, Grade
from core.day_bounds import beginning_of
from core.states import as_of
from rectification.models import Order, OrderState
from rectification.workflow import WITH_UNIT, Status
from supervision.plans.models import Assignment, ShareState
from supervision.plans.workflow import DONE_SHARES


@dataclass(frozen=True)
class Scope:
    """What is collected: the month's first and last day, the cut-off, one unit or (None) all."""

    first_on: date
    last_on: date
    cut_off_at: datetime
    unit_ids: tuple[int, ...] | None = None

    @property
    def began_at(self) -> datetime:
        """The first instant of the month."""
        return beginning_of(self.first_on)

    @property
    def on(self) -> date:
        """The day as of which things are late."""
        return min(self.last_on, timezone.localdate(self.cut_off_at))


@dataclass(frozen=True)
class Line:
    """One row before it is frozen."""

    unit_id: int | None
    source_kind: str
    source_id: int
    url: str
    cells: tuple[Any, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """分表: its name on the sheet, the heads with widths, and the function that collects it."""

    code: str
    title: str
    heads: tuple[tuple[str, int], ...]
    collect: Callable[[Scope], Iterator[Line]]
    flag: str = ""  # only rows with this flag are printed in the list; empty prints all


def _under_units(rows: QuerySet[Any], scope: Scope, matter: type[Model], path: str, *then_by: str) -> QuerySet[Any]:
    """With `unit_then`, in the order of those units, of the scope's units alone: `path` leads to the matter that names the unit."""
    rows = rows.annotate(unit_then=PassedRow.objects.unit_then(matter._meta.label_lower, path, scope.cut_off_at))
    if scope.unit_ids is not None:
        rows = rows.filter(unit_then__in=scope.unit_ids)
    rows = rows.annotate(unit_place=Subquery(Unit.objects.filter(pk=OuterRef("unit_then")).values("sort_key")))
    return rows.order_by("unit_place", *then_by)


def _names() -> dict[int, str]:
    return dict(Unit.objects.values_list("pk", "name"))


def _flags(**facts: bool) -> tuple[str, ...]:
    return tuple(name for name, holds in facts.items() if holds)


def orders(scope: Scope) -> Iterator[Line]:
    """整改: entered by the end of the month, and still open at its beginning or due in it: who finishes early counts too; cancelled ones do not."""
    concerned = Q(closed_at=None) | Q(closed_at__gte=scope.began_at) | Q(due_on__range=(scope.first_on, scope.last_on))
    rows = as_of(OrderState.objects.all(), scope.cut_off_at, "order_id").filter(concerned).exclude(status=Status.CANCELLED)
    entered = OrderState.objects.filter(order=OuterRef("order")).order_by("at", "pk").values("at")[:1]
    names = _names()
    for state in _under_units(rows.annotate(entered_at=Subquery(entered)), scope, Order, "order", "due_on", "order_id").select_related("order"):
        yield _order_line(state, state.entered_at, state.unit_then, names, scope)


def _order_line(state: OrderState, entered_at: datetime, unit_id: int, names: Mapping[int, str], scope: Scope) -> Line:
    order = state.order
    reported_on, closed_on = (timezone.localdate(at) if at else None for at in (state.reported_at, state.closed_at))
    due = scope.first_on <= state.due_on <= scope.last_on
    late_days = max((scope.on - state.due_on).days, 0) if state.status in WITH_UNIT else 0
    flags = _flags(
        issued=entered_at >= scope.began_at,
        due=due,
        passed=due and closed_on is not None,
        timely=due and closed_on is not None and reported_on is not None and reported_on <= state.due_on,
        closed=closed_on is not None and closed_on >= scope.first_on,
        overdue=late_days > 0,
        recurring=order.is_recurring,
    )
    cells = (
        order.number,
        names[unit_id],
        order.title,
        order.source_label,
        order.issued_on,
        state.due_on,
        reported_on,
        closed_on,
        late_days or None,
        state.get_status_display(),
    )
    return Line(unit_id, "rectification.order", order.pk, order.get_absolute_url(), cells, flags)


def reviews(scope: Scope) -> Iterator[Line]:
    """评查: files whose grade was confirmed in the month."""
    rows = DrawnFile.objects.standing().filter(review_state__in=GRADED_REVIEWS, confirmed_at__gte=scope.began_at, confirmed_at__lt=scope.cut_off_at)
    names = _names()
    for file in _under_units(rows, scope, BatchUnit, "row", "pk").select_related("entry", "row__batch").prefetch_related("objections"):
        score, grade, is_vetoed = file.grade_as_of(scope.cut_off_at)
        flags = ("reviewed", *_flags(passed=grade != Grade.FAIL, excellent=grade == Grade.EXCELLENT, vetoed=is_vetoed))
        cells = (
            file.entry.number,
            names[file.unit_then],
            file.entry.title,
            file.row.batch.name,
            float(score),
            grade.label,
            "是" if is_vetoed else "",
        )
        yield Line(file.unit_then, "cases.drawnfile", file.pk, file.get_absolute_url(), cells, flags)


def plans(scope: Scope) -> Iterator[Line]:
    """计划台账: shares due in the month, late at its end, or reported on in it."""
    asked = (
        Q(due_on__range=(scope.first_on, scope.last_on))
        | Q(due_on__lte=scope.on, is_running=True) & ~Q(status__in=DONE_SHARES)
        | Q(latest_at__gte=scope.began_at, latest_at__lt=scope.cut_off_at)
    )
    rows = as_of(ShareState.objects.all(), scope.cut_off_at, "share_id").filter(asked)
    names = _names()
    for state in _under_units(rows, scope, Assignment, "share", "share__item__number", "share_id").select_related("share__item"):
        yield _share_line(state, state.unit_then, names, scope)


def _share_line(state: ShareState, unit_id: int | None, names: Mapping[int, str], scope: Scope) -> Line:
    share = state.share
    due = state.due_on is not None and scope.first_on <= state.due_on <= scope.last_on
    flags = _flags(
        due=due,
        done=due and state.status in DONE_SHARES,
        overdue=state.is_overdue(scope.on),
        reported=state.latest_at is not None and scope.began_at <= state.latest_at,
    )
    cells = (
        share.item.number,
        names[unit_id] if unit_id else share.unit_text,
        state.task,
        share.get_part_display(),
        state.due_on,
        state.latest,
        state.get_status_display(),
    )
    return Line(unit_id, "supervision.assignment", share.pk, share.get_absolute_url(), cells, flags)


ORDER_HEADS = (
    ("整改编号", 20),
    ("单位", 24),
    ("问题", 44),
    ("来源", 26),
    ("下达日期", 12),
    ("整改期限", 12),
    ("报送日期", 12),
    ("销号日期", 12),
    ("逾期天数（日）", 10),
    ("状态", 10),
)
SECTIONS: tuple[Section, ...] = (
    Section("reviews", "评查结果", (("案卷号", 26), ("单位", 24), ("案件名称", 44), ("评查批次", 26), ("得分", 10), ("等次", 10), ("一票否决", 10)), reviews),
    Section("orders", "整改台账", ORDER_HEADS, orders),
    Section("plans", "计划进展", (("序号", 8), ("单位", 24), ("工作任务", 60), ("分工", 10), ("完成时限", 12), ("最新进展", 44), ("状态", 14)), plans),
)
BY_CODE = {section.code: section for section in SECTIONS}
