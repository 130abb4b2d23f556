"""期限规则: shipped values, local changes."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.assignment import SCORING_RULE
from cases.actions.feedback import RECTIFICATION_RULE
from cases.actions.recall_notice import CLOCK
from cases.forms.batch import TERMS
from cases.limits import RULE
from core.errors import DomainError, StaleForm
from core.models import AuditEntry
from core.stamps import stamp_of
from core.workdays.models import DeadlineRule
from core.workdays.rules import FIELDS, change_rule, load_rules, shipped_rules, uses
from documents.actions.drafting import OBJECTION_RULE
from documents.actions.serving import BY_NOTICE
from documents.models import DocumentKind
from rectification.actions.extension import EXTENSION_RULE

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


def test_a_rule_is_in_use_where_the_program_or_a_kind_of_document_counts_by_it():
    used = uses()

    assert used.keys() <= shipped_rules().keys()
    assert (used["scoring"], used["decision_report"]) == ("案卷评查评分", "决定书的回复")
    assert "lead_response" not in used


def test_a_rule_that_a_kind_of_document_no_longer_names_is_out_of_use():
    DocumentKind.objects.filter(pk="decision").update(reply_rule="explanation")

    assert ("decision_report" in uses(), uses()["explanation"]) == (False, "决定书的回复")


NAMED = [RULE, SCORING_RULE, RECTIFICATION_RULE, CLOCK, EXTENSION_RULE, OBJECTION_RULE, BY_NOTICE, *TERMS.values()]


@pytest.mark.parametrize("code", NAMED)
def test_what_the_program_counts_by_is_said_to_be_in_use(code):
    assert code in settings.RULE_USES
