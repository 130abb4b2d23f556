"""A supervised unit with a liaison, a leader in charge and a history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import Unit, User
from tests.factories.histories import history


@pytest.fixture
def unit_leader(make_person: Callable[..., User], unit: Unit) -> User:
    """分管领导 of the supervised unit."""
    return make_person("白景行", "unit_leader", "dept_leader", unit)


@pytest.fixture
def past(unit: Unit, inspector: User, leader: User, unit_member: User, at: datetime) -> Callable[[int], None]:
    """Give the unit a history of so many of everything."""
    return lambda count: history(unit, inspector, leader, unit_member, at, count)
