"""A kind of deadline with a unit that has a liaison and a leader, both with mail."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.models import Role, Unit, User
from config.kind_rows import DeadlineKind
from core.notices import open_deadline
from core.notices.models import Deadline


def clock(text: str) -> datetime:
    """A local instant, "2026-03-05 09:00"."""
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def errand(settings: LazySettings, db: None) -> str:
    """期限种类 "errand": told to liaisons, escalated to their leaders."""
    return add_errand(settings)


def add_errand(settings: LazySettings) -> str:
    """The same where the database is another one."""
    kind = ContentType.objects.get_for_model(Deadline)
    for role, codename in (("dept_liaison", "do_errand"), ("dept_leader", "lead_errand")):
        power, _ = Permission.objects.get_or_create(codename=codename, content_type=kind, defaults={"name": codename})
        Role.objects.get(pk=role).permissions.add(power)
    row = DeadlineKind("报送材料", "", recipient_permission="core.do_errand", escalation_permission="core.lead_errand")
    settings.DEADLINE_KINDS = {**settings.DEADLINE_KINDS, "errand": row}
    return "errand"


@pytest.fixture
def liaison(unit_member: User) -> User:
    unit_member.email = "lusiqi@example.gov.cn"
    unit_member.save(update_fields=["email"])
    return unit_member


@pytest.fixture
def superior(make_person: Callable[..., User], unit: Unit) -> User:
    return make_person("江澄", "superior", "dept_leader", unit)


@pytest.fixture
def make_deadline(errand: str, unit: Unit, inspector: User) -> Callable[..., Deadline]:
    """An open deadline of the unit; its target is the unit itself unless told otherwise."""

    def make(at: datetime, **facts: Any) -> Deadline:
        row = {"kind": errand, "target": unit, "title": "报送三月目录", "unit": unit, "actor": inspector, "verb": "报送", "basis": "监督条例第十五条", **facts}
        if "due_on" not in row and "rule_code" not in row:
            row["due_on"] = date(2026, 3, 20)
        return open_deadline(at=at, **row)

    return make
