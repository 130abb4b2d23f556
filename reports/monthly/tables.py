"""表: what workbook, paper and page print of a version, in one shape, from its stored figures and rows only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count

from accounts.models import Unit
from reports.models import Figure, FrozenRow, Report
from reports.monthly.figures import BY_CODE, DEFINITIONS, Definition
from reports.monthly.sections import SECTIONS, Scope, Section

BY_UNIT = (
    "orders_issued",
    "orders_due",
    "orders_passed",
    "orders_rate",
    "orders_timely",
    "orders_overdue",
    "reviews_count",
    "reviews_rate",
    "reviews_mean",
    "plans_due",
    "plans_done",
    "plans_overdue",
)
OVERDUE = "overdue"
LATE_HEADS = (("类别", 12), ("编号", 20), ("单位", 24), ("事项", 60), ("来源", 26), ("期限", 12), ("逾期天数（日）", 10), ("状态", 14))
WIDE = 24  # columns of words


@dataclass(frozen=True)
class Number:
    """One figure with its definition: `text` as printed, `raw` for a sheet (None prints —)."""

    definition: Definition
    figure: Figure | None

    @property
    def raw(self) -> Decimal | None:
        return self.figure.value if self.figure is not None else None

    @property
    def counted_in(self) -> str:
        """件, 卷, 分 after the printed number; nothing after — and after a rate."""
        return self.definition.counted_in if self.raw is not None else ""

    @property
    def text(self) -> str:
        """95.65%（22/23）, 92.50, 3, — for nothing."""
        if self.figure is None or self.figure.value is None:
            return "—"
        if self.definition.is_rate:
            return f"{self.figure.value}%（{self.figure.numerator.normalize():f}/{(self.figure.denominator or Decimal(0)).normalize():f}）"
        return f"{self.figure.value:.2f}" if self.definition.cell is not None else f"{self.figure.value:.0f}"


@dataclass(frozen=True)
class UnitLine:
    """分部门: one unit with its numbers in the order of BY_UNIT."""

    unit: Unit
    numbers: tuple[Number, ...]


def _figures(report: Report) -> dict[tuple[str, int | None], Figure]:
    return {(figure.code, figure.unit_id): figure for figure in report.figures.all()}


def summary(report: Report) -> list[Number]:
    """汇总: every number for the whole."""
    figures = _figures(report)
    return [Number(definition, figures.get((definition.code, None))) for definition in DEFINITIONS]


def unit_heads() -> list[Definition]:
    return [BY_CODE[code] for code in BY_UNIT]


def by_unit(report: Report) -> list[UnitLine]:
    """分部门: units that have a row, in the order of the tree."""
    figures, heads = _figures(report), unit_heads()
    ids = {unit for _, unit in figures if unit is not None}
    return [UnitLine(unit, tuple(Number(head, figures.get((head.code, unit.pk))) for head in heads)) for unit in Unit.objects.filter(pk__in=ids)]


@dataclass(frozen=True)
class Listing:
    """One list in print: its name, the heads with widths, the cells of its rows."""

    title: str
    heads: tuple[tuple[str, int], ...]
    rows: list[list[Any]]


def lists(report: Report) -> Iterator[Listing]:
    """评查结果, 整改台账, 逾期清单, 计划进展."""
    found: dict[str, list[FrozenRow]] = defaultdict(list)
    for row in report.rows.order_by("section", "position"):
        found[row.section].append(row)
    for section in SECTIONS:
        yield Listing(section.title, section.heads, [row.cells for row in found[section.code]])
        if section.code == "orders":
            yield Listing("逾期清单", LATE_HEADS, _late(report, found))


def _late(report: Report, found: dict[str, list[FrozenRow]]) -> list[list[Any]]:
    """逾期清单: what 逾期 and 逾期任务 count, orders first."""
    on = Scope(report.first_on, report.last_on, report.cut_off_at).on
    orders, plans = ([row.cells for row in found[code] if OVERDUE in row.flags] for code in ("orders", "plans"))
    made = [["整改", number, unit, title, source, due, late_days, status] for number, unit, title, source, _, due, _, _, late_days, status in orders]
    for number, unit, task, part, due, _, status in plans:
        made.append(["台账任务", number, unit, task, f"计划台账（{part}）", due, (on - date.fromisoformat(due)).days, status])
    return made


def details(report: Report) -> list[tuple[Section, int]]:
    """明细: how many rows each 分表 has."""
    counts = dict(report.rows.order_by().values_list("section").annotate(Count("pk")))
    return [(section, counts.get(section.code, 0)) for section in SECTIONS]


def labelled(section: Section, row: FrozenRow) -> list[tuple[str, bool, Any]]:
    """(head, whether it may wrap, cell) of one frozen row."""
    return [(head, width >= WIDE, shown(cell)) for (head, width), cell in zip(section.heads, row.cells, strict=True)]


def shown(cell: Any) -> Any:
    """A frozen cell in print."""
    return "—" if cell is None or cell == "" else cell
