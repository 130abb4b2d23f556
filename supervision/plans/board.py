"""一个计划的全貌: its tasks by 任务清单, each with where its units stand, worked out as sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from core.look import Figure, Step
from core.look.marks import badge
from supervision.plans.models import Assignment, Measure, Plan, PlanItem, late_on
from supervision.plans.reading.shares import Part
from supervision.plans.workflow import BEFORE_EFFECT, OPEN_SHARES, PUBLISHED, PlanStatus

FIGURES = {
    "all": Count("pk"),
    "open": Count("pk", filter=Q(status__in=OPEN_SHARES)),
    "leads": Count("pk", filter=Q(part=Part.LEAD)),
    "open_leads": Count("pk", filter=Q(part=Part.LEAD, status__in=OPEN_SHARES)),
    "pending": Count("pk", filter=Q(is_pending=True)),
}


def steps_of(plan: Plan) -> list[Step]:
    """草拟 → 送审 → 审定 → 印发 → 实施 → 评估 → 办结."""
    order = list(PlanStatus)
    now = order.index(PlanStatus(plan.status))
    closed = plan.status == PlanStatus.CLOSED
    return [Step(status.label, "done" if place < now or closed else "now" if place == now else "later", "") for place, status in enumerate(order)]


@dataclass(frozen=True)
class Line:
    """One task with the figures of its shares."""

    item: PlanItem
    all: int
    done: int
    late: int
    pending: int
    is_done: bool  # 整体完成: the leading units are done, or all where none leads
    is_issued: bool = True

    @property
    def needs_settling(self) -> bool:
        """待确认: as `PlanItemQuerySet.unsettled` has it."""
        return self.item.needs_settling or self.pending > 0 or not self.all

    @property
    def badge(self) -> SafeString:
        """已完成 when all units are; 牵头已完成 when the leading ones are and others still work on it. Basis: W13."""
        if not self.all:
            return badge("amber", "未分解")
        if self.done == self.all:
            return badge("green", "已完成")
        if self.is_done and not self.late:
            return badge("blue", "牵头已完成")
        if not self.is_issued:
            return badge("grey", "待印发")
        return badge("red", "逾期") if self.late else badge("blue", "推进中")


class Board:
    """What the page of one plan shows; `show` narrows it to late, open or unsettled tasks."""

    def __init__(self, plan: Plan, user: User, on: date, show: str = "") -> None:
        self.plan, self.user, self.on = plan, user, on
        self.show = show if show in dict(self.NARROW) else ""

    NARROW = (("open", "未完成"), ("late", "逾期"), ("settle", "待确认"))

    @property
    def is_own(self) -> bool:
        """Whether the reader sees only what falls to the own unit."""
        return self.user.unit_ids() is not None

    @cached_property
    def lines(self) -> list[Line]:
        shares = Assignment.objects.visible_to(self.user).filter(item__plan=self.plan).order_by()
        figures = FIGURES | {"late": Count("pk", filter=late_on(self.on))}
        found: dict[int, Any] = {row["item"]: row for row in shares.values("item").annotate(**figures)}
        items = list(PlanItem.objects.visible_to(self.user).filter(plan=self.plan).order_by("number"))
        measures = dict(Measure.objects.filter(item__plan=self.plan).order_by().values_list("item__number").annotate(n=Count("pk")))
        for item in items:
            item.measure_count = measures.get(item.measures_at, 0)  # type: ignore[attr-defined]
        return [self._line(item, found.get(item.pk)) for item in items]

    def _line(self, item: PlanItem, row: dict[str, int] | None) -> Line:
        if row is None:
            return Line(item, 0, 0, 0, 0, is_done=False)
        is_done = row["open_leads"] == 0 if row["leads"] else row["open"] == 0
        return Line(item, row["all"], row["all"] - row["open"], row["late"], row["pending"], is_done, self.plan.status in PUBLISHED)

    def _has(self, line: Line, show: str) -> bool:
        if show == "open":
            return line.done < line.all or not line.all
        if show == "late":
            return line.late > 0
        return line.needs_settling if show == "settle" else True

    @property
    def tabs(self) -> list[tuple[str, int, str, bool]]:
        """全部 and the ways to narrow, each with its figure."""
        made = [("全部", len(self.lines), "?", not self.show)]
        narrow = [pair for pair in self.NARROW if not (self.is_own and pair[0] == "settle")]
        return [*made, *((label, sum(self._has(line, key) for line in self.lines), f"?show={key}", key == self.show) for key, label in narrow)]

    @property
    def groups(self) -> Iterator[tuple[str, list[Line]]]:
        """任务清单 with its tasks, in the order of the source."""
        shown = [line for line in self.lines if self._has(line, self.show)]
        return ((group, list(lines)) for group, lines in groupby(shown, key=lambda line: line.item.group))

    @property
    def warning(self) -> str:
        """Before a plan takes effect: how many of its tasks are unsettled, and why; "" when none is or it runs already."""
        count = sum(line.needs_settling for line in self.lines)
        if self.is_own or not count or self.plan.status not in BEFORE_EFFECT:
            return ""
        reasons = (
            ("完成时限看不懂", sum(line.item.needs_settling for line in self.lines)),
            ("责任单位看不懂", sum(line.pending > 0 for line in self.lines)),
            ("没有责任单位", sum(not line.all for line in self.lines)),
        )
        return f"还有 {count} 项任务待确认：{'，'.join(f'{words} {n} 项' for words, n in reasons if n)}。不确认的，印发后没有期限提醒或者没有单位办理。"

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def figures(self) -> list[Figure]:
        """任务、分工、已完成、逾期、待确认."""
        lines, shares = self.lines, f"{reverse('supervision:assignment-list')}?plan={self.plan.pk}"
        late, settle = sum(line.late for line in lines), sum(line.needs_settling for line in lines)
        total, done = sum(line.all for line in lines), sum(line.done for line in lines)
        if self.is_own:
            return [
                Figure("我单位任务", str(total), f"已完成 {done} 项", "", shares),
                Figure("逾期", str(late), "", "red" if late else "", f"{shares}&tab=overdue"),
            ]
        return [
            Figure("任务", str(len(lines)), f"整体完成 {sum(line.is_done for line in lines)} 项", "", "?"),
            Figure("单位分工", str(total), f"已完成 {done} 项", "", shares),
            Figure("逾期分工", str(late), "", "red" if late else "", f"{shares}&tab=overdue"),
            Figure("待确认任务", str(settle), "时限或单位不明的", "amber" if settle else "", "?show=settle"),
        ]
