"""期限: opening, ending, moving, resting; the version and what was planned follow in the same transaction."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.notices import cancel_deadline, close_deadline, deadline_of, deadlines_of, entrust, move_deadline, pause, plan_notices, resume
from core.notices.models import Deadline, DeadlineChange, Notice, NoticeState
from core.workdays.models import DeadlineRule
from tests.core.notices.conftest import clock

pytestmark = pytest.mark.django_db
THURSDAY = clock("2026-03-05 14:32")


def test_open_by_rule_counts_and_keeps_the_count(make_deadline):
    deadline = make_deadline(THURSDAY, rule_code="rectification")

    assert (deadline.due_on, deadline.is_rolled, deadline.is_estimated) == (date(2026, 4, 7), True, False)
    assert (deadline.span, deadline.start_event, deadline.calendar_version) == ("30 日", "收到监督文书", "2026:1")


def test_open_in_hours_keeps_the_moment(make_deadline):
    deadline = make_deadline(THURSDAY, rule_code="lead_response")

    assert (deadline.due_on, deadline.due_at) == (date(2026, 3, 6), clock("2026-03-06 14:32"))


def test_open_into_an_estimated_year_says_so(make_deadline):
    deadline = make_deadline(clock("2026-12-28 09:00"), rule_code="recall_files")

    assert (deadline.due_on, deadline.is_estimated, deadline.calendar_version) == (date(2027, 1, 5), True, "2026:1 2027:1e")


def test_a_later_change_of_the_rule_moves_nothing(make_deadline, inspector):
    deadline = make_deadline(THURSDAY, rule_code="rectification")
    DeadlineRule.objects.filter(code="rectification").update(days=10)
    pause(deadline=deadline, actor=inspector, at=THURSDAY, reason="补充材料")

    assert resume(deadline=deadline, actor=inspector, at=THURSDAY).due_on == date(2026, 4, 7)


def test_a_second_open_deadline_of_the_kind_is_refused(make_deadline):
    make_deadline(THURSDAY)

    with pytest.raises(DomainError, match="已有未办结的期限"):
        make_deadline(THURSDAY)


def test_entrusted_to_another_it_asks_him_and_what_was_planned_falls_away(make_deadline, errand, unit, inspector, liaison):
    deadline = make_deadline(THURSDAY)
    plan_notices(THURSDAY)

    entrust(target=unit, kind=errand, title="报送四月目录", assignee=liaison, at=THURSDAY)
    entrust(target=unit, kind=errand, title="报送四月目录", assignee=liaison, at=THURSDAY)  # nothing changes a second time

    row = Deadline.objects.get(pk=deadline.pk)
    assert (row.assignee, row.title, row.version) == (liaison, "报送四月目录", 2)
    assert set(Notice.objects.filter(deadline=row).values_list("state", flat=True)) == {NoticeState.CANCELLED}


def test_entrusted_while_paused_it_is_planned_again_only_when_it_runs_on(make_deadline, errand, unit, inspector, liaison):
    deadline = make_deadline(THURSDAY)
    pause(deadline=deadline, actor=inspector, at=THURSDAY, reason="补充材料")

    entrust(target=unit, kind=errand, title="报送四月目录", assignee=liaison, at=THURSDAY)

    row = Deadline.objects.get(pk=deadline.pk)
    assert (row.assignee, row.next_plan_on) == (liaison, None)
    assert resume(deadline=row, actor=inspector, at=THURSDAY).next_plan_on == timezone.localdate(THURSDAY)


def test_entrusting_makes_ended_ones_of_the_kind_too(make_deadline, errand, unit, inspector):
    ended = make_deadline(THURSDAY)
    close_deadline(kind=errand, target=unit, actor=inspector, at=THURSDAY)

    entrust(target=unit, kind="other", title="改名", assignee=None, at=THURSDAY)

    row = Deadline.objects.get(pk=ended.pk)
    assert (row.kind, row.title, row.version, row.is_open) == ("other", "改名", ended.version, False)


def test_close_sets_the_day_and_a_new_one_may_open(make_deadline, errand, unit, inspector):
    first = make_deadline(THURSDAY)

    close_deadline(kind=errand, target=unit, actor=inspector, at=clock("2026-03-20 23:59"))

    assert Deadline.objects.get(pk=first.pk).done_on == date(2026, 3, 20)
    assert make_deadline(THURSDAY).pk != first.pk


def test_close_without_an_open_one_does_nothing(errand, unit, inspector):
    assert close_deadline(kind=errand, target=unit, actor=inspector, at=THURSDAY) is None


@pytest.mark.parametrize("end", [close_deadline, cancel_deadline])
def test_ending_cancels_what_was_planned(make_deadline, liaison, errand, unit, inspector, end):
    make_deadline(THURSDAY)
    plan_notices(THURSDAY)

    end(kind=errand, target=unit, actor=inspector, at=THURSDAY)

    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.CANCELLED}


def test_extension_raises_the_version_and_names_the_approver(make_deadline, liaison, inspector):
    deadline = make_deadline(THURSDAY)
    plan_notices(THURSDAY)

    moved = move_deadline(deadline=deadline, new_due_on=date(2026, 4, 10), actor=inspector, at=THURSDAY, reason="材料多")

    assert (moved.version, moved.due_on, moved.extension_note) == (2, date(2026, 4, 10), "已延期至4月10日（周明远批准）")
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.CANCELLED}
    change = moved.changes.get()
    assert (change.kind, change.old_due_on, change.new_due_on, change.reason) == (DeadlineChange.Kind.EXTEND, date(2026, 3, 20), date(2026, 4, 10), "材料多")


def test_extension_to_an_earlier_day_is_refused(make_deadline, inspector):
    deadline = make_deadline(THURSDAY)

    with pytest.raises(DomainError, match="晚于"):
        move_deadline(deadline=deadline, new_due_on=date(2026, 3, 19), actor=inspector, at=THURSDAY, reason="")


def test_a_done_deadline_cannot_be_moved(make_deadline, errand, unit, inspector):
    deadline = make_deadline(THURSDAY)
    close_deadline(kind=errand, target=unit, actor=inspector, at=THURSDAY)

    with pytest.raises(DomainError, match="办结"):
        move_deadline(deadline=deadline, new_due_on=date(2026, 4, 10), actor=inspector, at=THURSDAY, reason="")


@pytest.mark.parametrize(
    ("facts", "due_on"),
    [
        ({"rule_code": "self_report"}, date(2026, 3, 25)),  # 10 working days from 5 March would end on the 19th; four are left out
        ({"rule_code": "rectification"}, date(2026, 4, 10)),  # unrolled 4 April and six days; not 13 April from the rolled 7th
        ({"due_on": date(2026, 3, 20)}, date(2026, 3, 26)),
    ],
)
def test_resume_gives_back_what_was_left(make_deadline, inspector, facts, due_on):
    deadline = make_deadline(THURSDAY, **facts)
    pause(deadline=deadline, actor=inspector, at=clock("2026-03-09 10:00"), reason="补充材料")

    resumed = resume(deadline=deadline, actor=inspector, at=clock("2026-03-15 10:00"))

    assert (resumed.due_on, resumed.paused_on, resumed.version) == (due_on, None, 3)


def test_resume_after_an_extension_starts_from_the_extended_day(make_deadline, inspector):
    deadline = make_deadline(THURSDAY, rule_code="recall_files")
    move_deadline(deadline=deadline, new_due_on=date(2026, 3, 20), actor=inspector, at=clock("2026-03-06 10:00"), reason="")
    pause(deadline=deadline, actor=inspector, at=clock("2026-03-18 10:00"), reason="补充材料")

    resumed = resume(deadline=deadline, actor=inspector, at=clock("2026-03-23 10:00"))

    assert resumed.due_on == date(2026, 3, 25)


def test_pause_twice_is_refused(make_deadline, inspector):
    deadline = make_deadline(THURSDAY)
    pause(deadline=deadline, actor=inspector, at=THURSDAY, reason="补充材料")

    with pytest.raises(DomainError, match="已经暂停"):
        pause(deadline=deadline, actor=inspector, at=THURSDAY, reason="补充材料")


def test_deadline_of_prefers_the_newest(make_deadline, errand, unit, inspector):
    make_deadline(THURSDAY)
    close_deadline(kind=errand, target=unit, actor=inspector, at=THURSDAY)
    second = make_deadline(THURSDAY)

    assert deadline_of(unit, errand) == second


def test_deadlines_of_many_is_one_query(make_deadline, errand, unit, other_unit, django_assert_num_queries):
    one, two = make_deadline(THURSDAY), make_deadline(THURSDAY, target=other_unit)

    with django_assert_num_queries(1):
        assert deadlines_of([unit, other_unit], errand) == {unit.pk: one, other_unit.pk: two}


def test_a_kind_is_seen_by_those_who_may_see_its_matters(make_deadline, make_person, bureau, inspector, liaison, settings):
    """The certificate manager sees the whole county, but no reviews; who scores which file is for the organisers alone."""
    manager = make_person("柳知秋", "manager", "certificate_manager", bureau)
    deadline = make_deadline(THURSDAY)
    plan_notices(THURSDAY)
    settings.DEADLINE_KINDS = {**settings.DEADLINE_KINDS, "errand": replace(settings.DEADLINE_KINDS["errand"], view_permission="cases.organise_reviews")}

    assert [list(Deadline.objects.visible_to(user)) for user in (manager, inspector)] == [[], [deadline]]
    assert [Notice.objects.visible_to(user).exists() for user in (manager, inspector)] == [False, True]

    Deadline.objects.update(assignee=manager)
    assert list(Deadline.objects.visible_to(manager)) == [deadline]


def test_visible_to_own_unit_the_bureau_and_the_assignee(make_deadline, unit_member, inspector, outsider):
    deadline = make_deadline(THURSDAY)

    assert [list(Deadline.objects.visible_to(user)) for user in (unit_member, inspector, outsider)] == [[deadline], [deadline], []]
    Deadline.objects.update(assignee=outsider)
    assert list(Deadline.objects.visible_to(outsider)) == [deadline]
