"""预览页的内容: five figures that add up, kinds of errors, and the lines of one tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from core.look import Figure
from core.look.parts import Step
from core.sheets.models import BatchState, ImportBatch, ImportRow, RowOutcome
from core.sheets.sheet import Column, Sheet

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One line of the preview: the row's number, what names it, and what is to be said about one of its cells."""

    number: int
    lead: list[tuple[str, str]]
    column: str = ""
    value: str = ""
    words: str = ""
    hint: str = ""


TABS = (("rejected", "未导入"), ("warned", "需留意"), ("tidied", "已规整"), ("updated", "更新"), ("created", "新增"))


class Preview:
    """What the page of one batch shows under one tab."""

    def __init__(self, batch: ImportBatch, sheet: Sheet, params: QueryDict) -> None:
        self.batch, self.sheet, self.counts = batch, sheet, batch.counts
        self.kind = params.get("kind", "")
        full = [key for key, _ in TABS if self.counts.get(key)]
        wanted = params.get("show", "")
        self.show = wanted if wanted in full else (full[0] if full else "created")
        self.page: Page[Any] = Paginator(self._rows(), PER_PAGE).get_page(params.get("page"))

    # --- head ------------------------------------------------------------------------------------------------------
    @property
    def accepted(self) -> int:
        return int(self.counts.get("rows", 0)) - int(self.counts.get("rejected", 0))

    def figures(self) -> list[Figure]:
        """读到 = 可以导入 + 未导入; 可以导入 = 新增 + 更新 + 无变化."""
        counts = self.counts
        split = f"新增 {counts['created']}　更新 {counts['updated']}　无变化 {counts['unchanged']}"
        is_done = self.batch.state == BatchState.COMMITTED
        return [
            Figure("读到", str(counts["rows"]), "行"),
            Figure("已导入" if is_done else "可以导入", str(self.accepted), split),
            Figure("其中已自动规整", str(counts["tidied"]), "空格、全角、日期、文号写法"),
            Figure("其中需留意", str(counts["warned"]), "可导入，导入后列入核对", "amber" if counts["warned"] else ""),
            Figure("未导入", str(counts["rejected"]), "不影响其余行", "red" if counts["rejected"] else ""),
        ]

    @property
    def writes(self) -> int:
        """Rows that the commit would write."""
        return int(self.counts.get("created", 0)) + int(self.counts.get("updated", 0))

    def tabs(self) -> list[tuple[str, int, str, bool]]:
        return [(label, self.counts[key], f"?show={key}", key == self.show) for key, label in TABS if self.counts.get(key)]

    def chips(self) -> list[tuple[str, int, str, bool]]:
        """Kinds of errors with their counts, 全部 first."""
        if self.show != "rejected" or not self.counts.get("kinds"):
            return []
        made = [("全部", self.counts["rejected"], "?show=rejected", not self.kind)]
        for kind in self.counts["kinds"]:
            name = f"{kind['code']}.{kind['column']}"
            made.append((kind["label"], kind["count"], f"?{urlencode({'show': 'rejected', 'kind': name})}", name == self.kind))
        return made

    # --- lines -----------------------------------------------------------------------------------------------------
    def _rows(self) -> QuerySet[ImportRow]:
        rows = ImportRow.objects.filter(batch=self.batch)
        if self.show == "rejected":
            rows = rows.filter(outcome=RowOutcome.REJECTED)
            code, _, column = self.kind.partition(".")
            return rows.filter(errors__contains=[{"code": code, "column": column}]) if code else rows
        if self.show == "warned":
            return rows.exclude(outcome=RowOutcome.REJECTED).exclude(warnings=[])
        if self.show == "tidied":
            return rows.exclude(outcome=RowOutcome.REJECTED).exclude(tidied=[])
        return rows.filter(outcome=self.show)

    def lines(self) -> list[Line]:
        return [line for row in self.page.object_list for line in self._lines(row)]

    def _lines(self, row: ImportRow) -> list[Line]:
        lead = [(column.name, self._cell(column, row)) for column in self.sheet.lead_columns]
        if self.show in {"rejected", "warned"}:
            problems = row.errors if self.show == "rejected" else row.warnings
            return [Line(row.number, lead, one["column"], one["value"], one["message"], one.get("hint", "")) for one in problems]
        if self.show == "tidied":
            return [Line(row.number, lead, column, "".join(value), note) for column, note, *value in row.tidied]
        return self._changes(row, lead) or [Line(row.number, lead)]

    def _changes(self, row: ImportRow, lead: list[tuple[str, str]]) -> list[Line]:
        """One line for each changed column; of a field made from columns only that it differs."""
        made = []
        for name, old in (row.before or {}).items() if self.show == "updated" else ():
            sources = [self.sheet.by_key[key] for key in self.sheet.sources(name)]
            value = "　".join(filter(None, (self._said(column, row) for column in sources)))
            was = f"原为 {sources[0].words(old) or '空'}" if name in self.sheet.by_key else "与原记录不同"
            made += [Line(row.number, lead, "、".join(column.name for column in sources), value, was)] if sources else []
        return made

    def _said(self, column: Column, row: ImportRow) -> str:
        return column.words(row.values.get(column.key))

    def _cell(self, column: Column, row: ImportRow) -> str:
        return self._said(column, row) or "（空）"


NOW = {  # the step a batch stands at
    BatchState.READING: 1,
    BatchState.UNMATCHED: 1,
    BatchState.REFUSED: 1,
    BatchState.CHECKED: 2,
    BatchState.CANCELLED: 2,
    BatchState.COMMITTING: 3,
    BatchState.COMMITTED: 4,
}


def steps_of(batch: ImportBatch) -> list[Step]:
    """上传 → 核对列 → 预览 → 导入."""
    now = NOW[BatchState(batch.state)]
    columns = len(batch.reading.get("columns", []))
    notes = (_size(batch.file.size), f"{columns} 列" if columns else "", "还没有写入" if now == 2 else "", "写入中" if now == 3 else "")
    labels = ("上传", "核对列", "预览", "导入")
    return [
        Step(label, "done" if place < now else "now" if place == now else "later", note) for place, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"
