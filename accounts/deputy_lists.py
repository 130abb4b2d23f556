"""台账: 请假代理."""

from datetime import timedelta
from typing import cast

from django.db.models import Q
from django.urls import reverse

from accounts.deputy_forms import posts_to_lend
from accounts.models import Post, PostQuerySet, User
from core.lists import Column, Empty, Link, ListPage, Tab
from core.lists.page import Rows


def _buttons(viewer: User) -> list[Link]:
    return [Link("指定代理人", reverse("accounts:deputy-new"), "user-plus")] if posts_to_lend(viewer).exists() else []


def _posts(rows: Rows) -> PostQuerySet:
    return cast("PostQuerySet", rows)


def _end(post: Post, viewer: User) -> Link | None:
    return None if post.is_over() else Link("结束代理", reverse("accounts:deputy-end", args=[post.pk]))


DEPUTIES = ListPage(
    name="accounts.deputy_lists.DEPUTIES",
    title="请假代理",
    noun="次",
    crumbs=("系统", "请假代理"),
    rows=lambda viewer: Post.objects.lent_in_sight(viewer),
    columns=(
        Column("principal", "请假人", "acting_for.user.name", sort="acting_for__user__name"),
        Column("deputy", "代理人", "user.name", sort="user__name"),
        Column("role", "岗位", "role.name"),
        Column("unit", "单位", "unit.short_name", sort="unit__sort_key", fills=True),
        Column("reason", "请假事由", "reason", width=30),
        Column("since", "开始日期", sort="since"),
        Column("until", "结束日期", lambda post: post.until - timedelta(days=1) if post.until > post.since else post.since, sort="until"),
        Column("named_by", "指定人", "named_by.name"),
    ),
    url=lambda post: reverse("accounts:deputy-end", args=[post.pk]),
    search=lambda rows, words, viewer: rows.filter(Q(user__name__contains=words) | Q(acting_for__user__name__contains=words) | Q(unit__name__contains=words)),
    find="搜姓名、单位",
    order=("-pk",),
    tabs=(
        Tab("held", "代理中", lambda rows, viewer, on: _posts(rows).held(on)),
        Tab("coming", "未开始", lambda rows, viewer, on: rows.filter(since__gt=on)),
        Tab("all", "全部"),
    ),
    default_tab="held",
    action=_end,
    buttons=_buttons,
    empty=Empty("还没有请假代理", "请假前指定本单位一名同志代理；期满自动结束，也可以提前结束。"),
)
