"""通讯录: the units with those who answer for them; numbers of people are masked on screen and in exports."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.contacts import LEADER_ROLES, LIAISON_ROLES, NEEDS_BOTH, People, lacking, people_of, posts_in_sight, units_for
from accounts.filters import UnitFilter
from accounts.models import Unit, UnitContact, User
from core.lists import Column, Empty, Link, ListPage, Tab
from core.look.marks import badge


def _prepare(units: list[Unit], viewer: User, on: date) -> None:
    """The people of a page of units; of the bureau a unit is shown the desk alone."""
    in_sight = set(Unit.objects.visible_to(viewer).filter(pk__in=[unit.pk for unit in units]).values_list("pk", flat=True))
    people = people_of([unit for unit in units if unit.pk in in_sight], on)
    for unit in units:
        unit.people = people.get(unit.pk, People())  # type: ignore[attr-defined]
        unit.facts = _facts(unit)  # type: ignore[attr-defined]
        unit.is_asked = unit.pk in in_sight and unit.kind in NEEDS_BOTH  # type: ignore[attr-defined]


def _facts(unit: Unit) -> UnitContact:
    found: UnitContact = unit.contact if hasattr(unit, "contact") else UnitContact(unit=unit)
    return found


def _words(people: list[User]) -> list[str]:
    return ["　".join(filter(None, (person.name, person.office_phone, person.masked_phone))) for person in people]


def _cell(unit: Unit, people: list[User]) -> SafeString | None:
    """One line a person; 未设 as a lamp where there must be one (S4-22)."""
    if not people:
        return badge("red", "未设") if unit.is_asked else None  # type: ignore[attr-defined]
    return format_html("{}", format_html_join("", "<div>{}</div>", ((line,) for line in _words(people))))


def _plain(unit: Unit, people: list[User]) -> str:
    return "；".join(_words(people)) or ("未设" if unit.is_asked else "")  # type: ignore[attr-defined]


def _holding(rows: QuerySet[Unit], words: str, viewer: User) -> QuerySet[Unit]:
    """Units of that name, whose head has that name, or one of whose people in sight has it."""
    people = posts_in_sight(viewer, timezone.localdate()).filter(user__name__contains=words)
    heads = UnitContact.objects.filter(head_name__contains=words)
    return rows.filter(Q(name__contains=words) | Q(short_name__contains=words) | Q(pk__in=people.values("unit")) | Q(pk__in=heads.values("unit")))


CONTACTS = ListPage(
    name="accounts.contact_lists.CONTACTS",
    title="通讯录",
    noun="个单位",
    crumbs=("通讯录",),
    rows=lambda viewer: units_for(viewer).select_related("contact"),
    columns=(
        Column("name", "单位", sort="sort_key", width=30, export=lambda unit: unit.name),
        Column("kind", "类型", "get_kind_display", sort="kind", is_hidden=True),
        Column("liaisons", "联络员", lambda unit: _cell(unit, unit.people.liaisons), width=40, export=lambda unit: _plain(unit, unit.people.liaisons)),
        Column("leaders", "分管领导", lambda unit: _cell(unit, unit.people.leaders), width=40, export=lambda unit: _plain(unit, unit.people.leaders)),
        Column("head", "主要负责人", lambda unit: "　".join(filter(None, (unit.facts.head_name, unit.facts.head_duty))) or None, width=20),
        Column("legal_office", "法制机构", lambda unit: unit.facts.legal_office or None, width=16),
        Column("desk_phone", "值班电话", lambda unit: unit.facts.desk_phone or None, width=16),
        Column("address", "办公地址", lambda unit: unit.facts.address or None, width=30, is_hidden=True),
    ),
    detail="",
    url=lambda unit: reverse("accounts:contact-detail", args=[unit.pk]),
    search=_holding,
    find="搜单位名称、简称、姓名",
    filters=UnitFilter,
    order=("sort_key",),
    tabs=(
        Tab("all", "全部"),
        Tab("no_liaison", "未设联络员", lambda rows, viewer, on: lacking(rows, LIAISON_ROLES, on)),
        Tab("no_leader", "未设分管领导", lambda rows, viewer, on: lacking(rows, LEADER_ROLES, on)),
    ),
    prepare=_prepare,
    action=lambda unit, viewer: Link("查看", reverse("accounts:contact-detail", args=[unit.pk])),
    page_size=100,
    export_note="手机号码已遮蔽；完整号码在单位页面填写事由后查看。",
    empty=Empty("还没有单位", "导入机构名单后，这里列出各单位的联络员和分管领导。"),
)
