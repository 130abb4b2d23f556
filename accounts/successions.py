"""本 app 的承继: people, posts and units below; and what core keeps for a unit – jobs under way and deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts import logins, tree
from accounts.models import Handover, HandoverState, Post, PostProposal, PostQuerySet, ProposalState, Unit, UnitGroup, User
from accounts.succession import Succession, save_unit
from accounts.workflow import Act
from core import audit
from core.jobs.models import Job
from core.lists.models import SavedView, Sharing
from core.notices.actions import pass_deadline
from core.notices.messages import tell
from core.notices.models import Deadline


def _standing_posts(unit: Unit) -> PostQuerySet:
    return Post.objects.filter(Q(until=None) | Q(until__gt=Greatest(timezone.localdate(), F("since"))), unit=unit)


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
        if post.acting_for_id is None:
            fresh = moved[post.pk] = _same_at(successor, post, on, until=until, is_default=was_default)
        elif lent_from is not None:
            fresh = _lent_at(successor, post, lent_from, on, until, at)
        audit.record(actor=actor, act=Act.POST_MOVED, target=post.user, at=at, changes={"岗位": [str(post), str(fresh or "")]})
        logins.drop_all(post.user)


def _same_at(successor: Unit, post: Post, on: date, *, until: date | None, is_default: bool) -> Post:
    """The post at the successor: the one granted there already, begun and ended as the two together, else a new one."""
    since = max(on, post.since)
    standing = _standing_posts(successor).own().filter(user=post.user, role=post.role)
    held = standing.order_by(F("until").desc(nulls_first=True)).first()
    if held is None:
        return Post.objects.create(user=post.user, role=post.role, unit=successor, since=since, until=until, is_default=is_default)
    held.since = min(held.since, since)
    held.until = None if held.until is None or until is None else max(held.until, until)
    held.save(update_fields=["since", "until"])
    return held


def _lent_at(successor: Unit, post: Post, lent_from: Post, on: date, until: date | None, at: datetime) -> Post | None:
    """The lent post at the successor; None where somebody stands in there on these days already, and both are told that this one ends."""
    since = max(on, post.since)
    if lent_from.deputies.filter(since__lt=until, until__gt=since).exists():
        body = f"{post.unit}的岗位转到{successor}，那里的同一岗位这几天已有人代理，{post.user}代{lent_from.user}的代理结束。"
        tell(recipients=[post.user, lent_from.user], title=f"代理结束：{post.user}代{lent_from.user}", body=body, url="/accounts/deputies/", at=at, target=post)
        return None
    lent = {"acting_for": lent_from, "named_by": post.named_by, "reason": post.reason}
    return Post.objects.create(user=post.user, role=post.role, unit=successor, since=since, until=until, **lent)


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


ASKED_AT_BOTH = "承接单位已在等待授予同一岗位"


def _pass_proposals(rows: Sequence[PostProposal], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """To be decided at the successor; what waits there already is not asked twice."""
    waiting = set(PostProposal.objects.waiting().filter(unit=successor).values_list("user", "role"))
    for row in rows:
        if (row.user_id, row.role_id) in waiting:
            row.state, row.decided_by, row.decided_at, row.reason = ProposalState.REFUSED, actor, at, ASKED_AT_BOTH
        else:
            row.unit = successor
    PostProposal.objects.bulk_update(rows, ["unit", "state", "decided_by", "decided_at", "reason"], batch_size=500)


PROPOSALS = Succession(
    "待授予岗位",
    "个",
    lambda unit: PostProposal.objects.waiting().filter(unit=unit),
    _pass_proposals,
    note=f"由安全管理员决定；{ASKED_AT_BOTH}的，不再重复",
)


def _withdraw(handovers: Sequence[Handover], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """Asked for on a post that ends with the unit: to be asked for anew on the post at the successor."""
    Handover.objects.filter(pk__in=[row.pk for row in handovers]).update(state=HandoverState.WITHDRAWN)
    for row in handovers:
        audit.record(actor=actor, act=Act.HANDOVER_WITHDRAWN, target=row, at=at, note=f"{unit}的岗位转到{successor}")
        body = f"{unit}的岗位转到{successor}，这次交接撤回；需要的，在{successor}重新提请。"
        tell(recipients=[row.proposed_by], title=f"工作交接撤回：{row.role}（{unit}）", body=body, url=row.get_absolute_url(), at=at, target=row)


HANDOVERS = Succession(
    "待办理的工作交接",
    "次",
    lambda unit: Handover.objects.filter(unit=unit, state=HandoverState.PROPOSED),
    _withdraw,
    note="撤回，需要的在承接单位重新提请",
)


def _share_views(views: Sequence[SavedView], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """Shared with the people of the successor; a name that they use already stays with its owner alone."""
    taken = set(SavedView.objects.filter(unit=successor).values_list("page", "name"))
    for view in views:
        is_free = (view.page, view.name) not in taken
        view.unit, view.sharing = (successor, Sharing.UNIT) if is_free else (None, Sharing.PERSONAL)
    SavedView.objects.bulk_update(views, ["unit", "sharing"], batch_size=500)


VIEWS = Succession(
    "本单位共用的常用筛选",
    "个",
    lambda unit: SavedView.objects.filter(unit=unit),
    _share_views,
    note="与承接单位共用；那里已有同名的，只留给本人",
    blocks=False,
)
GROUPS = Succession("单位组", "个", lambda unit: UnitGroup.objects.filter(units=unit), _move_in_groups, note="组内改为承接单位", blocks=False)
JOBS = Succession("进行中的后台任务", "个", lambda unit: Job.objects.open().filter(unit=unit), save_unit())
DEADLINES = Succession(
    "未办结的期限", "个", lambda unit: Deadline.objects.open().filter(unit=unit), _move_deadlines, note="到期日不变，提醒改发承接单位", is_watched=False
)
