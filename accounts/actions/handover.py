"""工作交接: asked for by who leads the work (提请), carried out by who grants posts (办理): powers and everything open go in one transaction.

The security administrator may also do both at once; he sees how many of what, never the matters. Basis: GB22239-DUTIES, SEPARATION.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actions.posts import EXCLUSIVE, end_post, grant_post
from accounts.handover import Item, Line, Source, lines_of, others_held, sources
from accounts.models import Handover, HandoverItem, HandoverState, Outcome, Post, Scope, User
from accounts.models.handover import GRANT, PROPOSE
from accounts.models.user import SYSTEM_USERNAME
from accounts.recipients import holders, holders_anywhere
from accounts.separation import same_person
from accounts.with_post import LONGEST, with_post
from accounts.workflow import Act
from core import audit
from core.errors import DomainError, StaleForm
from core.notices.messages import tell

SETTLED: dict[str, str] = {HandoverState.DONE: "已经办理", HandoverState.WITHDRAWN: "已经撤回"}


def may_propose(user: User, post: Post) -> bool:
    """The bureau for every post of the trade; a unit's leader for those of the unit's own work, never for what others assigned; no deputy."""
    if not user.has_perm(PROPOSE) or user.stands_in_for is not None or post.role.is_administrator:
        return False
    ids = user.unit_ids()
    return ids is None or (post.unit_id in ids and post.role.scope == Scope.SUBTREE)


def takers_for(post: Post) -> QuerySet[User]:
    """Who may take the post over: people of the unit; for assigned work (评查员) also who holds the role elsewhere. Nobody whom the three
    administrators' rule keeps from it, under whatever account. Basis: GB22239-DUTIES."""
    on = timezone.localdate()
    at_unit = Post.objects.held(on).filter(unit=post.unit).values("user")
    found = Q(unit=post.unit) | Q(pk__in=at_unit)
    if post.role.scope == Scope.ASSIGNED:
        found |= Q(pk__in=Post.objects.held(on).filter(role=post.role).values("user"))
    people: QuerySet[User] = User.objects.active().filter(found).exclude(pk=post.user_id).exclude(username=SYSTEM_USERNAME)
    return people.exclude(_kept_from(post, on)).order_by("name", "pk")


def _kept_from(post: Post, on: date) -> Q:
    """三员 from every other post, everybody in another post from theirs."""
    other = Post.objects.filter(Q(until=None) | Q(until__gt=on)).exclude(role=post.role)
    if not post.role.is_administrator:
        other = other.filter(role__is_administrator=True)
    keys = other.exclude(user__person_key="").values("user__person_key")
    return Q(pk__in=other.values("user")) | Q(person_key__in=keys)


def refuse_exclusive(post: Post, person: User) -> None:
    """Raises DomainError where the three administrators' rule keeps the post from this person."""
    if User.objects.filter(_kept_from(post, timezone.localdate()), pk=person.pk).exists():
        raise DomainError(EXCLUSIVE)


def _refuse_taker(post: Post, taker: User) -> None:
    if same_person(post.user, taker):
        raise DomainError("接手人不能是移交人本人。")
    refuse_exclusive(post, taker)
    if not takers_for(post).filter(pk=taker.pk).exists():
        raise DomainError(f"{taker}不在可选的接手人里，请先由系统管理员建立账号或者调整单位。")


@transaction.atomic
def propose_handover(*, post: Post, taker: User, reason: str, actor: User, at: datetime, choices: Mapping[str, int] | None = None) -> Handover:
    """提请交接: nothing moves yet; whoever grants posts is told."""
    if not may_propose(actor, post):
        raise PermissionDenied
    made = _open(post, taker, reason, actor, at, choices or {})
    audit.record(actor=actor, act=Act.HANDOVER_PROPOSED, target=made, at=at, note=reason)
    tell(
        recipients=holders_anywhere(GRANT), title=f"待办理工作交接：{made.role}（{made.unit}）", body=f"{actor}提请办理{made.giver}向{made.taker}的工作交接。",
        url=made.get_absolute_url(), at=at, target=made,
    )  # fmt: skip
    return made


def _open(post: Post, taker: User, reason: str, actor: User, at: datetime, choices: Mapping[str, int]) -> Handover:
    """The row of a hand-over, under the lock of its post."""
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "role", "unit").get(pk=post.pk)
    _refuse_over(post, at)
    _refuse_taker(post, taker)
    if post.handovers.filter(state=HandoverState.PROPOSED).exists():
        raise StaleForm("这个岗位已有待办理的交接。")
    facts = {"giver": post.user, "taker": taker, "role": post.role, "unit": post.unit}
    return Handover.objects.create(post=post, reason=reason, choices=dict(choices), proposed_at=at, proposed_by=actor, **facts)


def _refuse_over(post: Post, at: datetime) -> None:
    if post.until is None or post.until > timezone.localdate(at):
        return
    done = post.handovers.filter(state=HandoverState.DONE).select_related("done_by").first()
    if done is not None and done.done_at is not None:
        raise StaleForm(f"这个岗位已由{done.done_by}于{timezone.localtime(done.done_at):%Y-%m-%d %H:%M}办理交接。")
    raise DomainError("这个岗位已经终止。")


@transaction.atomic
def withdraw_handover(*, handover: Handover, actor: User, at: datetime) -> Handover:
    """撤回 of what was asked for and not carried out."""
    handover = Handover.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=handover.pk)
    if actor.pk != handover.proposed_by_id and not actor.has_perm(GRANT):
        raise PermissionDenied
    if handover.state != HandoverState.PROPOSED:
        raise DomainError(f"这次交接{SETTLED[handover.state]}，不能撤回。")
    handover.state = HandoverState.WITHDRAWN
    handover.save(update_fields=["state"])
    audit.record(actor=actor, act=Act.HANDOVER_WITHDRAWN, target=handover, at=at)
    return handover


