"""单位更名: the former name stays an alias and the name of its days."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts import actions
from accounts.former_names import names_on
from accounts.models import ChangeKind, Unit, UnitChange, User
from accounts.names import resolve_unit
from core.errors import DomainError, StaleForm
from core.notices.models import Message
from core.stamps import stamp_of
from tests.factories.accounts import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
BASIS = "明编〔2026〕5号"


@pytest.fixture
def unit(db: None) -> Unit:
    return UnitFactory(name="明川县环境保护局", short_name="环保局")


def rename(unit: Unit, actor: User, name: str = "明川县生态环境局", on: date = date(2026, 3, 1), seen: str = "") -> Unit:
    return actions.rename_unit(unit=unit, name=name, short_name="生态环境局", on=on, basis=BASIS, actor=actor, at=AT, seen=seen)


def test_the_former_name_still_means_the_unit(unit: Unit, system_admin: User) -> None:
    rename(unit, system_admin)

    assert resolve_unit("明川县环境保护局") == resolve_unit("环保局") == resolve_unit("明川县生态环境局") == unit


def test_each_day_has_its_name(unit: Unit, system_admin: User) -> None:
    rename(unit, system_admin)
    renamed = rename(unit, system_admin, name="明川县生态环境和林业局", on=date(2026, 3, 4))

    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 4))
    assert [renamed.name_on(day) for day in days] == ["明川县环境保护局", "明川县生态环境局", "明川县生态环境和林业局"]
    assert [names_on([renamed], day)[unit.pk] for day in days] == [renamed.name_on(day) for day in days]


def test_a_name_is_not_given_before_the_last_one(unit: Unit, system_admin: User) -> None:
    rename(unit, system_admin, on=date(2026, 3, 4))

    with pytest.raises(DomainError, match="不能早于上一次变更的日期（2026-03-04）"):
        rename(unit, system_admin, name="明川县生态环境和林业局", on=date(2026, 3, 3))


def test_the_change_is_on_record_and_the_unit_told(unit: Unit, system_admin: User) -> None:
    liaison = UserFactory(role="dept_liaison", unit=unit)

    rename(unit, system_admin)

    change = UnitChange.objects.get(unit=unit)
    assert (change.kind, change.on, change.basis, change.words()) == (ChangeKind.RENAME, date(2026, 3, 1), BASIS, "明川县环境保护局更名为明川县生态环境局")
    assert Message.objects.inbox(liaison).get().title == "单位更名：明川县生态环境局"


def test_a_correction_on_the_other_page_leaves_the_name_of_before_as_well(unit: Unit, system_admin: User) -> None:
    facts = {name: getattr(unit, name) for name in actions.UNIT_FIELDS}
    actions.edit_unit(unit=unit, actor=system_admin, at=AT, **{**facts, "name": "明川县生态环境局"})

    assert UnitChange.objects.get(unit=unit).former_name == "明川县环境保护局"
    assert resolve_unit("明川县环境保护局") == unit


def test_an_imported_list_renames_and_keeps_earlier_names(unit: Unit, system_admin: User) -> None:
    rename(unit, system_admin)
    row = actions.UnitRow(unit.code, "", {"name": "明川县环境局", "aliases": []})

    actions.write_units(rows=[row], actor=system_admin, at=AT)

    unit.refresh_from_db()
    assert unit.name == "明川县环境局"
    assert set(unit.aliases) >= {"明川县环境保护局", "环保局", "明川县生态环境局"}


def test_another_units_name_becomes_no_alias(unit: Unit, system_admin: User) -> None:
    rename(unit, system_admin)
    other = UnitFactory(name="明川县环境保护局", short_name="新环保局")

    rename(unit, system_admin, name="明川县生态局")
    unit.refresh_from_db()

    assert resolve_unit("新环保局") == other
    assert unit.aliases.count("明川县环境保护局") == 1


@pytest.mark.parametrize(("name", "on", "sentence"), [("明川县环境保护局", date(2026, 3, 1), "一样"), ("明川县新局", date(2026, 3, 6), "不能晚于今天")])
def test_refused(unit: Unit, system_admin: User, name: str, on: date, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        rename(unit, system_admin, name=name, on=on)


def test_a_taken_name_is_refused(unit: Unit, system_admin: User) -> None:
    UnitFactory(name="明川县生态环境局")

    with pytest.raises(DomainError, match="已经用了这个名称"):
        rename(unit, system_admin)


def test_a_colleague_who_was_first_is_told(unit: Unit, system_admin: User) -> None:
    seen = stamp_of(unit, ("name", "short_name"))
    rename(unit, system_admin)

    with pytest.raises(StaleForm):
        rename(unit, system_admin, name="明川县别的局", seen=seen)


def test_only_who_keeps_units_renames(unit: Unit, security_admin: User) -> None:
    with pytest.raises(PermissionDenied):
        rename(unit, security_admin)
