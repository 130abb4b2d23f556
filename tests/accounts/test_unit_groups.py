"""单位组: who keeps them, who sees them, what a name may be, and two people at once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.models import ChangeKind, Unit, UnitGroup, User
from core.audit.models import AuditEntry
from core.errors import DomainError, StaleForm
from core.stamps import stamp_of
from tests.factories.accounts import UnitFactory, UserFactory
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
Login = Callable[[User], HouseClient]


@pytest.fixture
def colleague(bureau: Unit) -> User:
    return UserFactory(username="jiandu2", role="bureau_staff", unit=bureau)


@pytest.fixture
def water() -> Unit:
    return UnitFactory(name="明川县水利局", short_name="水利局")


@pytest.fixture
def roads() -> Unit:
    return UnitFactory(name="明川县交通运输局", short_name="交通局")


def create(actor: User, units: list[Unit], at: datetime, name: str = "重点执法单位", is_shared: bool = True) -> UnitGroup:
    return actions.create_group(name=name, units=units, is_shared=is_shared, actor=actor, at=at)


def test_a_shared_group_is_seen_by_all_staff_and_an_own_one_by_its_owner(staff: User, colleague: User, water: Unit, at: datetime) -> None:
    shared, own = create(staff, [water], at), create(staff, [water], at, "我的几家", is_shared=False)

    assert set(UnitGroup.objects.visible_to(staff)) == {shared, own}
    assert set(UnitGroup.objects.visible_to(colleague)) == {shared}


def test_a_unit_does_not_learn_how_the_bureau_groups_units(staff: User, liaison: User, at: datetime) -> None:
    create(staff, [liaison.unit], at)

    assert not UnitGroup.objects.visible_to(liaison).exists()


@pytest.mark.parametrize("role", ["bureau_leader", "system_admin", "security_admin", "dept_liaison"])
def test_others_do_not_keep_groups(role: str, water: Unit, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        create(UserFactory(role=role), [water], at)


def test_the_acts_stand_in_the_trail_with_what_changed(staff: User, water: Unit, roads: Unit, at: datetime) -> None:
    group = create(staff, [water], at)
    actions.edit_group(group=group, name="重点单位", units=[water, roads], is_shared=True, actor=staff, at=at)
    actions.delete_group(group=group, actor=staff, at=at)

    created, edited, deleted = AuditEntry.objects.filter(act__endswith="_group").order_by("pk")
    assert (created.act_label, created.note) == ("新建单位组", "1 个单位")
    assert edited.changes == {"组名": ["重点执法单位", "重点单位"], "单位": ["水利局", "交通局、水利局"]}
    assert (deleted.act_label, deleted.note) == ("删除单位组", "交通局、水利局")
    assert not UnitGroup.objects.exists()


def test_a_name_is_used_once_among_the_shared_and_once_by_each_owner(staff: User, colleague: User, water: Unit, at: datetime) -> None:
    create(staff, [water], at)

    with pytest.raises(DomainError, match="您已经有一个同名的单位组"):
        create(staff, [water], at, is_shared=False)
    with pytest.raises(DomainError, match="已经有一个同名的共用单位组"):
        create(colleague, [water], at)
    assert create(colleague, [water], at, is_shared=False).name == "重点执法单位"


@pytest.mark.parametrize(("owner", "is_shared", "constraint"), [("staff", False, "unit_group_name_of_owner"), ("colleague", True, "unit_group_name_shared")])
def test_the_database_holds_the_names_apart(request: pytest.FixtureRequest, staff: User, at: datetime, owner: str, is_shared: bool, constraint: str) -> None:
    UnitGroup.objects.create(name="一组", is_shared=True, owner=staff, created_at=at, changed_at=at)

    with pytest.raises(IntegrityError, match=constraint):
        UnitGroup.objects.create(name="一组", is_shared=is_shared, owner=request.getfixturevalue(owner), created_at=at, changed_at=at)


def test_a_colleague_changes_a_shared_group_but_does_not_take_it_from_the_others(staff: User, colleague: User, water: Unit, roads: Unit, at: datetime) -> None:
    group = create(staff, [water], at)

    actions.edit_group(group=group, name=group.name, units=[roads], is_shared=True, actor=colleague, at=at)
    with pytest.raises(DomainError, match="只有本人可以改为不共用"):
        actions.edit_group(group=group, name=group.name, units=[roads], is_shared=False, actor=colleague, at=at)

    assert list(group.units.all()) == [roads]


def test_an_own_group_of_another_is_out_of_reach(staff: User, colleague: User, water: Unit, at: datetime) -> None:
    group = create(staff, [water], at, is_shared=False)

    with pytest.raises(PermissionDenied):
        actions.edit_group(group=group, name="x", units=[water], is_shared=False, actor=colleague, at=at)
    with pytest.raises(PermissionDenied):
        actions.delete_group(group=group, actor=colleague, at=at)


def test_the_second_of_two_is_told(staff: User, colleague: User, water: Unit, roads: Unit, at: datetime) -> None:
    group = create(staff, [water], at)
    seen = stamp_of(group, actions.GROUP_FIELDS)
    actions.edit_group(group=group, name=group.name, units=[roads], is_shared=True, actor=colleague, at=at.replace(minute=40), seen=seen)

    with pytest.raises(StaleForm):
        actions.edit_group(group=group, name=group.name, units=[water, roads], is_shared=True, actor=staff, at=at, seen=seen)


def test_a_group_is_made_changed_and_deleted_over_the_pages(client_for: Login, staff: User, water: Unit, roads: Unit) -> None:
    client = client_for(staff)
    made = client.post("/accounts/groups/new/", {"name": "涉水单位", "is_shared": "on", "units": [water.pk]})
    group = UnitGroup.objects.get()

    assert 'href="/accounts/groups/new/"' in client.get("/accounts/groups/").content.decode()
    assert made["Location"] == f"/accounts/groups/{group.pk}/"
    assert "水利局" in client.get(made["Location"]).content.decode()
    assert client.post(f"{made['Location']}edit/", {"name": "涉水单位", "is_shared": "on", "units_kinds": ["department"]}).status_code == 302
    assert set(group.units.all()) == {water, roads}
    assert client.post(f"{made['Location']}delete/")["Location"] == "/accounts/groups/"
    assert not UnitGroup.objects.exists()


def test_a_form_that_has_grown_old_is_shown_again_with_what_was_ticked(
    client_for: Login, staff: User, colleague: User, water: Unit, roads: Unit, at: datetime
) -> None:
    group = create(staff, [water], at)
    seen = stamp_of(group, actions.GROUP_FIELDS)
    actions.edit_group(group=group, name="改过的名", units=[water], is_shared=True, actor=colleague, at=at.replace(minute=40))

    answer = client_for(staff).post(f"/accounts/groups/{group.pk}/edit/", {"name": "我的名", "is_shared": "on", "units": [roads.pk], "seen": seen})

    assert answer.status_code == 409
    assert f'value="{roads.pk}" data-unit="{roads.pk}" checked' in answer.content.decode()
    assert "与现存内容不同的有：组名、单位。" in answer.content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_needs_the_same_queries_for_any_number(
    client_for: Login, staff: User, water: Unit, roads: Unit, at: datetime, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    client = client_for(staff)
    for number in range(1 + more):
        create(staff, [water, roads], at, f"第{number}组")
    client.get("/accounts/groups/")

    with django_assert_num_queries(6):
        page = client.get("/accounts/groups/").content.decode()
    assert page.count(">共用<") == 1 + more


def test_a_unit_out_of_use_stays_in_the_group_and_is_named_as_such(client_for: Login, staff: User, water: Unit, roads: Unit, at: datetime) -> None:
    group = create(staff, [water, roads], at)
    Unit.objects.filter(pk=water.pk).update(is_active=False)

    page = client_for(staff).get(f"/accounts/groups/{group.pk}/").content.decode()

    assert "2 个，其中停用 1 个" in page


def test_a_unit_merged_into_another_is_followed_by_it_in_every_group(staff: User, system_admin: User, water: Unit, roads: Unit, at: datetime) -> None:
    group, both = create(staff, [water], at), create(staff, [water, roads], at, "两家", is_shared=False)

    actions.succeed_unit(unit=water, successor=roads, kind=ChangeKind.MERGE, on=at.date(), basis="明发〔2026〕3号", actor=system_admin, at=at)

    assert list(group.units.all()) == [roads]
    assert list(both.units.all()) == [roads]
