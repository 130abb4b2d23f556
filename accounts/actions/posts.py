"""岗位: granted and ended by the security administrator, never to himself."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import logins
from accounts.models import Post, Role, Scope, Unit, UnitKind, User
from accounts.models.post import SYSTEM_ROLE
from accounts.separation import same_person
from accounts.workflow import Act
from core import audit
from core.errors import DomainError

EXCLUSIVE = "系统管理员、安全管理员、审计管理员互相不能兼任，也不能兼任业务岗位（同一人的其他账号一并计算）。"

HOUSES_OF_ALL = (UnitKind.BUREAU, UnitKind.GOVERNMENT)


def _may_grant(actor: User, user: User) -> None:
    if not actor.has_perm("accounts.grant_posts"):
        raise PermissionDenied
    if same_person(actor, user):
        raise DomainError("不能给自己授予或终止岗位。")


def why_not_at(scope: str, kind: str) -> str:
    """Why a role of that scope has no place at a unit of that kind, "" where it has: the county is seen from two houses, and from the top by nobody else."""
    if scope == Scope.ALL and kind not in HOUSES_OF_ALL:
        return "能看到全县数据，只设在司法局、县政府。"
    return "能看到全部下级单位，不设在县政府。" if scope == Scope.SUBTREE and kind == UnitKind.GOVERNMENT else ""


def _refuse_place(role: Role, unit: Unit) -> None:
    if not unit.is_active:
        raise DomainError(f"{unit}已停用，不能授予岗位。")
    if reason := why_not_at(role.scope, unit.kind):
        raise DomainError(f"{role}{reason}")


@transaction.atomic
def grant_post(*, user: User, role: Role, unit: Unit, since: date, actor: User, at: datetime, until: date | None = None) -> Post:
    """授予岗位: ends the person's logins, so that the new powers start with a new one. Basis: GB22239-DUTIES."""
    _may_grant(actor, user)
    if role.pk == SYSTEM_ROLE or user.is_system:
        raise DomainError("系统角色不能授予个人。")
    user = User.objects.locked(user)
    if not user.is_active:
        raise DomainError("账号已停用，不能授予岗位。")
    _refuse_place(role, unit)
    post = Post(user=user, role=role, unit=unit, since=since, until=until, is_default=not user.posts.filter(is_default=True, until=None).exists())
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as refusal:
        raise DomainError(_words(refusal)) from refusal
    logins.drop_all(user)
    audit.record(actor=actor, act=Act.POST_GRANTED, target=user, at=at, changes={"岗位": ["", str(post)]})
    return post


@transaction.atomic
def grant_posts(*, posts: Sequence[Post], actor: User, at: datetime) -> None:
    """授予岗位 to many people in one step: all of `posts` (not yet saved) or, with a DomainError, none."""
    people = list(User.objects.select_for_update(of=("self",)).filter(pk__in={post.user_id for post in posts}).order_by("pk"))
    for person in people:
        _may_grant(actor, person)
        if not person.is_active or person.is_system:
            raise DomainError(f"{person}的账号已停用，不能授予岗位。")
    for post in posts:
        _refuse_place(post.role, post.unit)
    settled = set(Post.objects.filter(user__in=people, is_default=True, until=None).values_list("user_id", flat=True))
    for post in posts:
        post.is_default = post.user_id not in settled
        settled.add(post.user_id)
    try:
        with transaction.atomic():
            Post.objects.bulk_create(posts)
    except IntegrityError as refusal:
        raise DomainError(_words(refusal)) from refusal
    logins.drop_all_of(people)
    for post in posts:
        audit.record(actor=actor, act=Act.POST_GRANTED, target=post.user, at=at, changes={"岗位": ["", str(post)]})


def _words(refusal: IntegrityError) -> str:
    text = str(refusal)
    if "post_administrators_exclusive" in text:
        return EXCLUSIVE
    return "止任日期不能早于任职日期。" if "post_dates_in_order" in text else "这个岗位已经有了。"


@transaction.atomic
def end_post(*, post: Post, actor: User, at: datetime, on: date) -> Post:
    """终止岗位: `on` is the first day without it; the person's logins end at once."""
    _may_grant(actor, post.user)
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "role", "unit").get(pk=post.pk)
    if post.until is not None and post.until <= on:
        raise DomainError("这个岗位已经终止。")
    post.until, post.is_default = max(on, post.since), False
    post.save(update_fields=["until", "is_default"])
    _end_deputies(post)
    logins.drop_all(post.user)
    audit.record(actor=actor, act=Act.POST_ENDED, target=post.user, at=at, changes={"岗位": [str(post), ""]})
    return post


def _end_deputies(post: Post) -> None:
    """Who stands in for a post ends with it."""
    for acting in post.deputies.filter(until__gt=post.until).select_related("user"):
        acting.until = max(post.until or acting.since, acting.since)
        acting.save(update_fields=["until"])
        logins.drop_all(acting.user)


def end_deputies_of(user: User, on: date) -> None:
    """Who stands in for `user` in whatever post does so no longer from `on`."""
    for acting in Post.objects.lent().filter(acting_for__user=user, until__gt=on).select_related("user"):
        acting.until = max(on, acting.since)
        acting.save(update_fields=["until"])
        logins.drop_all(acting.user)


@transaction.atomic
def take_post(*, post: Post, actor: User, at: datetime) -> Post:
    """切换岗位: act in another of one's own posts from here on."""
    if post.user_id != actor.pk or post not in actor.held_posts:
        raise PermissionDenied
    actor.take_post(post)
    audit.record(actor=actor, act=Act.POST_TAKEN, target=post, at=at)
    return post
