"""账号: a named person who logs in and acts in one post at a time."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models.post import Post, Scope
from accounts.models.unit import Unit


class UserManager(BaseUserManager["User"]):
    """Django's manager with the account that jobs act as."""

    def system(self) -> User:
        """系统: the author of acts that no person did; it cannot log in."""
        return self.get(username="system")


class User(AbstractBaseUser):
    """账号. Powers come from the present post's role only; there is no superuser."""

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="users", verbose_name="单位")
    person_key = models.CharField("人员标识", max_length=64, blank=True, db_index=True)  # the same person under two accounts
    email = models.EmailField("邮箱", blank=True)
    phone = models.CharField("电话", max_length=200, blank=True)  # encrypted by core.crypto
    is_active = models.BooleanField("在用", default=True)
    is_staff = models.BooleanField("可进管理后台", default=False)
    must_change_password = models.BooleanField("须修改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True)
    old_passwords = models.JSONField("用过的密码", default=list)
    date_joined = models.DateTimeField("创建时间", default=timezone.now)
    calendar_token_hash = models.CharField("日历订阅", max_length=64, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    is_superuser = False

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:user-detail", args=[self.pk])

    @cached_property
    def post(self) -> Post | None:
        """The post acted in: set from the login by PostMiddleware, else the default one."""
        return next(iter(self.present_posts()), None)

    def present_posts(self) -> models.QuerySet[Post]:
        """Posts held today, the default one first."""
        today = timezone.localdate()
        held = self.posts.select_related("role", "unit").filter(since__lte=today)
        return held.filter(models.Q(until=None) | models.Q(until__gte=today))

    def take_post(self, post: Post) -> None:
        """切换岗位: act in `post` from here on (one of this person's own)."""
        self.__dict__["post"] = post
        self.__dict__.pop("_powers", None)

    def take_role(self, code: str) -> None:
        """Act in the first present post with role `code`; PermissionDenied when no such post is held (any more)."""
        post = next((post for post in self.present_posts() if post.role_id == code), None)
        if post is None or not self.is_active:
            raise PermissionDenied("发起人已不在原岗位。")
        self.take_post(post)

    @cached_property
    def _powers(self) -> frozenset[str]:
        if self.post is None:
            return frozenset()
        rows = self.post.role.permissions.values_list("content_type__app_label", "codename")
        return frozenset(f"{label}.{codename}" for label, codename in rows)

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Whether the present post's role holds `perm` ("app.codename")."""
        return self.is_active and perm in self._powers

    def has_perms(self, perms: list[str], obj: object | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, label: str) -> bool:
        return self.is_active and any(power.startswith(f"{label}.") for power in self._powers)

    @property
    def role_code(self) -> str:
        """Code of the present role, for labels and logs only; powers are asked with has_perm."""
        return self.post.role_id if self.post else ""

    @cached_property
    def _subtree(self) -> tuple[int, ...]:
        if self.post is None:
            return ()
        return tuple(Unit.objects.below(self.post.unit).order_by("pk").values_list("pk", flat=True))

    def unit_ids(self) -> tuple[int, ...] | None:
        """Units whose rows this person may see in the present post; None means all, () none."""
        scope = self.post.role.scope if self.post else Scope.NONE
        if scope == Scope.ALL:
            return None
        return self._subtree if scope == Scope.SUBTREE else ()

    def is_password_due(self, at: datetime, days: int) -> bool:
        """Whether the password is older than `days` at `at`."""
        return self.password_changed_at is None or (at - self.password_changed_at).days >= days
