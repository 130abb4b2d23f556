"""按新日历重算: a notice moves nothing until the list is confirmed."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import StaleForm
from core.models import AuditEntry
from core.notices import move_deadline, plan_notices
from core.notices.models import Deadline, Notice, NoticeState
from core.notices.recompute import recompute_deadlines, recompute_preview
from core.workdays.estimate import estimated_days
from core.workdays.models import CalendarYear
from core.workdays.years import load_notice
from tests.core.notices.conftest import clock

pytestmark = pytest.mark.django_db
OPENED = clock("2026-12-24 09:00")
LOADED = clock("2026-12-25 09:00")
NOTICE = {**estimated_days(2027), date(2027, 1, 4): ("rest", "元旦"), date(2027, 1, 10): ("work", "元旦")}


@pytest.fixture
def load(inspector):
    """载入: 4 January 2027 is off, Sunday the 10th is worked."""

    def load_it() -> int:
        load_notice(year=2027, days=NOTICE, notice="国办发明电〔2026〕9号", actor=inspector, at=LOADED)
        return CalendarYear.objects.get(year=2027).version

    return load_it


def test_preview_lists_what_would_move_and_moves_nothing(make_deadline, load, other_unit, bureau):
    moving = make_deadline(OPENED, rule_code="recall_files")  # 24 December, 5 working days: 31 December
    crossing = make_deadline(OPENED, rule_code="scoring", target=other_unit)
    named = make_deadline(OPENED, due_on=date(2027, 1, 8), target=bureau)
    assert (moving.due_on, crossing.due_on, named.due_on) == (date(2026, 12, 31), date(2027, 1, 8), date(2027, 1, 8))

    load()

    assert [(move.deadline, move.new_due_on, move.days, move.is_estimated) for move in recompute_preview(2027)] == [(crossing, date(2027, 1, 10), 2, False)]
    assert Deadline.objects.get(pk=crossing.pk).due_on == date(2027, 1, 8)


def test_confirmed_recompute_moves_and_plans_anew(make_deadline, load, liaison, inspector):
    deadline = make_deadline(OPENED, rule_code="scoring")
    plan_notices(OPENED)
    version = load()

    assert recompute_deadlines(year=2027, actor=inspector, at=LOADED, version=version) == 1

    row = Deadline.objects.get(pk=deadline.pk)
    assert (row.due_on, row.version, row.is_estimated, row.calendar_version) == (date(2027, 1, 10), 2, False, "2026:1 2027:2")
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.CANCELLED}
    assert AuditEntry.objects.get(act="recompute_deadlines").changes == {f"期限 {deadline.pk}": ["2027-01-08", "2027-01-10"]}
    assert recompute_preview(2027) == []


def test_recompute_of_what_does_not_move_takes_the_estimate_away(make_deadline, inspector):
    deadline = make_deadline(OPENED, rule_code="scoring")
    load_notice(year=2027, days=estimated_days(2027), notice="国办发明电〔2026〕9号", actor=inspector, at=LOADED)

    assert recompute_deadlines(year=2027, actor=inspector, at=LOADED, version=2) == 0

    row = Deadline.objects.get(pk=deadline.pk)
    assert (row.due_on, row.version, row.is_estimated) == (date(2027, 1, 8), 1, False)


def test_an_extended_deadline_is_not_recomputed(make_deadline, load, inspector):
    deadline = make_deadline(OPENED, rule_code="scoring")
    move_deadline(deadline=deadline, new_due_on=date(2027, 1, 12), actor=inspector, at=OPENED, reason="材料多")
    load()

    assert recompute_preview(2027) == []


def test_recompute_of_an_older_preview_is_refused(make_deadline, load, inspector):
    make_deadline(OPENED, rule_code="scoring")
    load()

    with pytest.raises(StaleForm):
        recompute_deadlines(year=2027, actor=inspector, at=LOADED, version=1)


def test_recompute_needs_the_power(make_deadline, load, unit_member):
    load()

    with pytest.raises(PermissionDenied):
        recompute_deadlines(year=2027, actor=unit_member, at=LOADED, version=2)


def test_who_sees_no_matter_reads_counts_per_kind(make_deadline, load, inspector, make_person, bureau, client_for, settings):
    keeper = make_person("程立", "keeper", "system_admin", bureau)
    row = replace(settings.DEADLINE_KINDS["errand"], view_permission="rectification.view_orders")
    settings.DEADLINE_KINDS = {**settings.DEADLINE_KINDS, "errand": row}
    for target in (inspector, keeper):
        make_deadline(OPENED, rule_code="scoring", target=target, title="某案整改")
    load()

    theirs, ours = (client_for(user).get(reverse("core:calendar-recompute", args=[2027])).content.decode() for user in (keeper, inspector))

    assert ("报送材料 2 个" in theirs, "某案整改" in theirs, "重算 2 个期限" in theirs) == (True, False, True)
    assert ours.count("某案整改") == 2
