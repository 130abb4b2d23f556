"""导入记录: the list of one's own imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters as filters
from django.conf import settings
from django.utils.safestring import SafeString

from core.lists import Column, Empty, ListPage
from core.look.marks import badge
from core.sheets.engine import sheet_of
from core.sheets.models import BatchState, ImportBatch

if TYPE_CHECKING:
    from accounts.models import User

TONES = {
    BatchState.READING: "blue",
    BatchState.UNMATCHED: "amber",
    BatchState.CHECKED: "amber",
    BatchState.COMMITTING: "blue",
    BatchState.COMMITTED: "green",
    BatchState.REFUSED: "red",
    BatchState.CANCELLED: "grey",
}


def _own(user: User) -> Any:
    return ImportBatch.objects.visible_to(user).select_related("file")


def title_of(batch: ImportBatch) -> str:
    """The kind in words."""
    return sheet_of(batch.kind).title


def kinds() -> list[tuple[str, str]]:
    """Every kind and its title."""
    return [(kind, sheet_of(kind).title) for kind in settings.SHEET_KINDS]


class ImportFilter(filters.FilterSet):
    """种类、状态."""

    kind = filters.MultipleChoiceFilter(label="种类", choices=kinds)
    state = filters.MultipleChoiceFilter(label="状态", choices=BatchState.choices)

    class Meta:
        model = ImportBatch
        fields = ("kind", "state")


def _state(batch: ImportBatch) -> SafeString:
    return badge(TONES[BatchState(batch.state)], batch.get_state_display())


def _count(name: str) -> Any:
    return lambda batch: batch.counts.get(name)


IMPORTS = ListPage(
    name="core.sheets.lists.IMPORTS",
    title="导入记录",
    noun="次",
    rows=_own,
    filters=ImportFilter,
    columns=(
        Column("file", "文件", "file.original_name", sort="file__original_name", fills=True, width=40),
        Column("kind", "种类", title_of, sort="kind"),
        Column("created_at", "上传时间", sort="created_at", width=18),
        Column("rows", "读到", _count("rows"), align="num"),
        Column("created", "新增", _count("created"), align="num"),
        Column("updated", "更新", _count("updated"), align="num"),
        Column("rejected", "未导入", _count("rejected"), align="num"),
        Column("state", "状态", _state, sort="state"),
    ),
    detail="core:import-detail",
    empty=Empty("还没有导入过", "在上方选一种表上传，列名不必一致。"),
)
