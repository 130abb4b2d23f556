"""期限规则: shipped values, local changes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.errors import DomainError, StaleForm
from core.models import AuditEntry
from core.stamps import stamp_of
from core.workdays.models import DeadlineRule
from core.workdays.rules import FIELDS, change_rule, load_rules, shipped_rules

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
    change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=inspector, at=at, reason="试行", days=8)

    assert load_rules() == (0, 0)
    assert DeadlineRule.objects.get(code="scoring").days == 8


def test_load_rules_brings_a_new_default_where_nothing_was_changed():
    DeadlineRule.objects.filter(code="scoring").update(days=99)

    assert load_rules() == (0, 1)
    assert DeadlineRule.objects.get(code="scoring").days == 10


def test_change_rule_is_audited(inspector, at):
    change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=inspector, at=at, reason="试行", days=8)

    entry = AuditEntry.objects.get(act="change_rule")
    assert (entry.changes, entry.note) == ({"days": [10, 8]}, "试行")


def test_change_rule_asks_for_a_reason(inspector, at):
    with pytest.raises(DomainError, match="请填写修改理由。"):
        change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=inspector, at=at, reason=" ", days=8)


def test_a_rule_changed_meanwhile_is_not_written_over(inspector, at):
    rule = DeadlineRule.objects.get(code="scoring")
    seen = stamp_of(rule, FIELDS)
    change_rule(rule=rule, actor=inspector, at=at, reason="试行", seen=seen, days=8)

    with pytest.raises(StaleForm, match="他人刚刚修改过"):
        change_rule(rule=rule, actor=inspector, at=at, reason="试行", seen=seen, days=9)
    assert DeadlineRule.objects.get(code="scoring").days == 8


def test_change_rule_refuses_zero_days(inspector, at):
    with pytest.raises(ValidationError, match="期限必须大于零"):
        change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=inspector, at=at, reason="试行", days=0)


def test_change_rule_needs_a_power(unit_member, at):
    with pytest.raises(PermissionDenied):
        change_rule(rule=DeadlineRule.objects.get(code="scoring"), actor=unit_member, at=at, reason="试行", days=8)
