"""单位: kept by the system administrator; a unit is closed, never deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import tree
from accounts.former_names import keep_earlier_names, keep_former_name
from accounts.models import ChangeKind, Unit, UnitChange, User
from accounts.succession import open_words
from accounts.workflow import Act
from core import audit
from core.errors import DomainError
from core.stamps import refuse_stale

FIELDS = ("name", "short_name", "aliases", "kind", "area_code", "credit_code", "is_vertical")


def _may_manage(actor: User) -> None:
    if not actor.has_perm("accounts.manage_units"):
        raise PermissionDenied


def _locked(unit: Unit) -> Unit:
    tree.lock()
    return Unit.objects.select_for_update(of=("self",), no_key=True).select_related("parent").get(pk=unit.pk)


def _refuse_gone(unit: Unit, act: str) -> None:
    """What went into another unit stays as it was: its names mean the successor."""
    if (change := unit.successor_change()) is not None:
        raise DomainError(f"{change.words()}，不能再{act}。")


@transaction.atomic
def create_unit(*, code: str, parent: Unit | None, actor: User, at: datetime, **facts: Any) -> Unit:
    """新增单位 below `parent`; `facts` are the fields of FIELDS."""
    _may_manage(actor)
    tree.lock()
    if Unit.objects.filter(code=code).exists() or Unit.objects.filter(name=facts["name"]).exists():
        raise DomainError("单位编码或者单位名称已经有了。")
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
    unit = Unit(code=code, parent=parent, **{name: facts[name] for name in FIELDS if name in facts})
    unit.sort_key = tree.sort_key(unit.kind, unit.short_name or unit.name)
    unit.save()
    tree.place(unit)
    audit.record(actor=actor, act=Act.UNIT_CREATED, target=unit, at=at)
    return unit


@transaction.atomic
def edit_unit(*, unit: Unit, actor: User, at: datetime, seen: str = "", **facts: Any) -> Unit:
    """修改单位: names, kind and codes; the superior is changed by `move_unit`. Another name leaves the former one as alias and on record.

    Raises StaleForm when it is no longer as `seen`.
    """
    _may_manage(actor)
    unit = _locked(unit)
    _refuse_gone(unit, "修改")
    refuse_stale(unit, FIELDS, seen)
    former = (unit.name, unit.short_name)
    if Unit.objects.filter(name=facts.get("name", unit.name)).exclude(pk=unit.pk).exists():
        raise DomainError("另一个单位已经用了这个名称。")
    changes = {name: [getattr(unit, name), facts[name]] for name in FIELDS if name in facts and getattr(unit, name) != facts[name]}
    for name, (_, new) in changes.items():
        setattr(unit, name, new)
    keep_former_name(unit, former, on=timezone.localdate(at), basis="", actor=actor, at=at)
    unit.sort_key = tree.sort_key(unit.kind, unit.short_name or unit.name)
    unit.save(update_fields=[*FIELDS, "sort_key"])
    audit.record(actor=actor, act=Act.UNIT_EDITED, target=unit, at=at, changes=changes)
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, actor: User, at: datetime) -> Unit:
    """变更上级单位: everything below moves along. What people see changes with it at once."""
    _may_manage(actor)
    unit = _locked(unit)
    _refuse_gone(unit, "变更上级单位")
    before = str(unit.parent or "")
    unit.parent = Unit.objects.get(pk=parent.pk) if parent else None
    tree.move(unit)
    unit.save(update_fields=["parent", "path"])
    audit.record(actor=actor, act=Act.UNIT_MOVED, target=unit, at=at, changes={"上级单位": [before, str(unit.parent or "")]})
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, actor: User, at: datetime, reason: str) -> Unit:
    """停用单位: it is dissolved without a successor; refused while people hold posts there, units below are in use or anything is open."""
    _may_manage(actor)
    unit = _locked(unit)
    if not unit.is_active:
        raise DomainError("这个单位已经停用。")
    if unit.posts.held(timezone.localdate(at)).exists():
        raise DomainError("还有人在这个单位任职，请先终止他们的岗位。")
    if Unit.objects.below(unit).active().exclude(pk=unit.pk).exists():
        raise DomainError("还有在用的下级单位，请先停用或划转下级单位。")
    if waiting := open_words(unit):
        raise DomainError(f"还有未办结的事项：{'、'.join(waiting)}。请先办结，或者选定承接单位，一并移交。")
    unit.is_active = False
    unit.save(update_fields=["is_active"])
    _note(unit, ChangeKind.DISSOLVE, reason, actor, at)
    audit.record(actor=actor, act=Act.UNIT_CLOSED, target=unit, at=at, note=reason)
    return unit


def _note(unit: Unit, kind: ChangeKind, basis: str, actor: User, at: datetime) -> None:
    """A line of its 沿革, of today."""
    names = {"former_name": unit.name, "former_short_name": unit.short_name}
    UnitChange.objects.create(unit=unit, kind=kind, on=timezone.localdate(at), basis=basis, at=at, actor=actor, **names)


@transaction.atomic
def open_unit(*, unit: Unit, actor: User, at: datetime) -> Unit:
    """启用单位."""
    _may_manage(actor)
    unit = _locked(unit)
    if unit.is_active:
        raise DomainError("这个单位在用，不需要启用。")
    _refuse_gone(unit, "启用")
    unit.is_active = True
    unit.save(update_fields=["is_active"])
    _note(unit, ChangeKind.REOPEN, "重新启用", actor, at)
    audit.record(actor=actor, act=Act.UNIT_OPENED, target=unit, at=at)
    return unit


@dataclass(frozen=True)
class UnitRow:
    """One unit of a list: its code, its superior's code ("" for the top) and the fields of FIELDS that the list gives."""

    code: str
    parent_code: str
    facts: Mapping[str, Any]


@transaction.atomic
def write_units(*, rows: Sequence[UnitRow], actor: User, at: datetime) -> None:
    """导入单位: two passes, because a unit may stand before its superior. The import's own audit entry covers the set."""
    _may_manage(actor)
    tree.lock()
    known = {unit.code: unit for unit in Unit.objects.select_for_update(of=("self",), no_key=True).filter(code__in=[row.code for row in rows])}
    fresh = {row.code: Unit(code=row.code) for row in rows if row.code not in known}
    units = known | fresh
    former = {code: (unit.name, unit.short_name) for code, unit in known.items()}
    for row in rows:
        for name, value in row.facts.items():
            setattr(units[row.code], name, value)
        units[row.code].sort_key = tree.sort_key(units[row.code].kind, units[row.code].short_name)
    for code, names in former.items():
        keep_former_name(known[code], names, on=timezone.localdate(at), basis="导入单位", actor=actor, at=at)
    keep_earlier_names(known.values())
    Unit.objects.bulk_create(fresh.values())
    _hang_up(rows, units)
    tree.rebuild()


def _hang_up(rows: Sequence[UnitRow], units: Mapping[str, Unit]) -> None:
    named = {row.parent_code for row in rows if row.parent_code} - units.keys()
    gone = set(UnitChange.objects.filter(unit__code__in=units).exclude(successor=None).values_list("unit__code", flat=True))
    above = dict(units) | {unit.code: unit for unit in Unit.objects.filter(code__in=named)}
    for row in rows:
        if row.code in gone:  # stays below its successor, whatever an old list says
            continue
        units[row.code].parent = above[row.parent_code] if row.parent_code else None
    Unit.objects.bulk_update(units.values(), [*FIELDS, "sort_key", "parent"])
