"""筛选: one FilterSet per list."""

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts import throttle
from accounts.models import Post, Role, Unit, UnitKind, User
from accounts.trail import RESULTS
from core.audit.models import AuditEntry

STATES = (("active", "在用"), ("disabled", "停用"), ("waiting", "未激活"), ("blocked", "登录受限"))


def units_in_sight(request: object) -> QuerySet[Unit]:
    user = getattr(request, "user", None)
    return Unit.objects.visible_to(user) if isinstance(user, User) or user is not None else Unit.objects.none()


class UserFilter(django_filters.FilterSet):
    """账号."""

    unit = django_filters.ModelChoiceFilter(label="单位", queryset=units_in_sight)
    role = django_filters.ModelChoiceFilter(label="角色", queryset=Role.objects.filter(pk__in=settings.ROLES), method="holding")

    class Meta:
        model = User
        fields: list[str] = []

    def holding(self, rows: QuerySet[User], name: str, role: Role) -> QuerySet[User]:
        return rows.filter(pk__in=Post.objects.held(timezone.localdate()).filter(role=role).values("user"))


class PostFilter(django_filters.FilterSet):
    """岗位."""

    role = django_filters.ModelChoiceFilter(label="角色", queryset=Role.objects.filter(pk__in=settings.ROLES))
    unit = django_filters.ModelChoiceFilter(label="单位", queryset=units_in_sight)

    class Meta:
        model = Post
        fields: list[str] = []


class UnitFilter(django_filters.FilterSet):
    """单位."""

    kind = django_filters.ChoiceFilter(label="类型", choices=UnitKind.choices)
    is_vertical = django_filters.BooleanFilter(label="垂直管理")

    class Meta:
        model = Unit
        fields: list[str] = []


class TrailFilter(django_filters.FilterSet):
    """审计日志."""

    actor = django_filters.CharFilter(label="操作人登录名", field_name="actor__username")
    act = django_filters.CharFilter(label="行为", field_name="act_label", lookup_expr="contains")
    result = django_filters.ChoiceFilter(label="结果", choices=tuple(RESULTS.items()))
    on = django_filters.DateFromToRangeFilter(label="日期", field_name="at")
    target = django_filters.CharFilter(label="对象", field_name="target_text", lookup_expr="contains")
    number = django_filters.CharFilter(label="请求编号", field_name="request_number")

    class Meta:
        model = AuditEntry
        fields: list[str] = []


def blocked(rows: QuerySet[User]) -> QuerySet[User]:
    """登录受限: accounts that wait somewhere now."""
    return rows.filter(pk__in=throttle.blocked_users(timezone.now()))
