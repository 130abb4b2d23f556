"""账号批次: written by the system administrator's import; the posts it asks for are granted or refused by the security administrator."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from accounts import codes, logins
from accounts.actions.posts import grant_post, grant_posts
from accounts.models import AccountBatch, Post, PostProposal, ProposalState, User
from accounts.models.user import PHONE_PLACE, phone_index
from accounts.workflow import Act
from core import audit
from core.crypto import encrypt
from core.errors import DomainError
from core.sheets.copy import insert_rows
from core.sheets.models import ImportBatch

KEPT = ("name", "unit_id", "email", "office_phone")


@dataclass(frozen=True)
class AccountRow:
    """One person of a list: the account that is there already or None, the stored facts, and the posts asked for."""

    account: User | None
    facts: Mapping[str, Any]
    phone: str
    posts: Sequence[str]
    since: date
    note: str = ""


@transaction.atomic
def write_accounts(*, rows: Sequence[AccountRow], title: str, source: ImportBatch | None, actor: User, at: datetime) -> AccountBatch | None:
    """导入账号: new people without password, changed ones, and 待授予岗位; nothing at all where nothing is new."""
    if not actor.has_perm("accounts.manage_accounts"):
        raise PermissionDenied
    if not rows:
        return None
    batch = AccountBatch.objects.create(title=title[:120], source=source, created_by=actor, created_at=at)
    fresh = [row for row in rows if row.account is None]
    insert_rows(User, (*KEPT, "username", "phone", "phone_index", "seal", "password", "date_joined", "batch_id"), [_new(row, batch, at) for row in fresh])
    _change([row for row in rows if row.account is not None])
    asked = _propose(rows, batch)
    note = f"新建账号 {len(fresh)} 个，更新 {len(rows) - len(fresh)} 个，待授予岗位 {asked} 个"
    audit.record(actor=actor, act=Act.ACCOUNTS_WRITTEN, target=batch, at=at, note=note)
    return batch


def _new(row: AccountRow, batch: AccountBatch, at: datetime) -> tuple[Any, ...]:
    seal = uuid.uuid4()
    sealed = encrypt(row.phone, **PHONE_PLACE, seal=seal)
    kept = [row.facts[name] for name in KEPT]
    return (*kept, row.facts["username"], sealed, phone_index(row.phone), seal, make_password(None), at, batch.pk)


def _change(rows: Sequence[AccountRow]) -> None:
    """Facts of people who are there; another unit ends their logins. An empty telephone leaves what is kept."""
    found = User.objects.select_for_update(of=("self",), no_key=True).order_by("pk").in_bulk([row.account.pk for row in rows if row.account is not None])
    people, moved = [], []
    for row in rows:
        assert row.account is not None  # noqa: S101 - the caller picked them
        user = found[row.account.pk]  # as it is now: a telephone kept since the list was read stays
        if user.unit_id != row.facts["unit_id"]:
            moved.append(user)
        for name in KEPT:
            setattr(user, name, row.facts[name])
        if row.phone:
            user.phone, user.phone_index = encrypt(row.phone, **PHONE_PLACE, seal=user.seal), phone_index(row.phone)
        people.append(user)
    User.objects.bulk_update(people, [*KEPT, "phone", "phone_index"], batch_size=500)
    for user in moved:
        logins.drop_all(user)


def _propose(rows: Sequence[AccountRow], batch: AccountBatch) -> int:
    ids = dict(User.objects.filter(username__in=[row.facts["username"] for row in rows]).values_list("username", "pk"))
    proposals = [
        PostProposal(batch=batch, user_id=ids[row.facts["username"]], role_id=post, unit_id=row.facts["unit_id"], since=row.since, note=row.note)
        for row in rows
        for post in row.posts
    ]
    PostProposal.objects.bulk_create(proposals)
    return len(proposals)


def _waiting(batch: AccountBatch, proposals: Iterable[int], actor: User) -> QuerySet[PostProposal]:
    """The named proposals that still wait, under their lock."""
    if not actor.has_perm("accounts.grant_posts"):
        raise PermissionDenied
    rows = batch.proposals.waiting().filter(pk__in=list(proposals)).order_by("pk")
    return rows.select_for_update(of=("self",)).select_related("user", "role", "unit")


@transaction.atomic
def grant_proposals(*, batch: AccountBatch, proposals: Iterable[int], actor: User, at: datetime) -> tuple[int, list[str]]:
    """授予所选岗位 of a batch in one step: how many were granted, and why the others were not (they go on waiting)."""
    waiting = list(_waiting(batch, proposals, actor))
    try:
        grant_posts(posts=[_post(proposal) for proposal in waiting], actor=actor, at=at)
    except DomainError:
        granted, refused = _grant_singly(waiting, actor, at)
    else:
        granted, refused = waiting, []
    for proposal in granted:
        proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.GRANTED, actor, at
    PostProposal.objects.bulk_update(granted, ["state", "decided_by", "decided_at"], batch_size=500)
    return len(granted), refused


def _post(proposal: PostProposal) -> Post:
    return Post(user=proposal.user, role=proposal.role, unit=proposal.unit, since=proposal.since)


def _grant_singly(waiting: Sequence[PostProposal], actor: User, at: datetime) -> tuple[list[PostProposal], list[str]]:
    """Where one of them stands in the way of all: those that can be granted, and why the others cannot."""
    granted, refused = [], []
    for proposal in waiting:
        try:
            grant_post(user=proposal.user, role=proposal.role, unit=proposal.unit, since=proposal.since, actor=actor, at=at)
        except DomainError as refusal:
            refused.append(f"{proposal.user}：{refusal}")
        else:
            granted.append(proposal)
    return granted, refused


@transaction.atomic
def refuse_proposals(*, batch: AccountBatch, proposals: Iterable[int], reason: str, actor: User, at: datetime) -> int:
    """不予授予所选岗位; a new import may ask again."""
    if not reason.strip():
        raise DomainError("请写明不予授予的理由。")
    rows = list(_waiting(batch, proposals, actor))
    for proposal in rows:
        proposal.state, proposal.decided_by, proposal.decided_at, proposal.reason = ProposalState.REFUSED, actor, at, reason.strip()
        audit.record(actor=actor, act=Act.POST_REFUSED, target=proposal.user, at=at, note=reason, changes={"岗位": [str(proposal), ""]})
    PostProposal.objects.bulk_update(rows, ["state", "decided_by", "decided_at", "reason"], batch_size=500)
    return len(rows)


@transaction.atomic
def print_slips(*, batch: AccountBatch, people: QuerySet[User], actor: User, at: datetime) -> list[tuple[User, str]]:
    """打印激活通知单: a new code for each of `people` of the batch who has not activated; earlier codes are void. The codes exist in the answer only."""
    if not actor.has_perm("accounts.manage_accounts"):
        raise PermissionDenied
    rows = people.active().without_password().filter(batch=batch).exclude(pk=actor.pk)  # type: ignore[attr-defined]
    waiting = list(rows.select_for_update(of=("self",)).select_related("unit").order_by("unit__sort_key", "username"))
    if not waiting:
        raise DomainError("没有未激活的账号，不需要打印通知单。")
    made = codes.issue_all(waiting, actor, at)
    for user in waiting:
        audit.record(actor=actor, act=Act.SLIP_PRINTED, target=user, at=at)
    batch.printed_at = at
    batch.save(update_fields=["printed_at"])
    audit.record(actor=actor, act=Act.SLIPS_PRINTED, target=batch, at=at, note=f"{len(waiting)} 张")
    return [(user, made[user.pk]) for user in waiting]
