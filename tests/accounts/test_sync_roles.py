"""sync_roles: the table in the code is the truth; a wrong name is named."""

import pytest
from django.conf import settings as product
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import Role
from accounts.roles import write_roles
from config.roles import RoleRow

pytestmark = pytest.mark.django_db


def held() -> dict[str, list[str]]:
    return {
        role.pk: sorted(f"{one.content_type.app_label}.{one.codename}" for one in role.permissions.select_related("content_type"))
        for role in Role.objects.all()
    }


def test_running_it_twice_changes_nothing() -> None:
    call_command("sync_roles", known_only=True)
    before = held()

    call_command("sync_roles", known_only=True)

    assert held() == before


def test_an_unknown_permission_is_an_error_that_names_it(settings: Settings) -> None:
    settings.ROLES = {"auditor": RoleRow("审计", "none", frozenset({"core.view_audit", "core.fly"}))}

    with pytest.raises(CommandError, match=r"auditor: core\.fly"):
        call_command("sync_roles")
    assert not Role.objects.filter(pk="auditor").exists()


def test_a_role_that_left_the_table_keeps_no_power() -> None:
    write_roles({"auditor": RoleRow("审计", "none", frozenset({"core.view_audit"}))})
    assert held()["auditor"] == ["core.view_audit"]

    write_roles({})

    assert held()["auditor"] == []


def test_every_permission_of_the_table_exists() -> None:
    assert write_roles(product.ROLES) == {}


@pytest.mark.parametrize("code", ["system_admin", "security_admin", "audit_admin"])
def test_the_administrators_see_no_business_data(code: str) -> None:
    row = product.ROLES[code]

    trade = {name for name in row.permissions if name.split(".")[0] not in {"accounts", "core"}}
    assert (row.scope, trade, row.needs_second_factor, row.idle_minutes) == ("none", set(), True, 15)


def test_the_administrators_share_no_power_but_looking_things_up() -> None:
    looking = {"accounts.view_units", "accounts.view_accounts"}
    held_by = [product.ROLES[code].permissions - looking for code in ("system_admin", "security_admin", "audit_admin")]

    assert not held_by[0] & held_by[1]
    assert not held_by[1] & held_by[2]
    assert not held_by[0] & held_by[2]
