"""台账: accounts, posts, units and the audit trail."""

from collections import defaultdict
from datetime import date
from typing import cast

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import throttle, trail
from accounts.filters import PostFilter, TrailFilter, UnitFilter, UserFilter, blocked
from accounts.models import AccountBatch, Post, PostProposal, PostQuerySet, Unit, UnitGroup, UnitKind, UnitQuerySet, User, UserQuerySet
from core.audit.models import AuditEntry
from core.lists import Column, Empty, Link, ListPage, Tab
from core.lists.page import Rows
from core.look.marks import badge

SYSTEM = "系统"


def _people(rows: Rows) -> UserQuerySet:
    return cast("UserQuerySet", rows)


def _posts(rows: Rows) -> PostQuerySet:
    return cast("PostQuerySet", rows)


def _units(rows: Rows) -> UnitQuerySet:
    return cast("UnitQuerySet", rows)


# --- 账号 ----------------------------------------------------------------------------------------------------------
def _prepare_users(people: list[User], viewer: User, on: date) -> None:
    """The posts of a page of people and who of them waits, in two queries."""
    held: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.held(on).filter(user__in=people).select_related("role", "unit"):
        held[post.user_id].append(post)
    waiting = set(throttle.blocked_users(timezone.now()))
    for person in people:
        person.held_posts = tuple(held[person.pk])
        person.is_blocked = person.pk in waiting  # type: ignore[attr-defined]


def state_words(person: User) -> str:
    """状态 of an account, in words."""
    if not person.is_active:
        return "停用"
    if getattr(person, "is_blocked", False):
        return "登录受限"
    return "在用" if person.has_usable_password() else "未激活"


TONES = {"停用": "grey", "登录受限": "amber", "在用": "green", "未激活": "blue"}


def _search_users(rows: QuerySet[User], words: str, viewer: User) -> QuerySet[User]:
    for word in words.split():
        rows = rows.filter(name__contains=word) | rows.filter(username__icontains=word) | rows.filter(unit__name__contains=word)
    return rows


def _user_buttons(viewer: User) -> list[Link]:
    if not viewer.has_perm("accounts.manage_accounts"):
        return []
    return [Link("导入账号", reverse("core:import-new", args=["accounts"]), "file-import"), Link("建立账号", reverse("accounts:user-new"), "user-plus")]


USERS = ListPage(
    name="accounts.lists.USERS",
    title="账号",
    noun="个",
    crumbs=(SYSTEM, "账号"),
    permission="accounts.view_accounts",
    rows=lambda viewer: User.objects.visible_to(viewer).select_related("unit"),
    columns=(
        Column("username", "登录名", sort="username"),
        Column("name", "姓名", sort="name"),
        Column("unit", "单位", "unit.short_name", sort="unit__sort_key"),
        Column("posts", "岗位", lambda person: "、".join(str(post.role) for post in person.held_posts), width=30, wraps=True),
        Column("state", "状态", lambda person: badge(TONES[state_words(person)], state_words(person)), export=state_words),
        Column("last_login", "最近登录", sort="last_login", width=18),
        Column("password_changed_at", "密码修改时间", is_hidden=True, width=18),
    ),
    detail="accounts:user-detail",
    search=_search_users,
    find="搜登录名、姓名、单位",
    filters=UserFilter,
    order=("username",),
    tabs=(
        Tab("all", "全部"),
        Tab("waiting", "未激活", lambda rows, viewer, on: _people(rows).active().without_password()),
        Tab("idle", "无岗位", lambda rows, viewer, on: rows.filter(is_active=True).exclude(pk__in=Post.objects.held(on).values("user"))),
        Tab("blocked", "登录受限", lambda rows, viewer, on: blocked(rows)),
        Tab("disabled", "停用", lambda rows, viewer, on: rows.filter(is_active=False)),
    ),
    prepare=_prepare_users,
    buttons=_user_buttons,
    empty=Empty("还没有账号", "建立账号后把激活码交给本人，由本人设置密码。"),
)


