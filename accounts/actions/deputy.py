"""请假与代理: for some days somebody of the unit may act in another's post, in his own name; it ends by itself.

The person himself names the deputy, the head of the unit, or the security administrator; a post that signs, locks or approves only the person himself or
the security administrator. Nobody names himself, and who stands in for another names nobody. Posts of the three administrators and of assigned work
(评查员) are not lent. Basis: SEPARATION.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import logins
from accounts.actions.handover import may_propose, refuse_exclusive, takers_for
from accounts.actions.posts import EXCLUSIVE
from accounts.models import Post, User
from accounts.models.handover import GRANT, PROPOSE
from accounts.recipients import holders
from accounts.separation import same_person
from accounts.workflow import Act
from core import audit
from core.errors import DomainError
from core.notices.messages import tell

LONGEST_DAYS = 90
"""The longest leave that one naming covers; after it the post is handed over, or a deputy named anew."""
AHEAD_DAYS = 366
"""How far ahead a leave may begin."""


@transaction.atomic
def name_deputy(*, post: Post, deputy: User, first_on: date, last_on: date, reason: str, actor: User, at: datetime) -> Post:
    """指定代理人 from `first_on` to `last_on`: the deputy gets an acting post for these days."""
    if not Post.objects.lendable_by(actor).filter(pk=post.pk).exists():
        raise PermissionDenied
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "role", "unit").get(pk=post.pk)
    _refuse_days(post, first_on, last_on, timezone.localdate(at))
    if same_person(actor, deputy):
        raise DomainError("不能指定自己作代理人。")
    if same_person(post.user, deputy):
        raise DomainError("代理人不能是本人。")
    refuse_exclusive(post, deputy)
    if not takers_for(post).filter(pk=deputy.pk).exists():
        raise DomainError(f"{deputy}不是本单位人员，不能代理。")
    acting = Post(
        user=deputy, role=post.role, unit=post.unit, since=first_on, until=last_on + timedelta(days=1), acting_for=post, named_by=actor, reason=reason
    )
    try:
        with transaction.atomic():
            acting.save()
    except IntegrityError as refusal:
        raise DomainError(EXCLUSIVE if "post_administrators_exclusive" in str(refusal) else "这几天已经有人代理，请先结束原来的代理。") from refusal
    audit.record(actor=actor, act=Act.DEPUTY_NAMED, target=post.user, at=at, note=reason, changes={"代理": ["", f"{acting}：{first_on}至{last_on}"]})
    body = f"{first_on:%Y-%m-%d}至{last_on:%Y-%m-%d}，{deputy}代{post.user}办理{post.role}（{post.unit}）的工作。代理人登录后切换岗位，以本人名义办理，期满自动结束。"
    _tell(acting, f"请假代理：{deputy}代{post.user}", body, at)
    return acting


def _refuse_days(post: Post, first_on: date, last_on: date, today: date) -> None:
    if post.is_over():
        raise DomainError("这个岗位已经终止。")
    if first_on < today:
        raise DomainError("开始日期不能早于今天。")
    if last_on < first_on:
        raise DomainError("结束日期不能早于开始日期。")
    if (first_on - today).days > AHEAD_DAYS:
        raise DomainError("开始日期不能在一年以后。")
    if (last_on - first_on).days >= LONGEST_DAYS:
        raise DomainError(f"代理一次最多 {LONGEST_DAYS} 天；更长的，请办理工作交接。")
    if post.until is not None and last_on >= post.until:
        raise DomainError(f"这个岗位到{post.until}为止，代理不能更长。")


@transaction.atomic
def end_deputy(*, acting: Post, actor: User, at: datetime) -> Post:
    """结束代理 before its day: by both, by who leads the work, or by who grants posts. The deputy's logins end."""
    acting = Post.objects.select_for_update(of=("self",)).select_related("user", "role", "unit", "acting_for__user").get(pk=acting.pk)
    principal = acting.acting_for
    if principal is None or not (actor.pk in (acting.user_id, principal.user_id) or actor.has_perm(GRANT) or may_propose(actor, principal)):
        raise PermissionDenied
    if acting.is_over():
        raise DomainError("这次代理已经结束。")
    _end(acting, timezone.localdate(at))
    audit.record(actor=actor, act=Act.DEPUTY_ENDED, target=principal.user, at=at, changes={"代理": [str(acting), ""]})
    _tell(acting, f"代理结束：{acting.user}代{principal.user}", f"{acting.user}不再代{principal.user}办理{acting.role}（{acting.unit}）的工作。", at)
    return acting


def _end(acting: Post, on: date) -> None:
    acting.until = max(on, acting.since)
    acting.save(update_fields=["until"])
    logins.drop_all(acting.user)


def _tell(acting: Post, title: str, body: str, at: datetime) -> None:
    """Both, and the unit's leader."""
    if acting.acting_for is not None:
        people = [acting.user, acting.acting_for.user, *holders(acting.unit, PROPOSE)]
        tell(recipients=people, title=title, body=body, url="/accounts/deputies/", at=at, target=acting)
