"""单位变更: renamed, merged or dissolved, with what is open going to the successor in the same transaction."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import tree
from accounts.former_names import add_aliases, keep_former_name
from accounts.models import ChangeKind, Post, Unit, UnitChange, UnitKind, User
from accounts.separation import accounts_of
from accounts.succession import Portion, successions
from accounts.workflow import Act
from core import audit
from core.errors import DomainError, StaleForm
from core.notices.messages import tell
from core.stamps import refuse_stale

NAMES = ("name", "short_name")
STANDING = (UnitKind.GOVERNMENT, UnitKind.BUREAU)  # they go nowhere, and nothing goes into them: the posts that came along would look down from there
NO_SUCCESSOR = "县政府、司法局不作承接单位，免得原单位的岗位看到那里的下级单位。请并入其他部门；岗位已终止、没有未办结事项的，可以停用。"
RECEIVES = "receive_document"  # whoever signs for a unit's papers is told what becomes of the unit


def _may_manage(actor: User) -> None:
    if not actor.has_perm("accounts.manage_units"):
        raise PermissionDenied


def _refuse_future(on: date, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise DomainError("变更日期不能晚于今天；到了那一天再办理。")


def _refuse_before_the_last(unit: Unit, on: date) -> None:
    """The names of the past follow one another in the order in which they were noted."""
    last = unit.changes.order_by("-on").first()
    if last is not None and on < last.on:
        raise DomainError(f"变更日期不能早于上一次变更的日期（{last.on}）。")


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, short_name: str, on: date, basis: str, actor: User, at: datetime, seen: str = "") -> Unit:
    """单位更名: the former names stay as aliases, papers of before keep them. Raises StaleForm when the names are no longer as `seen`."""
    _may_manage(actor)
    _refuse_future(on, at)
    tree.lock()
    unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    refuse_stale(unit, NAMES, seen)
    _refuse_before_the_last(unit, on)
    if unit.name == name:
        raise DomainError("新名称与现在的名称一样。只改简称或别名的，请到“修改单位”。")
    if Unit.objects.filter(name=name).exclude(pk=unit.pk).exists():
        raise DomainError("另一个单位已经用了这个名称。")
    former = (unit.name, unit.short_name)
    unit.name, unit.short_name = name, short_name
    keep_former_name(unit, former, on=on, basis=basis, actor=actor, at=at)
    unit.sort_key = tree.sort_key(unit.kind, unit.short_name or unit.name)
    unit.save(update_fields=[*NAMES, "aliases", "sort_key"])
    audit.record(actor=actor, act=Act.UNIT_RENAMED, target=unit, at=at, note=basis, changes={"单位名称": [former[0], name]})
    _tell(_liaisons(unit), f"单位更名：{name}", f"{former[0]}自{on:%Y-%m-%d}起更名为{name}。依据：{basis}。以前的文书、报告仍用原名称。", unit, at)
    return unit


@transaction.atomic
def succeed_unit(*, unit: Unit, successor: Unit, kind: str, on: date, basis: str, actor: User, at: datetime) -> UnitChange:
    """合并、撤销: `unit` ends and hangs below its successor, which takes over everything open; what is closed stays under the old name.

    One act at a time on the tree. Raises StaleForm when another administrator was first.
    """
    _may_manage(actor)
    _refuse_future(on, at)
    tree.lock()
    unit, successor = (Unit.objects.select_for_update(of=("self",), no_key=True).select_related("parent").get(pk=one.pk) for one in (unit, successor))
    refuse_succession(unit, successor, actor)
    _refuse_before_the_last(unit, on)
    told = [*_liaisons(unit), *_liaisons(successor)]
    change = UnitChange.objects.create(
        unit=unit, kind=kind, on=on, basis=basis, successor=successor, former_name=unit.name, former_short_name=unit.short_name, at=at, actor=actor
    )
    portions = [one.carry_out(change, successor, actor, at) for one in successions()]
    _note(change, portions)
    _end(unit, successor)
    audit.record(actor=actor, act=Act.UNIT_SUCCEEDED, target=unit, at=at, note=f"{change.words()}。依据：{basis}", changes=_counts(portions))
    body = f"{change.words()}，自{on:%Y-%m-%d}起。依据：{basis}。未办结的事项已转到{successor.name}，已办结的仍记在{unit.name}名下。"
    _tell(told, change.words(), body, successor, at)
    return change


def refuse_succession(unit: Unit, successor: Unit, actor: User) -> None:
    """Why `unit` cannot go into `successor`; DomainError, or StaleForm where it has gone already."""
    if (done := unit.changes.exclude(successor=None).select_related("successor", "actor").first()) is not None:
        raise StaleForm(f"该变更已由{done.actor}于{timezone.localtime(done.at):%Y-%m-%d %H:%M}办理：{done.words()}。")
    if not unit.is_active:
        raise DomainError("这个单位已经停用。")
    if unit.kind in STANDING:
        raise DomainError(f"{unit.name}不能并入其他单位。")
    if successor.kind in STANDING:
        raise DomainError(NO_SUCCESSOR)
    if not successor.is_active:
        raise DomainError(f"{successor.name}不能作承接单位，请选择在用的单位。")
    if successor.path.startswith(unit.path):
        raise DomainError("承接单位不能是本单位或其下级；承接单位是下级的，请先变更它的上级单位。")
    if Post.objects.filter(user__in=accounts_of(actor), unit=unit, until=None).exists():
        raise DomainError("您在这个单位任职，请由另一位系统管理员办理。")


def _note(change: UnitChange, portions: list[Portion]) -> None:
    change.passed = [[one.succession.label, one.goes, one.succession.counter] for one in portions if one.goes]
    change.stayed = [[one.succession.label, one.stays, one.succession.counter, one.succession.why] for one in portions if one.stays]
    change.save(update_fields=["passed", "stayed"])


def _counts(portions: list[Portion]) -> dict[str, list[int]]:
    return {one.succession.label: [one.goes + one.stays, one.stays] for one in portions if not one.is_empty}


def _end(unit: Unit, successor: Unit) -> None:
    """The old unit is in use no more, stands below its successor, and its names mean the successor."""
    successor.refresh_from_db()
    unit.refresh_from_db()
    unit.parent, unit.is_active = successor, False
    tree.move(unit)
    unit.save(update_fields=["parent", "path", "is_active"])
    add_aliases(successor, (unit.name, unit.short_name, *unit.aliases))
    successor.save(update_fields=["aliases"])


def _liaisons(unit: Unit) -> list[User]:
    """Everybody who receives the papers of `unit` itself today."""
    posts = Post.objects.held(timezone.localdate()).filter(unit=unit, role__permissions__codename=RECEIVES)
    return list(User.objects.active().filter(pk__in=posts.values("user")))


def _tell(people: list[User], title: str, body: str, unit: Unit, at: datetime) -> None:
    tell(recipients=people, title=title, body=body, url=unit.get_absolute_url(), at=at, target=unit, mail_body=body)


def kinds_of_ending() -> list[tuple[str, str]]:
    """合并 and 撤销, as a form offers them."""
    return [(ChangeKind.MERGE, "合并：并入承接单位"), (ChangeKind.DISSOLVE, "撤销：职能划入承接单位")]
