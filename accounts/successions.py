"""本 app 的承继: people, posts and units below; and what core keeps for a unit – jobs under way and deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import logins, tree
from accounts.models import Handover, HandoverState, Post, PostProposal, Unit, UnitGroup, User
from accounts.succession import Succession, save_unit
from accounts.workflow import Act
from core import audit
from core.jobs.models import Job
from core.notices.actions import pass_deadline
from core.notices.models import Deadline


def _standing_posts(unit: Unit) -> QuerySet[Post]:
    return Post.objects.filter(Q(until=None) | Q(until__gt=timezone.localdate()), unit=unit)


def _move_posts(posts: Sequence[Post], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """The same role at the successor from today on; no new power is given. The logins of these people end."""
    on = timezone.localdate(at)
    moved: dict[int, Post] = {}
    for post in sorted(posts, key=lambda post: post.acting_for_id is not None):  # those lent after those they are lent from
        until, was_default = post.until, post.is_default
        post.until, post.is_default = max(on, post.since), False
        post.save(update_fields=["until", "is_default"])
        lent_from = moved.get(post.acting_for_id or 0)
        fresh = None
        if post.acting_for_id is None or lent_from is not None:
            fresh = _same_at(successor, post, lent_from, on, until=until, is_default=was_default)
            moved[post.pk] = fresh
        audit.record(actor=actor, act=Act.POST_MOVED, target=post.user, at=at, changes={"岗位": [str(post), str(fresh or "")]})
        logins.drop_all(post.user)


def _same_at(successor: Unit, post: Post, lent_from: Post | None, on: date, **facts: Any) -> Post:
    """The post at the successor: the one held there already, else a new one."""
    held = Post.objects.held(on).filter(user=post.user, role=post.role, unit=successor, acting_for=lent_from).first()
    lent = {"acting_for": lent_from, "named_by": post.named_by, "reason": post.reason} if lent_from is not None else {}
    return held or Post.objects.create(user=post.user, role=post.role, unit=successor, since=max(on, post.since), **lent, **facts)


def _move_below(units: Sequence[Unit], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    for child in units:
        child.parent = Unit.objects.get(pk=successor.pk)
        tree.move(child)
        child.save(update_fields=["parent", "path"])


def _move_deadlines(deadlines: Sequence[Deadline], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    for deadline in deadlines:
        pass_deadline(deadline=deadline, unit=successor, at=at)


def _move_in_groups(groups: Sequence[UnitGroup], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    for group in groups:
        group.units.remove(unit)
        group.units.add(successor)
        group.changed_at = at
        group.save(update_fields=["changed_at"])


BELOW = Succession("下级单位", "个", lambda unit: Unit.objects.filter(parent=unit), _move_below, note="划归承接单位", blocks=False)
PEOPLE = Succession("账号", "个", lambda unit: User.objects.filter(unit=unit), save_unit(), blocks=False)
POSTS = Succession("在任岗位", "个", _standing_posts, _move_posts, note="角色不变，本人须重新登录")


def _asked_at_both(rows: QuerySet[PostProposal], successor: Unit) -> QuerySet[PostProposal]:
    same = PostProposal.objects.waiting().filter(unit=successor, user=OuterRef("user"), role=OuterRef("role"))
    return rows.filter(Exists(same))


PROPOSALS = Succession(
    "待授予岗位",
    "个",
    lambda unit: PostProposal.objects.waiting().filter(unit=unit),
    save_unit(),
    clashing=_asked_at_both,
    why="承接单位已在等待授予同一岗位",
    note="由安全管理员决定",
)


def _withdraw(handovers: Sequence[Handover], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """Asked for on a post that ends with the unit: to be asked for anew on the post at the successor."""
    Handover.objects.filter(pk__in=[row.pk for row in handovers]).update(state=HandoverState.WITHDRAWN)


HANDOVERS = Succession(
    "待办理的工作交接",
    "次",
    lambda unit: Handover.objects.filter(unit=unit, state=HandoverState.PROPOSED),
    _withdraw,
    note="撤回，需要的在承接单位重新提请",
)
GROUPS = Succession("单位组", "个", lambda unit: UnitGroup.objects.filter(units=unit), _move_in_groups, note="组内改为承接单位", blocks=False)
JOBS = Succession("进行中的后台任务", "个", lambda unit: Job.objects.open().filter(unit=unit), save_unit())
DEADLINES = Succession("未办结的期限", "个", lambda unit: Deadline.objects.open().filter(unit=unit), _move_deadlines, note="到期日不变，提醒改发承接单位")