# --- 岗位 ----------------------------------------------------------------------------------------------------------
POSTS = ListPage(
    name="accounts.lists.POSTS",
    title="岗位",
    noun="个",
    crumbs=(SYSTEM, "岗位"),
    permission="accounts.view_accounts",
    rows=lambda viewer: Post.objects.visible_to(viewer).select_related("user", "role", "unit"),
    columns=(
        Column("user", "姓名", "user.name", sort="user__name"),
        Column("username", "登录名", "user.username", sort="user__username"),
        Column("role", "角色", "role.name", sort="role__name"),
        Column("unit", "任职单位", "unit.name", sort="unit__sort_key", fills=True),
        Column("since", "任职日期", sort="since"),
        Column("until", "止任日期", sort="until"),
    ),
    url=lambda post: reverse("accounts:user-detail", args=[post.user_id]),
    search=lambda rows, words, viewer: rows.filter(user__name__contains=words) | rows.filter(unit__name__contains=words),
    find="搜姓名、单位",
    filters=PostFilter,
    order=("role__name",),
    tabs=(
        Tab("held", "在任", lambda rows, viewer, on: _posts(rows).held(on)),
        Tab("administrators", "三员", lambda rows, viewer, on: _posts(rows).held(on).filter(role__is_administrator=True)),
        Tab("all", "全部"),
    ),
    empty=Empty("还没有岗位", "在账号页面授予岗位。"),
)


# --- 单位 ----------------------------------------------------------------------------------------------------------
def _unit_buttons(viewer: User) -> list[Link]:
    if not viewer.has_perm("accounts.manage_units"):
        return []
    return [Link("导入单位", reverse("core:import-new", args=["units"]), "file-import"), Link("新增单位", reverse("accounts:unit-new"), "plus")]


def _search_units(rows: QuerySet[Unit], words: str, viewer: User) -> QuerySet[Unit]:
    for word in words.split():
        rows = rows.filter(name__contains=word) | rows.filter(short_name__contains=word) | rows.filter(code__startswith=word)
    return rows


UNITS = ListPage(
    name="accounts.lists.UNITS",
    title="单位",
    noun="个",
    crumbs=(SYSTEM, "单位"),
    permission="accounts.view_units",
    rows=lambda viewer: Unit.objects.visible_to(viewer).select_related("parent"),
    columns=(
        Column("name", "单位名称", sort="sort_key", fills=True, width=36, expression="name"),
        Column("short_name", "简称", expression="short_name"),
        Column("kind", "类型", "get_kind_display", sort="kind", expression="kind", choices=UnitKind.choices),
        Column("parent", "上级单位", "parent.short_name", expression="parent__short_name"),
        Column("code", "单位编码", sort="code", expression="code"),
        Column("area_code", "行政区划代码", expression="area_code"),
        Column("credit_code", "统一社会信用代码", is_hidden=True, expression="credit_code", width=20),
        Column("is_vertical", "垂直管理", expression="is_vertical", choices=((True, "是"), (False, "否"))),
    ),
    detail="accounts:unit-detail",
    search=_search_units,
    find="搜单位名称、简称、编码",
    filters=UnitFilter,
    order=("sort_key",),
    tabs=(
        Tab("active", "在用", lambda rows, viewer, on: _units(rows).active()),
        Tab("enforcing", "执法单位", lambda rows, viewer, on: _units(rows).active().enforcing()),
        Tab("closed", "停用", lambda rows, viewer, on: rows.filter(is_active=False)),
    ),
    buttons=_unit_buttons,
    empty=Empty("还没有单位", "可导入机构名单，列为单位编码、名称、简称、类型、上级单位编码、行政区划代码。"),
)


# --- 账号批次 ------------------------------------------------------------------------------------------------------
def _batch_buttons(viewer: User) -> list[Link]:
    return [Link("导入账号", reverse("core:import-new", args=["accounts"]), "file-import")] if viewer.has_perm("accounts.manage_accounts") else []


