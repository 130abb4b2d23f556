"""审计日志 in words: what its reader sees is what the pages of the trade say."""

import pytest

from accounts.models import Unit, User
from core import audit
from core.audit.models import AuditEntry
from core.audit.words import changes_of, kind_name
from core.parameters import declared
from core.parameters.models import ParameterValue
from core.workdays.models import DeadlineRule

pytestmark = pytest.mark.django_db


def entry(target, at, **changes):
    return audit.record(actor=None, act="x", act_label="修改", target=target, at=at, changes=changes)


def test_fields_and_values_are_named_as_their_model_names_them(at):
    rule = DeadlineRule.objects.get(code="scoring")

    lines = changes_of(entry(rule, at, days=[10, 8], unit=["working", "calendar"], first_day=[False, True]))

    assert lines == [("期限", "10", "8"), ("单位", "个工作日", "日"), ("起算日计入", "否", "是")]


def test_lists_and_nothing_are_told_in_words(unit, at):
    assert changes_of(entry(unit, at, aliases=[["甲", "乙"], []], short_name=[None, "县局"])) == [("别名", "甲、乙", ""), ("简称", "", "县局")]


def test_what_an_act_named_itself_stays(unit, at):
    assert changes_of(entry(unit, at, 上级单位=["甲", "乙"])) == [("上级单位", "甲", "乙")]


def test_the_kind_of_a_row_is_named_and_one_that_is_gone_keeps_its_name(unit, at):
    row = entry(unit, at)

    assert kind_name(row) == Unit._meta.verbose_name
    assert kind_name(AuditEntry(target_kind="gone.thing", changes={"a": [1, 2]})) == "gone.thing"
    assert changes_of(AuditEntry(target_kind="gone.thing", changes={"a": [1, 2]})) == [("a", "1", "2")]


def test_a_parameter_goes_by_its_name(inspector: User, at):
    parameter = next(iter(declared().values()))
    row = ParameterValue(code=parameter.code, value=parameter.default, since=at.date(), reason="x", set_by=inspector, set_at=at)

    assert str(row) == f"{parameter.name}自 {at.date()} 起为 {parameter.words(parameter.default)}"
