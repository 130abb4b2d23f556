"""角色与岗位: what a role may do, and who holds it where."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import Permission
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.functional import cached_property

if TYPE_CHECKING:
    from accounts.models.user import User


class Scope(models.TextChoices):
    """数据范围: how far the holder of a role sees."""

    ALL = "all", "全县"
    SUBTREE = "subtree", "本单位及下级"
    ASSIGNED = "assigned", "分派给本人的"
    NONE = "none", "不涉业务"


class Role(models.Model):
    """角色: a row of `config/roles.py`, written by `sync_roles`; never edited by hand."""

    code = models.SlugField("编码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=40)
    scope = models.CharField("数据范围", max_length=10, choices=Scope)
    needs_second_factor = models.BooleanField("须双因子", default=False)
    is_administrator = models.BooleanField("三员", default=False)
    idle_minutes = models.PositiveSmallIntegerField("空闲时限（分钟）", default=30)
    permissions = models.ManyToManyField(Permission, related_name="+", verbose_name="权限")

    class Meta:
        verbose_name = verbose_name_plural = "角色"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


SYSTEM_ROLE = "system"
WEIGHTY = "^(sign|lock|approve)_"  # powers that only the holder himself, or who grants posts, gives to a deputy


class PostQuerySet(models.QuerySet["Post"]):
    """Reads of posts."""

    def visible_to(self, user: User) -> Self:
        """Posts `user` may know: all for those who administer accounts, else the user's own."""
        return self if user.has_perm("accounts.view_accounts") else self.filter(user=user)

    def held(self, on: date) -> Self:
        """Posts in force on that day; `until` is the first day without."""
        return self.filter(since__lte=on).filter(Q(until=None) | Q(until__gt=on))

    def own(self) -> Self:
        """Without those lent by others."""
        return self.filter(acting_for=None)

    def lent(self) -> Self:
        """代理: acting posts."""
        return self.filter(acting_for__isnull=False)

    def lent_in_sight(self, user: User) -> Self:
        """代理 that `user` may know: the own ones on both sides, those of the units led, all for who grants posts."""
        rows = self.lent().select_related("user", "role", "unit", "acting_for__user", "named_by")
        if user.has_perm("accounts.grant_posts"):
            return rows
        own = Q(user=user) | Q(acting_for__user=user)
        if not user.has_perm("accounts.propose_handover"):
            return rows.filter(own)
        ids = user.unit_ids()
        return rows if ids is None else rows.filter(own | Q(unit_id__in=ids))

    def lendable_by(self, user: User) -> Self:
        """Posts for which `user` may name a deputy, never while he acts in a lent one: the own ones; all for who grants posts; for the head those of
        his unit that sign, lock or approve nothing. Posts of the three administrators and of assigned work are not lent."""
        rows = self.own().filter(role__is_administrator=False, user__is_active=True).exclude(role__scope=Scope.ASSIGNED)
        post = user.post
        if post is None or post.acting_for_id is not None:
            return rows.none()
        if user.has_perm("accounts.grant_posts"):
            return rows
        weighty = Role.permissions.through.objects.filter(role=OuterRef("role"), permission__codename__regex=WEIGHTY)
        below = Q(unit__path__startswith=post.unit.path) & ~Exists(weighty)
        if user.has_perm("documents.sign_document"):
            return rows.filter(Q(user=user) | below)
        if post.role.scope == Scope.SUBTREE and user.has_perm("accounts.propose_handover"):
            return rows.filter(Q(user=user) | below & Q(role__scope=Scope.SUBTREE))
        return rows.filter(user=user)

    def with_deputy(self, on: date) -> Self:
        """Each with the name of who stands in on that day, in the same statement."""
        acting = Post.objects.held(on).filter(acting_for=OuterRef("pk"))
        return self.annotate(deputy_name=Subquery(acting.values("user__name")[:1]))

    def with_powers(self) -> Self:
        """Each with what its role may do ("app.codename"), read in the same statement."""
        held = Role.permissions.through.objects.filter(role=OuterRef("role"))
        return self.annotate(powers=ArraySubquery(held.values(power=Concat("permission__content_type__app_label", Value("."), "permission__codename"))))


class Post(models.Model):
    """岗位: a person holds a role at a unit from `since` until the day before `until`; one acts in one post at a time (切换岗位)."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts", verbose_name="角色")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="posts", verbose_name="单位")
    since = models.DateField("任职日期")
    until = models.DateField("止任日期", null=True, blank=True)
    is_default = models.BooleanField("默认岗位", default=False)
    acting_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="deputies", verbose_name="代理的岗位")  # lent for the days of a leave
    named_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="指定人")
    reason = models.CharField("请假事由", max_length=200, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["-is_default", "pk"]
        permissions = [("grant_posts", "授予和终止岗位")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"], condition=Q(until=None), name="post_held_once", violation_error_message="这个岗位已经有了。"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="post_dates_in_order", violation_error_message="止任日期不能早于任职日期。"
            ),
            ExclusionConstraint(
                name="post_one_deputy_at_a_time",
                expressions=[
                    (Func("acting_for", "acting_for", Value("[]"), function="int8range"), "&&"),
                    (Func("since", "until", function="daterange"), "&&"),
                ],
                condition=Q(acting_for__isnull=False),
                violation_error_message="这几天已经有人代理。",
            ),
            models.CheckConstraint(
                condition=Q(acting_for=None, named_by=None) | Q(acting_for__isnull=False, named_by__isnull=False, until__isnull=False),
                name="post_acting_fields_together",
                violation_error_message="代理须写明代理的岗位、指定人和结束日期。",
            ),
            models.CheckConstraint(condition=~Q(role=SYSTEM_ROLE), name="post_never_system", violation_error_message="系统角色不能授予个人。"),
        ]

    def __str__(self) -> str:
        return f"{self.role}（{self.unit}）{self.acting_words}"

    @property
    def principal_id(self) -> int | None:
        """Whose post it is where it is only lent."""
        return self.acting_for.user_id if self.acting_for is not None else None

    @property
    def acting_words(self) -> str:
        """代李某某, "" in a post of one's own."""
        return f"代{self.acting_for.user.name}" if self.acting_for is not None else ""

    @cached_property
    def powers(self) -> list[str]:
        """What its role may do, asked where the post was read without `with_powers`."""
        return Post.objects.with_powers().get(pk=self.pk).powers

    def is_over(self) -> bool:
        """Whether the post has ended as of today."""
        return self.until is not None and self.until <= timezone.localdate()
