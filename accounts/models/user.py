"""账号: a named person who logs in and acts in one post at a time."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models.acting import acted, in_words
from accounts.models.post import SYSTEM_ROLE, Post, Role, Scope
from accounts.models.unit import Unit
from core.crypto import blind_index, decrypt, mask_phone

SYSTEM_USERNAME = "system"
PHONE_PLACE = {"table": "accounts_user", "field": "phone"}


def phone_index(phone: str) -> str:
    """What a telephone is found by, without decrypting anything."""
    return blind_index(phone, purpose="account-phone")


class UserQuerySet(models.QuerySet["User"]):
    """Reads of accounts."""

    def visible_to(self, viewer: User) -> Self:
        """Accounts `viewer` may know: every person's for those who administer accounts, else the viewer's own."""
        people = self.exclude(username=SYSTEM_USERNAME)
        return people if viewer.has_perm("accounts.view_accounts") else people.filter(pk=viewer.pk)

    def active(self) -> Self:
        return self.filter(is_active=True)

    def without_password(self) -> Self:
        """Accounts that their persons have not activated, or not since the last reset."""
        return self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(username=SYSTEM_USERNAME)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager with the account that jobs act as."""

    def system(self) -> User:
        """系统: the author of acts that no person did; it cannot log in."""
        account: User = self.get(username=SYSTEM_USERNAME)
        return account

    def locked(self, user: User) -> User:
        """The row of `user` under its lock, with the unit; every act on an account starts here."""
        account: User = self.select_for_update(of=("self",)).select_related("unit").get(pk=user.pk)
        return account


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # the relation of the second factor comes from a package without types
    """账号. Powers come from the present post's role only; there is no superuser."""

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="users", verbose_name="单位")
    person_key = models.CharField("人员标识", max_length=64, blank=True, db_index=True)  # the same person under two accounts
    email = models.EmailField("邮箱", blank=True)
    phone = models.CharField("电话", max_length=200, blank=True)  # encrypted by core.crypto
    phone_index = models.CharField("电话索引", max_length=64, blank=True, db_index=True)
    office_phone = models.CharField("办公电话", max_length=30, blank=True)  # of the desk, not of the person
    batch = models.ForeignKey("accounts.AccountBatch", models.PROTECT, null=True, related_name="accounts", verbose_name="批次")
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True)
    old_passwords = models.JSONField("用过的密码", default=list)
    date_joined = models.DateTimeField("创建时间", default=timezone.now)
    login_serial = models.PositiveIntegerField("登录序号", default=0)  # moves when every login of the account ends
    seal = models.UUIDField("密封编号", default=uuid.uuid4, editable=False)  # binds the encrypted fields to this row
    calendar_token_hash = models.CharField("日历订阅", max_length=64, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    is_superuser = False

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]
        permissions = [
            ("view_accounts", "查看账号"),
            ("manage_accounts", "建立、停用账号和重置密码"),
            ("unlock_accounts", "解除登录限制和重置双因子"),
            ("manage_policy", "查看安全策略"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:user-detail", args=[self.pk])

    def plain_phone(self) -> str:
        """The number itself: only for those who may see it, never for a page without a reason."""
        return decrypt(self.phone, **PHONE_PLACE, seal=self.seal) if self.phone else ""

    @property
    def masked_phone(self) -> str:
        """154****5117; decrypts only to mask."""
        return mask_phone(self.plain_phone())

    @property
    def is_system(self) -> bool:
        """The account that jobs act as."""
        return self.username == SYSTEM_USERNAME

    @cached_property
    def held_posts(self) -> tuple[Post, ...]:
        """The posts held today, the default one first."""
        return tuple(self.posts.held(timezone.localdate()).with_powers().with_deputy(timezone.localdate()).select_related("role", "unit", "acting_for__user"))

    @cached_property
    def post(self) -> Post | None:
        """The post acted in: set from the login by PostMiddleware, else the default one."""
        return self.held_posts[0] if self.held_posts else None

    @property
    def stands_in_for(self) -> User | None:
        """代理: in whose place this person acts now; None in a post of one's own, and before any post was asked for."""
        post = self.__dict__.get("post") or next(iter(self.__dict__.get("held_posts", ())), None)
        return post.acting_for.user if post is not None and post.acting_for is not None else None

    @property
    def acting_as(self) -> list[User]:
        """This person, and in whose place he acts now."""
        return [self] if self.stands_in_for is None else [self, self.stands_in_for]

    @property
    def acting_words(self) -> str:
        """代李某某办理, for the records of acts; "" in a post of one's own."""
        return f"代{self.stands_in_for.name}办理" if self.stands_in_for is not None else ""

    @property
    def signed_name(self) -> str:
        """贺兰亭（代许静文）: the name as it stands below what this person signs and writes."""
        return in_words(self.name, acted(self)["in_place_of"])

    @property
    def lent_words(self) -> list[str]:
        """In whose place one acts, post by post; of the post one is in there is nothing to change into."""
        lent = [(post, f"代{post.acting_for.user.name}办理{post.role}（{post.unit}）的工作") for post in self.held_posts if post.acting_for is not None]
        return [f"您正在{words}。" if self.post == post else f"您{words}，请切换岗位办理。" for post, words in lent]

    @property
    def leave_words(self) -> list[str]:
        """请假与代理 as the desk says it: in whose place one acts, and who acts in one's own."""
        names = [(post, getattr(post, "deputy_name", None)) for post in self.held_posts]
        return self.lent_words + [f"请假期间由{name}代您办理{post.role}（{post.unit}）的工作。" for post, name in names if name]

    def take_post(self, post: Post) -> None:
        """切换岗位: act in `post` from here on (one of this person's own)."""
        self._forget()
        self.__dict__["post"] = post

    def take_post_of(self, role: str, unit_id: int | None, principal_id: int | None = None) -> None:
        """Act in the held post with `role` at that unit, one's own or the one lent by `principal_id`, as a job of this person does; PermissionDenied
        when it is not held any more."""
        if not self.is_active:
            raise PermissionDenied("发起人的账号已停用。")
        if self.is_system:
            return
        post = next((post for post in self.held_posts if (post.role_id, post.unit_id, post.principal_id) == (role, unit_id, principal_id)), None)
        if post is None:
            raise PermissionDenied("发起人已不在原岗位。")
        self.take_post(post)

    def lay_down_powers(self) -> None:
        """Act without any post: the state of a login that is not complete."""
        self._forget()
        self.__dict__["post"] = None

    def _forget(self) -> None:
        for name in ("_powers", "_subtree", "role"):
            self.__dict__.pop(name, None)

    @cached_property
    def role(self) -> Role | None:
        """The present post's role; the system account has its own without a post."""
        if self.is_system:
            return Role.objects.filter(pk=SYSTEM_ROLE).first()
        return self.post.role if self.post else None

    @cached_property
    def _powers(self) -> frozenset[str]:
        if self.post is not None:
            return frozenset(self.post.powers)
        rows = self.role.permissions.values_list("content_type__app_label", "codename") if self.role is not None else ()
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
        return self.role.pk if self.role else ""

    @property
    def post_unit_id(self) -> int | None:
        """The unit of the present post; with the role it says which post that is."""
        return self.post.unit_id if self.post else None

    @cached_property
    def _subtree(self) -> tuple[int, ...]:
        if self.post is None:
            return ()
        return tuple(Unit.objects.below(self.post.unit).order_by("pk").values_list("pk", flat=True))

    def unit_ids(self) -> tuple[int, ...] | None:
        """Units whose rows this person may see in the present post; None means all, () none."""
        scope = self.role.scope if self.role else Scope.NONE
        if scope == Scope.ALL:
            return None
        return self._subtree if scope == Scope.SUBTREE else ()

    @property
    def is_staff(self) -> bool:
        """Whether Django admin is open: to the three administrators and, for reading, to the supervising body."""
        return self.role is not None and (self.role.is_administrator or self.role.scope == Scope.ALL)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a login is bound to: the password and a serial that ends every login when it moves."""
        return salted_hmac("accounts.login", f"{self.password}:{self.login_serial}", secret=secret, algorithm="sha256").hexdigest()
