"""Writing the table of roles (`settings.ROLES`) to the database."""

from collections.abc import Mapping
from typing import Protocol

from django.contrib.auth.models import Permission
from django.db import transaction

from accounts.models import Role


class RoleRow(Protocol):
    """A line of `config/roles.py`."""

    @property
    def name(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def permissions(self) -> frozenset[str]: ...
    @property
    def needs_second_factor(self) -> bool: ...
    @property
    def is_administrator(self) -> bool: ...
    @property
    def idle_minutes(self) -> int: ...


def write_role(code: str, row: RoleRow) -> list[str]:
    """Write one role with its permissions; returns the permissions that do not exist."""
    role, _ = Role.objects.update_or_create(
        code=code,
        defaults={
            "name": row.name,
            "scope": row.scope,
            "needs_second_factor": row.needs_second_factor,
            "is_administrator": row.is_administrator,
            "idle_minutes": row.idle_minutes,
        },
    )
    known = {f"{held.content_type.app_label}.{held.codename}": held for held in _permissions(row.permissions)}
    role.permissions.set(known.values())
    return sorted(row.permissions - known.keys())


def _permissions(names: frozenset[str]) -> list[Permission]:
    found = Permission.objects.filter(codename__in={name.split(".")[-1] for name in names}).select_related("content_type")
    return [held for held in found if f"{held.content_type.app_label}.{held.codename}" in names]


@transaction.atomic
def write_roles(rows: Mapping[str, RoleRow]) -> dict[str, list[str]]:
    """Write all roles; returns role → permissions that do not exist. A role that left the table keeps its row without powers."""
    unknown = {code: missing for code, row in rows.items() if (missing := write_role(code, row))}
    for role in Role.objects.exclude(pk__in=rows):
        role.permissions.clear()
    return unknown
