"""单位更名、合并的页面: what is shown before it counts, and what the pages of both units tell afterwards."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Unit, UnitChange, User
from rectification.actions import ProblemText, issue_order
from tests.accounts.conftest import log_in
from tests.factories.accounts import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
SECOND = {"kind": "merge", "on": "2026-03-01", "basis": "明发〔2026〕3号"}


@pytest.fixture
def as_system(client: Client, system_admin: User) -> Client:
    log_in(client, system_admin.username)
    return client


@pytest.fixture
def units(staff: User) -> tuple[Unit, Unit]:
    """One unit with a liaison and an order, and the one it goes into."""
    old, new = UnitFactory(name="明川县水利局", short_name="水利局"), UnitFactory(name="明川县农业局", short_name="农业局")
    UserFactory(username="shuili", role="dept_liaison", unit=old)
    issue_order(
        unit=old,
        title="超期",
        problems=[ProblemText("超期")],
        source_kind="manual",
        source_label="检查",
        actor=staff,
        at=AT,
        due_on=date(2099, 1, 1),
    )
    return old, new


def test_the_first_step_only_asks(as_system: Client, units: tuple[Unit, Unit]) -> None:
    page = as_system.get(reverse("accounts:unit-succeed", args=[units[0].pk])).content.decode()

    assert "查看移交事项" in page
    assert "办理变更" not in page


def test_the_bureau_is_not_offered_and_the_page_says_what_to_do_instead(as_system: Client, units: tuple[Unit, Unit], staff: User) -> None:
    answer = as_system.get(reverse("accounts:unit-succeed", args=[units[0].pk]))

    offered = answer.context["form"].fields["successor"].queryset
    assert (units[1] in offered, staff.unit in offered) == (True, False)
    assert "司法局不作承接单位" in answer.content.decode()


def test_the_second_step_shows_what_goes_and_changes_nothing(as_system: Client, units: tuple[Unit, Unit]) -> None:
    old, new = units

    page = as_system.get(reverse("accounts:unit-succeed", args=[old.pk]), {"successor": new.pk, "kind": "merge"}).content.decode()

    assert "未销号的整改通知" in page
    assert "超期" not in page.split("核对移交事项")[1]  # counts, no matters: the administrators see none
    assert not UnitChange.objects.exists()


def test_both_pages_tell_it_afterwards(as_system: Client, units: tuple[Unit, Unit]) -> None:
    old, new = units

    answer = as_system.post(reverse("accounts:unit-succeed", args=[old.pk]), {"successor": new.pk, **SECOND})

    assert answer.status_code == 302
    gone, came = (as_system.get(unit.get_absolute_url()).content.decode() for unit in units)
    assert "明川县水利局并入明川县农业局" in gone
    assert "承继自明川县水利局" in came
    assert "未销号的整改通知 1 件" in came


def test_a_form_without_its_basis_is_shown_again_with_what_goes(as_system: Client, units: tuple[Unit, Unit]) -> None:
    old, new = units

    answer = as_system.post(reverse("accounts:unit-succeed", args=[old.pk]), {"successor": new.pk, **SECOND, "basis": ""})

    assert answer.status_code == 422
    assert "核对移交事项" in answer.content.decode()


def test_the_second_of_two_administrators_gets_409(as_system: Client, system_admin: User, units: tuple[Unit, Unit]) -> None:
    old, new = units
    actions.succeed_unit(unit=old, successor=new, kind="merge", on=AT.date(), basis="文件", actor=system_admin, at=AT)
    third = UnitFactory(name="明川县林业局")

    answer = as_system.post(reverse("accounts:unit-succeed", args=[old.pk]), {"successor": third.pk, **SECOND})

    assert answer.status_code == 409
    assert "该变更已由" in answer.content.decode()


def test_a_rename_over_the_page(as_system: Client, units: tuple[Unit, Unit]) -> None:
    old, _ = units
    form = {"name": "明川县水务局", "short_name": "水务局", "on": "2026-03-01", "basis": "明编〔2026〕5号"}

    assert as_system.post(reverse("accounts:unit-rename", args=[old.pk]), form).status_code == 302

    assert "明川县水利局更名为明川县水务局" in as_system.get(old.get_absolute_url()).content.decode()


def test_a_rename_over_what_a_colleague_did_gets_409(as_system: Client, units: tuple[Unit, Unit]) -> None:
    old, _ = units
    form = {"name": "明川县水务局", "short_name": "水务局", "on": "2026-03-01", "basis": "明编〔2026〕5号", "seen": "0" * 16}

    assert as_system.post(reverse("accounts:unit-rename", args=[old.pk]), form).status_code == 409
