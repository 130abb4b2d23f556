"""期限规则: shipped values, local changes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.models import AuditEntry
from core.workdays.models import DeadlineRule
from core.workdays.rules import change_rule, load_rules, shipped_rules

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "days", "unit"),
    [
        ("rectification", 30, "calendar"),
        ("objection", 15, "calendar"),
        ("recall_files", 5, "working"),
        ("accept_report", 10, "working"),
        ("serve_document", 5, "calendar"),
        ("sign_document", 3, "working"),
        ("self_report", 10, "working"),
        ("scoring", 10, "working"),
    ],
)
def test_migrate_loads_the_shipped_rules(code, days, unit):
    rule = DeadlineRule.objects.get(code=code)

    assert (rule.days, rule.unit, rule.is_local) == (days, unit, False)


def test_every_shipped_rule_is_valid():
    for code in shipped_rules():
        DeadlineRule.objects.get(code=code).full_clean()


def test_load_rules_again_changes_nothing():
    assert load_rules() == (0, 0)


def test_load_rules_keeps_a_local_change(inspector, at):
    change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=inspector, at=at, days=8)

    assert load_rules() == (0, 0)
    assert DeadlineRule.objects.get(code="scoring").days == 8


def test_load_rules_brings_a_new_default_where_nothing_was_changed():
    DeadlineRule.objects.filter(code="scoring").update(days=99)

    assert load_rules() == (0, 1)
    assert DeadlineRule.objects.get(code="scoring").days == 10


def test_change_rule_is_audited(inspector, at):
    change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=inspector, at=at, days=8)

    assert AuditEntry.objects.get(act="change_rule").changes == {"days": [10, 8]}


def test_change_rule_refuses_zero_days(inspector, at):
    with pytest.raises(ValidationError, match="期限必须大于零"):
        change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=inspector, at=at, days=0)


def test_change_rule_needs_a_power(unit_member, at):
    with pytest.raises(PermissionDenied):
        change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=unit_member, at=at, days=8)
