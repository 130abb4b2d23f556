"""单位树: paths on create and move, names, and the import."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts import actions, tree
from accounts.models import Unit, User
from accounts.names import UnitNames, resolve_unit
from core.errors import DomainError
from tests.factories.accounts import PostFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


def create(actor: User, name: str, parent: Unit | None = None, kind: str = "department") -> Unit:
    facts = {"name": f"明川县{name}", "short_name": name, "kind": kind, "area_code": "419921"}
    return actions.create_unit(code=f"C{Unit.objects.count()}", parent=parent, actor=actor, at=AT, **facts)


def test_a_unit_hangs_below_its_superior(system_admin: User) -> None:
    top = create(system_admin, "人民政府", kind="government")
    bureau = create(system_admin, "交通局", top)
    team = create(system_admin, "交通大队", bureau, "team")

    assert team.path == f"/{top.pk}/{bureau.pk}/{team.pk}/"
    assert set(Unit.objects.below(bureau)) == {bureau, team}


def test_moving_takes_everything_below_along(system_admin: User) -> None:
    top = create(system_admin, "人民政府", kind="government")
    old, new = create(system_admin, "交通局", top), create(system_admin, "水利局", top)
    team = create(system_admin, "大队", old, "team")
    group = create(system_admin, "中队", team, "team")

    actions.move_unit(unit=team, parent=new, actor=system_admin, at=AT)

    assert tree.broken_paths() == []
    assert set(Unit.objects.below(new)) == {new, team, group}
    assert set(Unit.objects.below(old)) == {old}


def test_a_unit_cannot_hang_below_itself(system_admin: User) -> None:
    top = create(system_admin, "人民政府", kind="government")
    below = create(system_admin, "交通局", top)

    with pytest.raises(DomainError, match="上级单位不能是本单位或其下级"):
        actions.move_unit(unit=top, parent=below, actor=system_admin, at=AT)


def test_a_move_changes_what_people_see(system_admin: User) -> None:
    top = create(system_admin, "人民政府", kind="government")
    old, new = create(system_admin, "交通局", top), create(system_admin, "水利局", top)
    team = create(system_admin, "大队", old, "team")
    user = UserFactory(role="dept_liaison", unit=new)
    assert user.unit_ids() == (new.pk,)

    actions.move_unit(unit=team, parent=new, actor=system_admin, at=AT)

    assert User.objects.get(pk=user.pk).unit_ids() == (new.pk, team.pk)


def test_units_stand_in_the_order_of_kind_and_sound(system_admin: User) -> None:
    for name in ("自然资源局", "财政局", "水利局"):
        create(system_admin, name)
    create(system_admin, "城关镇", kind="town")
    create(system_admin, "人民政府", kind="government")

    names = Unit.objects.filter(code__startswith="C").values_list("short_name", flat=True)
    assert list(names) == ["人民政府", "财政局", "水利局", "自然资源局", "城关镇"]


def test_a_unit_with_people_is_not_closed(system_admin: User, liaison: User) -> None:
    with pytest.raises(DomainError, match="还有人在这个单位任职"):
        actions.close_unit(unit=liaison.unit, actor=system_admin, at=AT, reason="撤并")


def test_a_post_that_began_this_morning_counts_before_utc_has_the_day(system_admin: User) -> None:
    unit = UnitFactory()
    PostFactory(unit=unit, since=date(2026, 11, 23))
    half_past_seven_in_beijing = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    with pytest.raises(DomainError, match="还有人在这个单位任职"):
        actions.close_unit(unit=unit, actor=system_admin, at=half_past_seven_in_beijing, reason="撤并")


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "bureau_staff", "dept_liaison"])
def test_others_do_not_keep_units(role: str) -> None:
    with pytest.raises(PermissionDenied):
        create(UserFactory(role=role), "水利局")


@pytest.fixture
def county(system_admin: User) -> None:
    top = create(system_admin, "人民政府", kind="government")
    for name in ("水利局", "城市管理局"):
        create(system_admin, name, top)
    water = Unit.objects.get(short_name="水利局")
    water.aliases = ["水务局"]
    water.save()


@pytest.mark.parametrize("text", ["明川县水利局", "水利局", "水务局", "县水利局", " 明川县 水利局 ", "县水务局"])
@pytest.mark.usefixtures("county")
def test_a_unit_is_known_by_its_names(text: str) -> None:
    assert resolve_unit(text) == Unit.objects.get(short_name="水利局")


@pytest.mark.usefixtures("county")
def test_a_near_miss_is_proposed_and_not_taken() -> None:
    names = UnitNames.load()

    assert resolve_unit("城市管理执法局") is None
    assert names.sentence("明川县城市管理居") == "没有名为“明川县城市管理居”的单位，是否为“明川县城市管理局”？"
    assert names.sentence("飞船局") == "没有名为“飞船局”的单位。"