@transaction.atomic
def hand_over(*, post: Post, taker: User, reason: str, actor: User, at: datetime, choices: Mapping[str, int] | None = None) -> Handover:
    """办理交接 at once, without anybody having asked."""
    if not actor.has_perm(GRANT):
        raise PermissionDenied
    return carry_out_handover(handover=_open(post, taker, reason, actor, at, choices or {}), actor=actor, at=at)


@transaction.atomic
def carry_out_handover(*, handover: Handover, actor: User, at: datetime, choices: Mapping[str, int] | None = None) -> Handover:
    """办理交接: the taker gets the post, everything open goes over, the old post and the logins end. Done twice, the second is told.

    Raises PermissionDenied, StaleForm, and DomainError where something may go to none of those chosen.
    """
    if not actor.has_perm(GRANT):
        raise PermissionDenied
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "role", "unit").get(pk=handover.post_id)
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    _refuse_over(post, at)
    if handover.state != HandoverState.PROPOSED:
        raise StaleForm(f"这次交接{SETTLED[handover.state]}。")
    _refuse_taker(post, handover.taker)
    _grant(post, handover.taker, actor, at)
    made = _pass_on(handover, post, {**handover.choices, **(choices or {})}, actor, at)
    end_post(post=post, actor=actor, at=at, on=timezone.localdate(at))
    handover.state, handover.done_at, handover.done_by = HandoverState.DONE, at, actor
    handover.save(update_fields=["state", "done_at", "done_by"])
    counts = Counter(item.source for item in made)
    audit.record(actor=actor, act=Act.HANDED_OVER, target=handover, at=at, note=handover.reason, changes={name: ["", n] for name, n in counts.items()})
    _tell(handover, made, at)
    return handover


def _grant(post: Post, taker: User, actor: User, at: datetime) -> None:
    """The same post for the taker, where he does not hold it."""
    today = timezone.localdate(at)
    if not Post.objects.held(today).own().filter(user=taker, role=post.role, unit=post.unit).exists():
        grant_post(user=taker, role=post.role, unit=post.unit, since=today, until=post.until, actor=actor, at=at)


def _pass_on(handover: Handover, post: Post, choices: Mapping[str, int], actor: User, at: datetime) -> list[HandoverItem]:
    """Every open matter to the taker, or to who was chosen for it; the list of what went, and of what the post brings with it."""
    giver, items, given_to = handover.giver, [], {}
    waiting, held = with_post(giver, post, timezone.localdate(at)), others_held(giver, post)
    others = User.objects.in_bulk([pk for pk in choices.values() if pk != handover.taker_id])
    for source in sources():
        taken = source.taken(giver, post, held)
        items += taken
        if source.ends:
            source.pass_on([item.row for item in taken], giver, handover.taker, post, actor, at)
            continue
        for taker, given in _by_taker(taken, choices, others, handover.taker).items():
            gone = [item.row for item in given]
            _refuse_barred(source, gone, taker, is_main=taker == handover.taker)
            source.pass_on(gone, giver, taker, post, actor, at)
            given_to.update({item.key: taker for item in given})
    return HandoverItem.objects.bulk_create([_row(handover, line, given_to) for line in lines_of(items, waiting)], batch_size=500)


def _by_taker(items: list[Item], choices: Mapping[str, int], others: Mapping[int, User], main: User) -> dict[User, list[Item]]:
    found: dict[User, list[Item]] = {}
    for item in items:
        found.setdefault(others.get(choices.get(item.key, main.pk), main), []).append(item)
    return found


def _refuse_barred(source: Source, rows: Sequence[Any], taker: User, *, is_main: bool) -> None:
    """Whoever takes the post over gets its power with it; another must have it already."""
    judge, powerless = source.why_not(rows, [taker]), "" if is_main else source.powerless(taker)
    for row in rows:
        if reason := powerless or judge(row, taker):
            raise DomainError(f"有{source.label}不能移交：{reason}请为它另选接手人。")


def _row(handover: Handover, line: Line, given_to: Mapping[str, User]) -> HandoverItem:
    """As it was called before it went; `given_to` says who got what named the giver."""
    item, taker = line.item, given_to.get(line.item.key) if line.item is not None else handover.taker
    return HandoverItem(
        handover=handover,
        source=line.kind,
        target_id=str(item.row.pk)[:40] if item is not None else "",
        label=line.named.label[:LONGEST],
        url=line.named.url[:LONGEST],
        due_on=line.named.due_on,
        outcome=Outcome.WITH_POST if item is None else Outcome.MOVED if taker is not None else Outcome.ENDED,
        taker=taker,
    )


def _tell(handover: Handover, items: list[HandoverItem], at: datetime) -> None:
    """Giver, takers and the unit's leader."""
    title = f"工作交接：{handover.giver}→{handover.taker}"
    body = f"{handover.giver}的岗位{handover.role}（{handover.unit}）由{handover.taker}接手，交接事项 {len(items)} 件。交接清单可以打印，双方签字存档。"
    takers = [item.taker for item in items if item.taker is not None]
    people = [handover.giver, handover.taker, *takers, *holders(handover.unit, PROPOSE), handover.proposed_by]
    tell(recipients=people, title=title, body=body, url=handover.get_absolute_url(), at=at, target=handover)
