"""月报工作簿: six sheets – 汇总, 分部门, 评查结果, 整改台账, 逾期清单, 计划进展 – set for A4 and for filtering."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils import timezone
from xlsxwriter.worksheet import Worksheet

from reports.models import Report
from reports.monthly.tables import Listing, by_unit, lists, summary, unit_heads

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH_HEAD = 3  # title, period line, heads


class MonthlyBook:
    """One workbook of one version."""

    def __init__(self, report: Report) -> None:
        self.report, self.out = report, io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        made = timezone.localtime(report.cut_off_at).replace(tzinfo=None)
        self.book.set_properties({"title": str(report), "author": settings.BUREAU_NAME, "created": made})
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        ruled = {**base, "border": 1, "border_color": "#999999"}
        self.title = self.book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
        self.note = self.book.add_format({**base, "font_size": 10, "font_color": "#555555"})
        self.head = self.book.add_format({**ruled, "bold": True, "bg_color": "#F1EFE8", "align": "center", "text_wrap": True})
        self.text = self.book.add_format({**ruled, "text_wrap": True})
        self.count = self.book.add_format({**ruled, "num_format": "0"})
        self.exact = self.book.add_format({**ruled, "num_format": "0.00"})
        self.day = self.book.add_format({**ruled, "num_format": "yyyy-mm-dd", "align": "center"})

    def make(self) -> bytes:
        """The bytes of the finished workbook."""
        self._summary()
        self._units()
        for listing in lists(self.report):
            self._list(listing)
        self.book.close()
        return self.out.getvalue()

    def _sheet(self, name: str, heads: list[tuple[str, int]], title: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        cut = timezone.localtime(self.report.cut_off_at)
        sheet.merge_range(0, 0, 0, max(len(heads) - 1, 1), title, self.title)
        sheet.set_row(0, 30)
        sheet.write_string(
            1,
            0,
            f"{settings.BUREAU_NAME}　期间 {self.report.first_on} 至 {self.report.last_on}　数据截止 {cut:%Y-%m-%d %H:%M}　{self.report.revision_text}　{self.report.lock_text}",
            self.note,
        )
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, head, self.head)
        sheet.freeze_panes(MONTH_HEAD, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def _summary(self) -> None:
        sheet = self._sheet("汇总", [("项目", 20), ("数值", 14), ("计算", 16), ("单位", 8), ("口径", 50)], f"{self.report.period_text}行政执法监督月报")
        for row, number in enumerate(summary(self.report), MONTH_HEAD):
            sheet.write_string(row, 0, number.definition.label, self.text)
            self._number(sheet, row, 1, number.raw, number.definition.unit)
            counted = (
                f"{number.figure.numerator:.0f}/{number.figure.denominator:.0f}"
                if number.figure and number.definition.is_rate and number.figure.denominator
                else "—"
            )
            sheet.write_string(row, 2, counted, self.text)
            sheet.write_string(row, 3, number.definition.unit, self.text)
            sheet.write_string(row, 4, number.definition.explained, self.text)

    def _units(self) -> None:
        heads = unit_heads()
        columns = [("单位", 26), *((f"{head.label}（{head.unit}）", 12) for head in heads)]
        sheet = self._sheet("分部门", columns, f"{self.report.period_text}分部门情况")
        lines = by_unit(self.report)
        for row, line in enumerate(lines, MONTH_HEAD):
            sheet.write_string(row, 0, line.unit.name, self.text)
            for column, number in enumerate(line.numbers, 1):
                self._number(sheet, row, column, number.raw, number.definition.unit)
        self._end(sheet, len(lines), len(columns))

    def _list(self, listing: Listing) -> None:
        sheet = self._sheet(listing.title, list(listing.heads), f"{self.report.period_text}{listing.title}")
        for row, cells in enumerate(listing.rows, MONTH_HEAD):
            for column, cell in enumerate(cells):
                self._cell(sheet, row, column, cell)
        self._end(sheet, len(listing.rows), len(listing.heads))

    def _end(self, sheet: Worksheet, count: int, width: int) -> None:
        if count:
            sheet.autofilter(2, 0, 2 + count, width - 1)
        sheet.write_string(MONTH_HEAD + count, 0, f"共 {count} 行" if count else "本月没有记录", self.note)

    def _number(self, sheet: Worksheet, row: int, column: int, value: Any, unit: str) -> None:
        if value is None:
            sheet.write_string(row, column, "—", self.text)
        else:
            sheet.write_number(row, column, float(value), self.exact if unit in {"%", "分"} else self.count)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Any) -> None:
        if cell is None or cell == "":
            sheet.write_string(row, column, "—", self.text)
        elif isinstance(cell, float):
            sheet.write_number(row, column, cell, self.exact)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.count)
        elif DAY.fullmatch(cell):
            sheet.write_datetime(row, column, date.fromisoformat(cell), self.day)
        else:
            sheet.write_string(row, column, cell, self.text)


def workbook_of(report: Report) -> bytes:
    """The xlsx of a version."""
    return MonthlyBook(report).make()
