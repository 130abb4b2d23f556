"""整改闭环: who may do what, what is refused, and that the accepter is never the filer."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from core.audit.models import AuditEntry
from core.errors import DomainError, IllegalTransition, StaleForm
from core.notices.actions import deadline_of
from core.notices.models import Message
from core.workflow import next_status
from rectification import actions
from rectification.actions import ProblemText
from rectification.models import Order, Verdict
from rectification.workflow import TRANSITIONS, Act, Status

pytestmark = pytest.mark.django_db
LEGAL = {(status, act) for act, rule in TRANSITIONS.items() for status in rule.sources}


def verdicts(order, verdict=Verdict.PASS):
    return {problem.pk: (verdict, "") for problem in order.problems.all()}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", Act)
def test_only_listed_transitions_pass(act, status):
    if (status, act) in LEGAL:
        assert next_status(TRANSITIONS, act, status) == TRANSITIONS[act].target
    else:
        with pytest.raises(IllegalTransition):
            next_status(TRANSITIONS, act, status)


def test_order_is_numbered_by_year_and_its_deadline_counts_thirty_days(order):
    """From 5 March the thirtieth day is Saturday 4 April, in the 清明 holiday, which rolls to 7 April."""
    assert order.number == "明司整〔2026〕1号"
    assert (order.due_on, deadline_of(order, "rectification").due_on) == (date(2026, 4, 7), date(2026, 4, 7))


def test_the_audit_of_issuing_names_the_number_and_no_fact(order):
    assert AuditEntry.objects.get(act="issue").note == order.number


def test_issuing_tells_the_liaison_of_the_unit_and_nobody_else(order, unit_member, outsider):
    told = set(Message.objects.filter(channel="in_app").values_list("recipient_id", flat=True))

    assert told == {unit_member.pk}


def test_order_without_a_problem_is_refused(inspector, unit, at):
    with pytest.raises(DomainError, match="至少要写明一个问题"):
        actions.issue_order(unit=unit, title="空", problems=[], source_kind="manual", source_label="x", actor=inspector, at=at)

    assert not Order.objects.exists()


def test_liaison_may_not_issue(unit_member, unit, at):
    with pytest.raises(PermissionDenied):
        actions.issue_order(unit=unit, title="x", problems=[ProblemText("x")], source_kind="manual", source_label="x", actor=unit_member, at=at)


def test_another_units_liaison_cannot_even_find_the_order(order, outsider, at):
    with pytest.raises(Order.DoesNotExist):
        actions.acknowledge(order=order, actor=outsider, at=at)


def test_report_is_refused_while_answers_or_evidence_are_missing(order, unit_member, at):
    actions.acknowledge(order=order, actor=unit_member, at=at)
    actions.submit_plan(order=order, actor=unit_member, at=at, responsible="王海棠", plan="…")
    actions.answer_problems(order=order, actor=unit_member, at=at, answers={order.problems.first().pk: "已补正。"})

    with pytest.raises(DomainError, match="还缺 3 项：第 2 项的整改情况、第 1 项的佐证材料、第 2 项的佐证材料"):
        actions.submit_report(order=order, actor=unit_member, at=at)


def test_second_colleague_who_saves_an_old_page_is_told(answered, unit_member, at):
    first, second = answered.problems.all()
    with pytest.raises(StaleForm, match="同事刚刚填报了第 1 项"):
        actions.answer_problems(
            order=answered, actor=unit_member, at=at, answers={first.pk: "另一种说法", second.pk: "已补齐"}, seen={first.pk: "", second.pk: "已补正。"}
        )

    assert [problem.answer for problem in answered.problems.all()] == ["已补正。", "已补正。"]


def test_an_answer_left_as_it_was_seen_neither_overwrites_nor_loses_its_verdict(answered, unit_member, at):
    """Two colleagues write to different problems of one page; what passed before stays passed."""
    first, second = answered.problems.all()
    answered.problems.filter(pk=first.pk).update(verdict=Verdict.PASS)

    actions.answer_problems(
        order=answered, actor=unit_member, at=at, answers={first.pk: "旧页上的", second.pk: "已补齐"}, seen={first.pk: "旧页上的", second.pk: "已补正。"}
    )

    assert list(answered.problems.values_list("answer", "verdict")) == [("已补正。", "pass"), ("已补齐", "")]
    assert AuditEntry.objects.filter(act="answer-problem").latest("pk").note == "第 2 项"


def test_whoever_wrote_the_answers_neither_approves_nor_accepts_what_a_colleague_files(answered, unit_member, make_person, unit, bureau, at):
    """As after a hand-over: one answers, the other files."""
    twins = [make_person("陆思齐", f"twin_{role}", role, home) for role, home in (("dept_leader", unit), ("bureau_staff", bureau))]
    User.objects.filter(pk__in=[twin.pk for twin in twins]).update(person_key=unit_member.person_key)
    leader, staff = (User.objects.get(pk=twin.pk) for twin in twins)
    actions.submit_report(order=answered, actor=make_person("何同", "colleague", "dept_liaison", unit), at=at)

    with pytest.raises(DomainError, match="填报人不能审核"):
        actions.approve_report(order=answered, actor=leader, at=at)
    actions.approve_report(order=answered, actor=make_person("方主任", "other_leader", "dept_leader", unit), at=at)
    with pytest.raises(DomainError, match="填报人不能验收"):
        actions.accept_order(order=answered, actor=staff, at=at)


def test_filer_may_not_approve_for_the_unit_even_under_another_account(answered, unit_member, make_person, unit, at):
    twin = make_person("陆思齐", "unit_member2", "dept_leader", unit)
    twin.person_key = unit_member.person_key
    twin.save(update_fields=["person_key"])
    actions.submit_report(order=answered, actor=unit_member, at=at)

    with pytest.raises(DomainError, match="填报人不能审核"):
        actions.approve_report(order=answered, actor=twin, at=at)


def test_acceptance_closes_order_and_deadline(reported, inspector, at):
    order = actions.accept_order(order=reported, actor=inspector, at=at, opinion="已核对。", verdicts=verdicts(reported))

    order.refresh_from_db()
    assert (order.status, order.accepted_by, order.closed_at) == (Status.CLOSED, inspector, at)
    assert deadline_of(order, "rectification").done_on == date(2026, 3, 5)


def test_acceptance_is_refused_while_a_problem_is_unjudged(reported, inspector, at):
    with pytest.raises(DomainError, match="还有第 1、2 项未通过"):
        actions.accept_order(order=reported, actor=inspector, at=at)

    reported.refresh_from_db()
    assert reported.status == Status.REPORT_SUBMITTED


def test_returned_order_keeps_its_deadline_and_says_why(reported, inspector, at):
    due_on = reported.due_on
    order = actions.return_order(order=reported, actor=inspector, at=at, reason="缺审核意见原件", verdicts=verdicts(reported, Verdict.RETURN))

    order.refresh_from_db()
    assert (order.status, order.opinion, order.due_on, order.filed_by) == (Status.RETURNED, "缺审核意见原件", due_on, None)


def test_database_keeps_accepter_apart_from_filer(reported, at):
    Order.objects.filter(pk=reported.pk).update(filed_by=reported.issued_by)

    with pytest.raises(IntegrityError, match="order_accepter_is_not_filer"), transaction.atomic():
        Order.objects.filter(pk=reported.pk).update(accepted_by=reported.issued_by)


def test_database_keeps_closing_fields_together(order):
    with pytest.raises(IntegrityError, match="order_closed_fields_together"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(status=Status.CLOSED)


def test_reopened_order_has_a_new_deadline_and_a_count(reported, inspector, at):
    order = actions.accept_order(order=reported, actor=inspector, at=at, verdicts=verdicts(reported))
    order = actions.reopen_order(order=order, actor=inspector, at=at, reason="回访发现未落实")

    order.refresh_from_db()
    assert (order.status, order.reopened, order.accepted_by) == (Status.IN_PROGRESS, 1, None)
    assert deadline_of(order, "rectification").due_on == order.due_on


def test_same_type_within_twelve_months_is_marked_as_recurring(inspector, unit, at):
    facts = {
        "unit": unit,
        "title": "x",
        "problems": [ProblemText("x")],
        "source_kind": "manual",
        "source_label": "x",
        "actor": inspector,
        "at": at,
        "issue_type": "no_legal_review",
    }

    later = facts | {"at": at + timedelta(days=1)}
    assert [actions.issue_order(**facts).is_recurring, actions.issue_order(**later).is_recurring] == [False, True]


def test_orders_of_one_letter_do_not_make_each_other_recurring(inspector, unit, at):
    facts = {
        "unit": unit,
        "title": "x",
        "problems": [ProblemText("x")],
        "source_kind": "manual",
        "source_label": "x",
        "actor": inspector,
        "at": at,
        "issue_type": "no_legal_review",
    }

    assert [actions.issue_order(**facts).is_recurring, actions.issue_order(**facts).is_recurring] == [False, False]


@transaction.atomic
def _issue_and_fail(inspector, unit, at):
    actions.issue_order(unit=unit, title="x", problems=[ProblemText("x")], source_kind="manual", source_label="x", actor=inspector, at=at)
    raise RuntimeError


def test_numbers_are_gapless_when_an_issue_fails(order, inspector, unit, at):
    with pytest.raises(RuntimeError):
        _issue_and_fail(inspector, unit, at)

    second = actions.issue_order(unit=unit, title="x", problems=[ProblemText("x")], source_kind="manual", source_label="x", actor=inspector, at=at)

    assert second.number == "明司整〔2026〕2号"


def test_acts_that_turn_somebody_down_say_why(reported, inspector, unit_leader, unit_member, at):
    with pytest.raises(DomainError, match="请填写理由"):
        actions.return_order(order=reported, actor=inspector, at=at, reason=" ", verdicts=verdicts(reported, Verdict.RETURN))
    actions.withdraw(order=reported, actor=unit_member, at=at)
    actions.submit_report(order=reported, actor=unit_member, at=at)
    with pytest.raises(DomainError, match="请填写理由"):
        actions.send_back(order=reported, actor=unit_leader, at=at, reason="")

    asked = actions.request_extension(order=reported, actor=unit_member, at=at, new_due_on=reported.due_on + timedelta(days=6), reason="相对人外出")
    with pytest.raises(DomainError, match="请填写理由"):
        actions.refuse_extension(extension=asked, actor=inspector, at=at, note="")


def test_order_out_of_sight_is_not_urged(order, inspector, at, monkeypatch):
    monkeypatch.setattr(Order.objects.all().__class__, "visible_to", lambda orders, user: orders.none())

    with pytest.raises(Order.DoesNotExist):
        actions.urge(order=order, actor=inspector, at=at)