def _prepare_batches(batches: list[AccountBatch], viewer: User, on: date) -> None:
    """Figures of a page of batches, in two statements."""
    is_idle = Q(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    people = User.objects.filter(batch__in=batches).order_by().values("batch").annotate(people=Count("pk"), idle=Count("pk", filter=is_idle))
    found = {row["batch"]: row for row in people}
    waiting = dict(PostProposal.objects.waiting().filter(batch__in=batches).order_by().values_list("batch").annotate(Count("pk")))
    for batch in batches:
        row = found.get(batch.pk, {})
        batch.people, batch.idle, batch.waiting = row.get("people", 0), row.get("idle", 0), waiting.get(batch.pk, 0)  # type: ignore[attr-defined]


BATCHES = ListPage(
    name="accounts.lists.BATCHES",
    title="账号批次",
    noun="批",
    crumbs=(SYSTEM, "账号批次"),
    permission="accounts.view_accounts",
    rows=lambda viewer: AccountBatch.objects.visible_to(viewer).select_related("created_by"),
    columns=(
        Column("title", "批次", sort="title", fills=True, width=30),
        Column("people", "新建账号", align="num"),
        Column("idle", "未激活", align="num"),
        Column("waiting", "待授予岗位", align="num"),
        Column("created_by", "导入人", "created_by.name", sort="created_by__name"),
        Column("created_at", "导入时间", sort="created_at", width=18),
        Column("printed_at", "最近打印通知单", sort="printed_at", width=18),
    ),
    detail="accounts:batch-detail",
    search=lambda rows, words, viewer: rows.filter(title__contains=words),
    find="搜批次",
    prepare=_prepare_batches,
    tabs=(Tab("all", "全部"), Tab("waiting", "待授予岗位", lambda rows, viewer, on: rows.filter(pk__in=PostProposal.objects.waiting().values("batch")))),
    buttons=_batch_buttons,
    empty=Empty("还没有导入过账号", "一张表导入各单位的人员，列为姓名、单位、岗位、手机；导入后打印激活通知单。"),
)


# --- 单位组 --------------------------------------------------------------------------------------------------------
def _group_buttons(viewer: User) -> list[Link]:
    return [Link("新建单位组", reverse("accounts:group-new"), "plus")] if viewer.has_perm("accounts.manage_groups") else []


GROUPS = ListPage(
    name="accounts.lists.GROUPS",
    title="单位组",
    noun="个",
    crumbs=(SYSTEM, "单位组"),
    permission="accounts.manage_groups",
    rows=lambda viewer: UnitGroup.objects.visible_to(viewer).select_related("owner").annotate(number_of_units=Count("units", filter=Q(units__is_active=True))),
    columns=(
        Column("name", "组名", sort="name", fills=True, width=30),
        Column("number_of_units", "单位数", align="num"),
        Column("is_shared", "使用范围", lambda group: "共用" if group.is_shared else "本人使用", sort="is_shared"),
        Column("owner", "建立人", "owner.name", sort="owner__name"),
        Column("changed_at", "修改时间", sort="changed_at", width=18),
    ),
    detail="accounts:group-detail",
    search=lambda rows, words, viewer: rows.filter(name__contains=words),
    find="搜组名",
    order=("name",),
    buttons=_group_buttons,
    empty=Empty("还没有单位组", "常用的一批单位存为一组，下达任务、新建批次时直接选用。"),
)


# --- 审计日志 ------------------------------------------------------------------------------------------------------
def _search_trail(rows: QuerySet[AuditEntry], words: str, viewer: User) -> QuerySet[AuditEntry]:
    for word in words.split():
        rows = rows.filter(actor__name__contains=word) | rows.filter(act_label__contains=word) | rows.filter(target_text__contains=word)
    return rows


def _result(entry: AuditEntry) -> str:
    return trail.RESULTS.get(entry.result, entry.result)


TRAIL = ListPage(
    name="accounts.lists.TRAIL",
    title="审计日志",
    noun="条",
    crumbs=(SYSTEM, "审计日志"),
    permission="core.view_audit",
    rows=trail.entries,
    columns=(
        Column("at", "时间", lambda entry: f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}", sort="at", width=20),
        Column("actor", "操作人", lambda entry: entry.actor.name if entry.actor else "未登录", width=12),
        Column("act", "行为", "act_label", width=18),
        Column("target", "对象", "target_text", fills=True, width=40),
        Column("result", "结果", lambda entry: badge("grey" if entry.result == "ok" else "amber", _result(entry)), export=lambda entry: _result(entry)),
        Column("note", "说明", width=40, is_hidden=True),
        Column("number", "请求编号", "request_number", width=24, is_hidden=True),
    ),
    detail="accounts:audit-detail",
    search=_search_trail,
    find="搜操作人、行为、对象",
    filters=TrailFilter,
    order=("-pk",),
    tabs=(
        Tab("all", "全部"),
        Tab("logins", "登录", lambda rows, viewer, on: rows.filter(act__startswith="accounts.log")),
        Tab("refused", "被拒", lambda rows, viewer, on: rows.exclude(result="ok")),
        Tab("accounts", "账号与岗位", lambda rows, viewer, on: rows.filter(act__startswith="accounts.").exclude(act__startswith="accounts.log")),
    ),
    empty=Empty("还没有日志"),
)
