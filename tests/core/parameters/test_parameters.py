"""参数: limits, the day from which a number holds, and its readers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.forms.batch import BatchForm
from cases.parameters import REVIEW_GAP, REVIEW_MINIMUM
from core.errors import DomainError
from core.models import AuditEntry, ParameterValue
from core.parameters import declared, value_of
from core.parameters.actions import set_parameter

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 5)


@pytest.fixture
def keeper(make_person, bureau):
    """系统管理员 keeps the dictionary."""
    return make_person("向天成", "keeper", "system_admin", bureau)


@pytest.fixture
def set_gap(keeper, at):
    """Set 分差阈值 to `value` from `since` on."""

    def act(value, since=TODAY, actor=keeper):
        return set_parameter(parameter=REVIEW_GAP, value=Decimal(value), since=since, reason="局长办公会纪要〔2026〕2号", actor=actor, at=at)

    return act


def test_every_default_lies_within_its_limits():
    for parameter in declared().values():
        assert parameter.minimum <= parameter.default <= parameter.maximum
        assert parameter.default == round(parameter.default, parameter.places)


def test_without_a_row_the_default_holds():
    assert value_of("review_gap") == REVIEW_GAP.default


def test_a_code_that_nobody_declares_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        value_of("no_such_number")


def test_a_value_holds_from_its_day_on_and_not_before(set_gap):
    set_gap("8", date(2026, 4, 1))

    assert [value_of("review_gap", day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [5, 8]


def test_the_later_setting_of_one_day_holds(set_gap):
    set_gap("8")
    set_gap("7.5")

    assert value_of("review_gap", TODAY) == Decimal("7.5")


@pytest.mark.parametrize(
    ("value", "since", "words"),
    [
        ("50.01", TODAY, "分差阈值应在 0 分至 50 分之间"),
        ("-1", TODAY, "分差阈值应在 0 分至 50 分之间"),
        ("7.125", TODAY, "最多 2 位小数"),
        ("8", TODAY - timedelta(days=1), "生效日期不能早于今天"),
        ("5", TODAY, "现行值已经是 5 分"),
    ],
)
def test_what_may_not_be_set_is_refused_in_words(set_gap, value, since, words):
    with pytest.raises(DomainError, match=words):
        set_gap(value, since)

    assert not ParameterValue.objects.exists()


def test_a_whole_number_stays_whole(keeper, at):
    with pytest.raises(DomainError, match="应为整数"):
        set_parameter(parameter=REVIEW_MINIMUM, value=Decimal("1.5"), since=TODAY, reason="试", actor=keeper, at=at)


def test_only_keepers_of_the_dictionary_set(set_gap, unit_member):
    with pytest.raises(PermissionDenied):
        set_gap("8", actor=unit_member)


def test_the_database_asks_for_a_reason(keeper, at):
    with pytest.raises(IntegrityError, match="parameter_value_has_reason"), transaction.atomic():
        ParameterValue.objects.create(code="review_gap", value=8, since=TODAY, reason="", set_by=keeper, set_at=at)


def test_setting_is_on_the_record(set_gap):
    set_gap("8")

    entry = AuditEntry.objects.get(act="set_parameter")
    assert (entry.changes, entry.note) == ({"分差阈值": ["5 分", "8 分"], "生效日期": ["", "2026-03-05"]}, "局长办公会纪要〔2026〕2号")


def test_a_new_batch_begins_with_the_numbers_of_the_bureau(keeper, inspector):
    now = timezone.now()
    for parameter, value in ((REVIEW_GAP, "7.5"), (REVIEW_MINIMUM, "3")):
        set_parameter(parameter=parameter, value=Decimal(value), since=timezone.localdate(now), reason="本局通知", actor=keeper, at=now)

    form = BatchForm(user=inspector)

    assert [str(form.get_initial_for_field(form.fields[name], name)) for name in ("threshold", "minimum")] == ["7.5", "3"]


def test_the_page_sets_and_shows_what_was_set(client_for, keeper, unit_member):
    url, today = reverse("core:parameter-set", args=["review_gap"]), timezone.localdate()
    values = {"value": "8", "since": today, "reason": "本局通知"}

    assert client_for(unit_member).post(url, values).status_code == 403
    assert client_for(keeper).post(url, values).status_code == 302

    page = client_for(keeper).get(reverse("core:parameter-list")).content.decode()
    assert "8 分" in page
    assert "本地修改" in page
    assert "本局通知" in client_for(keeper).get(url).content.decode()


def test_the_page_says_what_comes_on_which_day(client_for, keeper):
    day = timezone.localdate() + timedelta(days=9)
    client_for(keeper).post(reverse("core:parameter-set", args=["review_gap"]), {"value": "8", "since": day, "reason": "本局通知"})

    page = client_for(keeper).get(reverse("core:parameter-list")).content.decode()

    assert f"{day:%Y-%m-%d} 起为 8 分" in page
    assert "本地修改" not in page


def test_a_refused_number_is_kept_on_the_page(client_for, keeper):
    answer = client_for(keeper).post(reverse("core:parameter-set", args=["review_gap"]), {"value": "99", "since": timezone.localdate(), "reason": "本局通知"})

    assert answer.status_code == 422
    assert "分差阈值应在 0 分至 50 分之间" in answer.content.decode()
    assert 'value="99"' in answer.content.decode()


def test_an_empty_answer_is_told_what_is_missing(client_for, keeper):
    assert client_for(keeper).post(reverse("core:parameter-set", args=["review_gap"])).status_code == 422


def test_the_list_is_not_for_those_who_are_supervised(client_for, inspector, unit_member):
    assert [client_for(user).get(reverse("core:parameter-list")).status_code for user in (inspector, unit_member)] == [200, 403]


def test_a_number_that_does_not_exist_has_no_page(client_for, keeper):
    assert client_for(keeper).get(reverse("core:parameter-set", args=["no-such"])).status_code == 404


def test_the_list_takes_one_statement_for_all_numbers(client_for, keeper, set_gap, django_assert_max_num_queries):
    client, url = client_for(keeper), reverse("core:parameter-list")
    client.get(url)
    for value in ("8", "9", "10"):
        set_gap(value)

    with django_assert_max_num_queries(9):
        client.get(url)
