"""计划与分工: what each act asks, does and refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from core.audit.models import AuditEntry
from core.errors import DomainError, IllegalTransition
from core.notices.actions import deadline_of, deadlines_for
from core.notices.models import Deadline, Message
from supervision.plans import actions, desk
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.reading.shares import Part
from supervision.plans.reading.terms import TermKind
from supervision.plans.workflow import PLAN_TRANSITIONS, SHARE_TRANSITIONS, PlanAct, PlanStatus, ShareAct, ShareStatus

pytestmark = pytest.mark.django_db
SHARE_ACTS: dict[ShareAct, Callable[..., Any]] = {
    ShareAct.SAVE: lambda share, unit, bureau, at: actions.save_draft(share=share, actor=unit, at=at, text="稿"),
    ShareAct.SUBMIT: lambda share, unit, bureau, at: actions.submit_progress(share=share, actor=unit, at=at, text="进展"),
    ShareAct.WITHDRAW: lambda share, unit, bureau, at: actions.withdraw_progress(share=share, actor=unit, at=at),
    ShareAct.CONFIRM: lambda share, unit, bureau, at: actions.confirm_progress(share=share, actor=bureau, at=at),
    ShareAct.RETURN: lambda share, unit, bureau, at: actions.return_progress(share=share, actor=bureau, at=at, reason="补清单"),
    ShareAct.FINISH: lambda share, unit, bureau, at: actions.finish_share(share=share, actor=bureau, at=at),
    ShareAct.KEEP_UP: lambda share, unit, bureau, at: actions.finish_share(share=share, actor=bureau, at=at),
}


@pytest.mark.parametrize(("act", "status"), list(product(PlanAct, PlanStatus)))
def test_a_plan_moves_only_as_its_table_says(plan: Plan, inspector: User, leader: User, at: datetime, act: PlanAct, status: PlanStatus) -> None:
    Plan.objects.update(status=status)
    rule, actor = PLAN_TRANSITIONS[act], leader if act in (PlanAct.APPROVE, PlanAct.RETURN) else inspector

    if status in rule.sources:
        assert actions.advance_plan(plan=plan, act=act, actor=actor, at=at, reason="补时限").status == rule.target
    else:
        with pytest.raises(IllegalTransition):
            actions.advance_plan(plan=plan, act=act, actor=actor, at=at)
        plan.refresh_from_db()
        assert plan.status == status


@pytest.mark.parametrize("act", PlanAct)
def test_a_plan_is_moved_by_its_holders_only(plan: Plan, unit_member: User, share: Assignment, at: datetime, act: PlanAct) -> None:
    Plan.objects.update(status=next(iter(PLAN_TRANSITIONS[act].sources)))

    with pytest.raises(PermissionDenied):
        actions.advance_plan(plan=plan, act=act, actor=unit_member, at=at)


@pytest.mark.parametrize(("act", "status"), list(product(ShareAct, ShareStatus)))
def test_a_share_moves_only_as_its_table_says(
    submitted: Assignment, unit_member: User, inspector: User, at: datetime, act: ShareAct, status: ShareStatus
) -> None:
    Assignment.objects.update(status=status)
    PlanItem.objects.update(is_continuing=act == ShareAct.KEEP_UP)
    share = Assignment.objects.select_related("item").get(pk=submitted.pk)

    if status in SHARE_TRANSITIONS[act].sources:
        SHARE_ACTS[act](share, unit_member, inspector, at)
        share.refresh_from_db()
        assert share.status == SHARE_TRANSITIONS[act].target
    else:
        with pytest.raises(IllegalTransition):
            SHARE_ACTS[act](share, unit_member, inspector, at)
        share.refresh_from_db()
        assert share.status == status


@pytest.mark.parametrize("act", ShareAct)
def test_the_unit_reports_and_the_bureau_answers(submitted: Assignment, unit_member: User, inspector: User, at: datetime, act: ShareAct) -> None:
    Assignment.objects.update(status=next(iter(SHARE_TRANSITIONS[act].sources)))

    with pytest.raises(PermissionDenied):
        SHARE_ACTS[act](submitted, inspector, unit_member, at)


def test_another_unit_cannot_report_for_this_one(running: Assignment, outsider: User, at: datetime) -> None:
    with pytest.raises(Assignment.DoesNotExist):
        actions.submit_progress(share=running, actor=outsider, at=at, text="进展")


# --- the plan ------------------------------------------------------------------------------------------------------
def test_nobody_approves_the_plan_he_made_or_sent(plan: Plan, inspector: User, leader: User, at: datetime) -> None:
    for maker in ({"created_by": leader}, {"created_by": inspector, "submitted_by": leader}):
        Plan.objects.update(status=PlanStatus.SUBMITTED, **maker)

        with pytest.raises(DomainError, match="不能审定同一个计划"):
            actions.advance_plan(plan=plan, act=PlanAct.APPROVE, actor=leader, at=at)


def test_an_empty_plan_is_not_sent_to_the_leader(plan: Plan, inspector: User, at: datetime) -> None:
    PlanItem.objects.all().delete()

    with pytest.raises(DomainError, match="还没有任务"):
        actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)


@pytest.mark.usefixtures("share")
def test_the_leader_is_told_of_a_plan_that_waits_and_finds_it_on_the_desk(plan: Plan, inspector: User, leader: User, at: datetime) -> None:
    assert [(task.kind, task.verb) for task in desk.tasks(inspector, at.date())] == [("台账", "送审")]
    assert desk.tasks(leader, at.date()) == []

    actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)

    assert [message.title for message in Message.objects.inbox(leader)] == [f"待审定：{plan}"]
    assert [(task.kind, task.verb, task.is_own_word) for task in desk.tasks(leader, at.date())] == [("待审批", "审定", True)]
    assert desk.tasks(inspector, at.date()) == []


def test_a_returned_plan_goes_back_to_its_sender_with_the_reason(plan: Plan, inspector: User, leader: User, at: datetime) -> None:
    actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)

    with pytest.raises(DomainError, match="退回理由"):
        actions.advance_plan(plan=plan, act=PlanAct.RETURN, actor=leader, at=at)
    actions.advance_plan(plan=plan, act=PlanAct.RETURN, actor=leader, at=at, reason="第 1 项没有时限")

    plan.refresh_from_db()
    message = Message.objects.inbox(inspector).get()
    assert (plan.status, message.title) == (PlanStatus.DRAFT, f"被退回：{plan}")
    assert "第 1 项没有时限" in message.body


@pytest.mark.usefixtures("share")
def test_an_approved_plan_is_the_bureaus_to_issue(plan: Plan, inspector: User, leader: User, at: datetime) -> None:
    actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)
    actions.advance_plan(plan=plan, act=PlanAct.APPROVE, actor=leader, at=at)

    assert [message.title for message in Message.objects.inbox(inspector)] == [f"已审定：{plan}"]
    assert [task.verb for task in desk.tasks(inspector, at.date())] == ["印发"]


def test_what_was_asked_is_settled_by_the_answer(plan: Plan, inspector: User, leader: User, at: datetime) -> None:
    actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)
    actions.advance_plan(plan=plan, act=PlanAct.APPROVE, actor=leader, at=at + timedelta(hours=1))

    assert not Message.objects.inbox(leader).unread().exists()
    assert Message.objects.inbox(inspector).unread().exists()
    actions.advance_plan(plan=plan, act=PlanAct.ISSUE, actor=inspector, at=at + timedelta(hours=2))
    assert not Message.objects.inbox(inspector).unread().exists()


def test_issuing_opens_a_deadline_of_every_dated_share(running: Assignment, inspector: User, at: datetime) -> None:
    deadline = deadline_of(running, actions.DEADLINE)

    assert (deadline.due_on, deadline.unit, deadline.is_open) == (date(2026, 6, 30), running.unit, True)
    assert "6月底前" in deadline.basis
    assert AuditEntry.objects.filter(act=PlanAct.ISSUE, actor=inspector).count() == 1


def test_a_day_that_is_over_opens_no_deadline(share: Assignment, issue: Callable[[], Plan]) -> None:
    Assignment.objects.update(due_on=date(2026, 3, 4))
    issue()

    assert deadline_of(share, actions.DEADLINE) is None


def test_a_unit_sees_a_plan_only_once_it_is_issued(share: Assignment, unit_member: User, issue: Callable[[], Plan]) -> None:
    assert not Plan.objects.visible_to(unit_member).exists()
    assert not Assignment.objects.visible_to(unit_member).exists()

    issue()

    assert Plan.objects.visible_to(unit_member).exists()
    assert Assignment.objects.visible_to(unit_member).get() == share


def test_a_unit_sees_only_its_own_shares(running: Assignment, item: PlanItem, other_unit: Unit, unit_member: User, outsider: User) -> None:
    Assignment.objects.create(item=item, unit=other_unit, unit_text="交通局", due_on=item.due_on)

    assert [share.unit for share in Assignment.objects.visible_to(unit_member)] == [running.unit]
    assert [share.unit for share in Assignment.objects.visible_to(outsider)] == [other_unit]


# --- progress ------------------------------------------------------------------------------------------------------
def test_a_report_asks_the_bureau_until_it_is_answered_and_the_answer_the_unit_until_it_reports_anew(
    submitted: Assignment, inspector: User, unit_member: User, at: datetime
) -> None:
    asked, told = (Message.objects.inbox(person).about(submitted).unread() for person in (inspector, unit_member))
    assert asked.exists()

    share = actions.return_progress(share=submitted, actor=inspector, at=at + timedelta(hours=1), reason="请补问题清单")
    assert (asked.exists(), told.exists()) == (False, True)
    share = actions.submit_progress(share=share, actor=unit_member, at=at + timedelta(hours=2), text="已补")
    assert (asked.exists(), told.exists()) == (True, False)
    actions.withdraw_progress(share=share, actor=unit_member, at=at + timedelta(hours=3))
    assert (asked.exists(), told.exists()) == (False, False)


def test_a_report_is_kept_told_and_recorded(submitted: Assignment, inspector: User, unit_member: User) -> None:
    progress = submitted.progress.get()

    assert (progress.text, progress.is_done, progress.actor, submitted.submitted_by, submitted.latest) == (
        "已评查 20 卷。",
        True,
        unit_member,
        unit_member,
        "已评查 20 卷。",
    )
    assert Message.objects.filter(recipient=inspector, title__contains="待确认进展").exists()
    assert AuditEntry.objects.filter(act=ShareAct.SUBMIT, actor=unit_member).exists()


def test_a_task_reported_as_done_needs_evidence(running: Assignment, unit_member: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="须上传佐证"):
        actions.submit_progress(share=running, actor=unit_member, at=at, text="完成", is_done=True)


def test_nobody_answers_his_own_report(submitted: Assignment, inspector: User, at: datetime) -> None:
    Assignment.objects.update(submitted_by=inspector)

    with pytest.raises(DomainError, match="报送人不能确认"):
        actions.confirm_progress(share=submitted, actor=inspector, at=at)


def test_a_return_says_why_to_the_unit(submitted: Assignment, inspector: User, unit_member: User, at: datetime) -> None:
    actions.return_progress(share=submitted, actor=inspector, at=at, reason="请补问题清单")

    progress = submitted.progress.get()
    assert (progress.answer, progress.reason, progress.answered_by) == ("退回", "请补问题清单", inspector)
    assert "请补问题清单" in Message.objects.filter(recipient=unit_member, title__contains="被退回").first().body


def test_finishing_closes_the_deadline(submitted: Assignment, inspector: User, at: datetime) -> None:
    share = actions.finish_share(share=submitted, actor=inspector, at=at)

    assert share.status == ShareStatus.DONE
    assert deadline_of(share, actions.DEADLINE).done_on == date(2026, 3, 5)


def test_a_task_without_evidence_is_not_finished(running: Assignment, unit_member: User, inspector: User, at: datetime) -> None:
    share = actions.submit_progress(share=running, actor=unit_member, at=at, text="做了")

    with pytest.raises(DomainError, match="还没有佐证"):
        actions.finish_share(share=share, actor=inspector, at=at)
    share.refresh_from_db()
    assert share.status == ShareStatus.SUBMITTED


def test_a_continuing_task_is_done_and_goes_on(submitted: Assignment, inspector: User, unit_member: User, at: datetime) -> None:
    PlanItem.objects.update(is_continuing=True)

    share = actions.finish_share(share=submitted, actor=inspector, at=at)

    assert share.status == ShareStatus.DONE_CONTINUING
    assert actions.submit_progress(share=share, actor=unit_member, at=at, text="下半年继续").status == ShareStatus.SUBMITTED


def test_a_draft_does_not_take_back_what_was_done(running: Assignment, unit_member: User, at: datetime) -> None:
    Assignment.objects.update(status=ShareStatus.DONE_CONTINUING, due_on=date(2026, 1, 1))

    with pytest.raises(IllegalTransition):
        actions.save_draft(share=running, actor=unit_member, at=at, text="下半年继续")
    assert not Assignment.objects.overdue(date(2026, 6, 1)).exists()


@pytest.mark.parametrize("act", [ShareAct.CONFIRM, ShareAct.RETURN, ShareAct.WITHDRAW])
def test_a_further_report_of_a_continuing_task_leaves_it_done(submitted: Assignment, inspector: User, unit_member: User, at: datetime, act: ShareAct) -> None:
    PlanItem.objects.update(is_continuing=True)
    share = actions.finish_share(share=submitted, actor=inspector, at=at)
    share = actions.submit_progress(share=share, actor=unit_member, at=at, text="下半年继续")

    assert SHARE_ACTS[act](share, unit_member, inspector, at).status == ShareStatus.DONE_CONTINUING
    assert not Assignment.objects.overdue(date(2027, 1, 1)).exists()
    assert share.progress.first().answer == act.label


def test_the_second_of_two_answers_is_told_of_the_first(submitted: Assignment, inspector: User, at: datetime) -> None:
    actions.confirm_progress(share=submitted, actor=inspector, at=at)

    with pytest.raises(IllegalTransition, match=f"该事项已由{inspector.name}办理，现为“已确认”，不能确认进展。"):
        actions.confirm_progress(share=submitted, actor=inspector, at=at)


def test_what_was_withdrawn_comes_back_as_a_draft(submitted: Assignment, unit_member: User, at: datetime) -> None:
    share = actions.withdraw_progress(share=submitted, actor=unit_member, at=at)

    assert (share.status, share.draft, share.progress.get().answer) == (ShareStatus.IN_PROGRESS, "已评查 20 卷。", "撤回")


def test_a_plan_that_is_over_takes_no_reports(running: Assignment, unit_member: User, at: datetime) -> None:
    Plan.objects.update(status=PlanStatus.CLOSED)

    with pytest.raises(DomainError, match="已办结"):
        actions.submit_progress(share=running, actor=unit_member, at=at, text="进展")


# --- sharing out and settling --------------------------------------------------------------------------------------
def test_a_task_is_shared_out_to_further_units_once(running: Assignment, item: PlanItem, unit: Unit, other_unit: Unit, inspector: User, at: datetime) -> None:
    made = actions.share_out(item=item, units=[unit, other_unit], part=Part.ASSIST, actor=inspector, at=at)

    assert [(share.unit, share.part, share.due_on) for share in made] == [(other_unit, Part.ASSIST, item.due_on)]
    assert deadline_of(made[0], actions.DEADLINE).due_on == item.due_on
    with pytest.raises(DomainError, match="都已有分工"):
        actions.share_out(item=item, units=[unit], part=Part.LEAD, actor=inspector, at=at)


def test_settling_a_unit_gives_it_the_share_and_the_deadline(pending: Assignment, other_unit: Unit, inspector: User, at: datetime) -> None:
    share = actions.settle_unit(share=pending, unit=other_unit, actor=inspector, at=at)

    assert (share.unit, share.is_pending, share.unit_text) == (other_unit, False, "县生态环境局")
    assert deadline_of(share, actions.DEADLINE).unit == other_unit
    assert AuditEntry.objects.get(act="settle-unit").note == "县生态环境局"


def test_a_unit_is_not_settled_twice_in_one_task(running: Assignment, pending: Assignment, unit: Unit, inspector: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="已有分工"):
        actions.settle_unit(share=pending, unit=unit, actor=inspector, at=at)


def test_words_that_mean_no_unit_are_dropped_with_a_reason(pending: Assignment, item: PlanItem, inspector: User, at: datetime) -> None:
    actions.drop_share(share=pending, actor=inspector, at=at, reason="市级单位")

    assert not item.assignments.exists()
    assert AuditEntry.objects.get(act="drop-share").note == "县生态环境局：市级单位"


def test_a_share_of_an_issued_plan_is_not_dropped(running: Assignment, inspector: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="已经印发"):
        actions.drop_share(share=running, actor=inspector, at=at, reason="误列")


def test_a_share_of_a_draft_is_dropped(share: Assignment, item: PlanItem, inspector: User, at: datetime) -> None:
    actions.drop_share(share=share, actor=inspector, at=at, reason="误列")

    assert not item.assignments.exists()


@pytest.mark.parametrize(("day", "kind"), [(date(2026, 9, 30), TermKind.DATE), (None, TermKind.TBD)])
def test_settling_a_term_moves_the_shares_and_their_deadlines(
    running: Assignment, item: PlanItem, inspector: User, at: datetime, day: date | None, kind: str
) -> None:
    PlanItem.objects.update(needs_settling=True, term_kind=TermKind.UNCLEAR)

    item = actions.settle_term(item=item, actor=inspector, at=at, due_on=day)

    running.refresh_from_db()
    assert (item.due_on, item.needs_settling, item.term_kind, running.due_on) == (day, False, kind, day)
    opened = deadlines_for(running).open()
    assert [deadline.due_on for deadline in opened] == ([day] if day else [])


def test_a_day_of_a_units_own_is_left_alone(running: Assignment, item: PlanItem, inspector: User, at: datetime) -> None:
    Assignment.objects.update(due_on=date(2026, 4, 1))

    actions.settle_term(item=item, actor=inspector, at=at, due_on=date(2026, 9, 30))

    running.refresh_from_db()
    assert running.due_on == date(2026, 4, 1)


@pytest.mark.parametrize("status", [PlanStatus.SUBMITTED, PlanStatus.APPROVED])
@pytest.mark.parametrize("act", ["share_out", "settle_unit", "drop_share", "settle_term"])
def test_what_the_leader_judges_or_has_approved_stays_as_it_is(
    share: Assignment, item: PlanItem, unit: Unit, other_unit: Unit, inspector: User, at: datetime, act: str, status: PlanStatus
) -> None:
    words = Assignment.objects.create(item=item, unit_text="县生态环境局", is_pending=True)
    Plan.objects.update(status=status)
    asked: dict[str, dict[str, Any]] = {
        "share_out": {"item": item, "units": [other_unit], "part": Part.SHARE},
        "settle_unit": {"share": words, "unit": other_unit},
        "drop_share": {"share": share, "reason": "误列"},
        "settle_term": {"item": item, "due_on": None},
    }

    with pytest.raises(DomainError, match=f"{status.label}，任务和分工不能改动。需要改动的，请局领导退回修改。"):
        getattr(actions, act)(actor=inspector, at=at, **asked[act])
    assert set(item.assignments.values_list("unit", flat=True)) == {unit.pk, None}


@pytest.mark.parametrize("act", ["share_out", "settle_unit", "drop_share", "settle_term"])
def test_only_the_bureau_settles(
    running: Assignment, pending: Assignment, item: PlanItem, unit: Unit, unit_member: User, leader: User, at: datetime, act: str
) -> None:
    asked: dict[str, dict[str, Any]] = {
        "share_out": {"item": item, "units": [unit], "part": Part.SHARE},
        "settle_unit": {"share": pending, "unit": unit},
        "drop_share": {"share": running, "reason": "误列"},
        "settle_term": {"item": item, "due_on": None},
    }

    for actor in (unit_member, leader):
        with pytest.raises((PermissionDenied, Assignment.DoesNotExist, PlanItem.DoesNotExist)):
            getattr(actions, act)(actor=actor, at=at, **asked[act])


def test_words_without_a_unit_are_never_overdue(pending: Assignment) -> None:
    assert not Assignment.objects.overdue(date(2027, 1, 1)).exists()
    assert not pending.is_overdue(date(2027, 1, 1))


def test_issuing_to_many_units_asks_little_for_each(
    plan: Plan, item: PlanItem, leader: User, inspector: User, at: datetime, make_unit: Callable[..., Unit]
) -> None:
    for n in range(30):
        Assignment.objects.create(item=item, unit=make_unit(f"明川县第{n}局", f"X1{n:02d}"), unit_text="各行政执法部门", due_on=item.due_on)
    actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)
    actions.advance_plan(plan=plan, act=PlanAct.APPROVE, actor=leader, at=at)

    with CaptureQueriesContext(connection) as asked:
        actions.advance_plan(plan=plan, act=PlanAct.ISSUE, actor=inspector, at=at)

    assert Deadline.objects.open().filter(kind=actions.DEADLINE).count() == 30
    assert len(asked) < 40
