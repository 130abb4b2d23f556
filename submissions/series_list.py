"""周期任务一览."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from core.lists.page import Column, Empty, Link, ListPage, Rows, Tab
from core.look.marks import badge
from core.workdays.models import CountUnit
from submissions.models import RequestSeries, Shape
from submissions.workflow import MANAGE


class SeriesFilter(filters.FilterSet):
    """周期、形式."""

    period_kind = filters.MultipleChoiceFilter(label="周期", choices=RequestSeries._meta.get_field("period_kind").choices or ())
    shape = filters.MultipleChoiceFilter(label="报送形式", choices=Shape.choices)

    class Meta:
        model = RequestSeries
        fields = ("period_kind", "shape")


def series_rows(user: User) -> Rows:
    return RequestSeries.objects.visible_to(user).annotate(unit_count=Count("units", filter=Q(units__is_active=True)))


def due_words(series: RequestSeries) -> str:
    """开报后 7 个工作日."""
    return f"开报后 {series.due_days} 个工作日" if series.due_unit == CountUnit.WORKING else f"开报后 {series.due_days} 日"


def opening_words(series: RequestSeries) -> str:
    """期满后第 1 日."""
    return "期初开报" if series.opens_in_advance else f"期满后第 {series.open_after_days} 日"


def state_badge(series: RequestSeries) -> str:
    return badge("blue", "启用") if series.is_active else badge("grey", "停用")


def _active(found: Any, user: User, on: date) -> Any:
    return found.filter(is_active=True)


def _stopped(found: Any, user: User, on: date) -> Any:
    return found.filter(is_active=False)


def series_buttons(user: User) -> list[Link]:
    return [Link("新建周期任务", reverse("submissions:series-new"), "plus")] if user.has_perm(MANAGE) else []


SERIES = ListPage(
    name="submissions.series_list.SERIES",
    title="周期任务",
    crumbs=("报送", "周期任务"),
    rows=series_rows,
    permission=MANAGE,
    noun="项",
    detail="submissions:series-detail",
    find="搜任务名称",
    search=lambda found, q, user: found.filter(title__contains=q),
    filters=SeriesFilter,
    order=("next_open_on", "pk"),
    tabs=(Tab("all", "全部"), Tab("active", "启用", _active), Tab("stopped", "停用", _stopped)),
    buttons=series_buttons,
    columns=(
        Column("title", "任务名称", fills=True, sort="title", width=40),
        Column("period_kind", "周期", cell="get_period_kind_display", export=lambda series: series.get_period_kind_display(), width=10),
        Column("unit_count", "单位数", align="num", width=10),
        Column("opens", "开报", cell=opening_words, export=opening_words, width=16),
        Column("due", "报送期限", cell=due_words, export=due_words, width=18),
        Column("next_period", "下一期", cell=lambda series: str(series.next_period), export=lambda series: str(series.next_period), width=16),
        Column("next_open_on", "下次开报日期", sort="next_open_on", width=14),
        Column("state", "状态", cell=state_badge, export=lambda series: "启用" if series.is_active else "停用", width=10),
    ),
    empty=Empty("还没有周期任务", "每月、每季度都要的表，建成周期任务，到期自动开报并预填上期。"),
    export_note="周期任务",
)
