"""单位组: kept by the bureau's staff; what was sent to a group before keeps its own list of units."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Unit, UnitGroup, User
from accounts.workflow import Act
from core import audit
from core.errors import DomainError
from core.stamps import refuse_stale

GROUP_FIELDS = ("name", "is_shared", "changed_at")


def _may_manage(actor: User) -> None:
    if not actor.has_perm("accounts.manage_groups"):
        raise PermissionDenied


def _locked(group: UnitGroup, actor: User) -> UnitGroup:
    """The group under its lock; PermissionDenied when it is another person's own."""
    _may_manage(actor)
    held = UnitGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if not held.is_shared and held.owner_id != actor.pk:
        raise PermissionDenied
    return held


def _save(group: UnitGroup) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as refusal:
        shared = "unit_group_name_shared" in str(refusal)
        raise DomainError("已经有一个同名的共用单位组。" if shared else "您已经有一个同名的单位组。") from refusal


@transaction.atomic
def create_group(*, name: str, units: Sequence[Unit], is_shared: bool, actor: User, at: datetime) -> UnitGroup:
    """新建单位组."""
    _may_manage(actor)
    group = UnitGroup(name=name, is_shared=is_shared, owner=actor, created_at=at, changed_at=at)
    _save(group)
    group.units.set(units)
    audit.record(actor=actor, act=Act.GROUP_CREATED, target=group, at=at, note=f"{len(units)} 个单位")
    return group


@transaction.atomic
def edit_group(*, group: UnitGroup, name: str, units: Sequence[Unit], is_shared: bool, actor: User, at: datetime, seen: str = "") -> UnitGroup:
    """修改单位组: a shared one may be changed by every holder of the power, made private by its owner only. Raises StaleForm when it is no longer as `seen`."""
    group = _locked(group, actor)
    refuse_stale(group, GROUP_FIELDS, seen)
    if group.is_shared and not is_shared and group.owner_id != actor.pk:
        raise DomainError(f"这是{group.owner}建立的共用单位组，只有本人可以改为不共用。")
    before = {"组名": group.name, "共用": group.is_shared, "单位": _names(group.units.all())}
    group.name, group.is_shared, group.changed_at = name, is_shared, at
    _save(group)
    group.units.set(units)
    after = {"组名": name, "共用": is_shared, "单位": _names(units)}
    changes = {term: [before[term], after[term]] for term in before if before[term] != after[term]}
    audit.record(actor=actor, act=Act.GROUP_EDITED, target=group, at=at, changes=changes)
    return group


def _names(units: Iterable[Unit]) -> str:
    return "、".join(sorted(str(unit) for unit in units))


@transaction.atomic
def delete_group(*, group: UnitGroup, actor: User, at: datetime) -> None:
    """删除单位组: nothing refers to it."""
    group = _locked(group, actor)
    audit.record(actor=actor, act=Act.GROUP_DELETED, target=group, at=at, note=_names(group.units.all()))
    group.delete()
