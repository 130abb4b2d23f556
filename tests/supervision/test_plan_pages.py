"""计划台账的页: who sees what, what is offered to whom, and what it costs the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from core.errors import DomainError
from core.files.models import StoredFile
from core.lists.desk import figures_of
from supervision.plans import actions, evidence
from supervision.plans.desk import figures, tasks
from supervision.plans.forms import ShareForm, UnitForm
from supervision.plans.models import Assignment, Measure, Plan, PlanItem
from supervision.plans.reading.shares import Part
from supervision.plans.workflow import PlanAct, PlanStatus, ShareStatus
from tests.supervision.conftest import one_page_pdf

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


@pytest.mark.parametrize("page", ["plan", "item", "share"])
def test_a_page_is_for_the_bureau_and_the_unit_and_does_not_exist_for_others(
    running: Assignment, item: PlanItem, client_for: ClientFor, inspector: User, unit_member: User, outsider: User, client: Client, page: str
) -> None:
    address = {"plan": item.plan, "item": item, "share": running}[page].get_absolute_url()

    assert [client_for(person).get(address).status_code for person in (inspector, unit_member, outsider)] == [200, 200, 404]
    assert client.get(address).status_code == 302


def test_a_unit_does_not_see_the_shares_of_others(
    running: Assignment, item: PlanItem, other_unit: Unit, client_for: ClientFor, unit_member: User, inspector: User
) -> None:
    Assignment.objects.create(item=item, unit=other_unit, unit_text="交通局", due_on=item.due_on)

    assert "交通运输局" not in text(client_for(unit_member), item.get_absolute_url())
    assert "交通运输局" in text(client_for(inspector), item.get_absolute_url())
    assert "交通运输局" not in text(client_for(unit_member), reverse("supervision:assignment-list"))


def test_a_plan_that_is_not_issued_is_hidden_from_units(share: Assignment, plan: Plan, client_for: ClientFor, unit_member: User) -> None:
    assert client_for(unit_member).get(plan.get_absolute_url()).status_code == 404
    assert client_for(unit_member).get(share.get_absolute_url()).status_code == 404
    assert plan.name not in text(client_for(unit_member), reverse("supervision:plan-list"))


@pytest.mark.parametrize("act", ["confirm", "return", "finish"])
def test_the_unit_has_no_power_over_the_answer(submitted: Assignment, client_for: ClientFor, unit_member: User, act: str) -> None:
    assert client_for(unit_member).post(reverse(f"supervision:assignment-{act}", args=[submitted.pk]), {"reason": "补清单"}).status_code == 403


@pytest.mark.parametrize("name", ["assignment-settle", "assignment-drop"])
def test_the_unit_settles_nothing(running: Assignment, client_for: ClientFor, unit_member: User, outsider: User, name: str) -> None:
    address = reverse(f"supervision:{name}", args=[running.pk])

    assert client_for(unit_member).post(address).status_code == 403
    assert client_for(outsider).post(address).status_code == 404


def test_the_liaison_reports_on_the_page(running: Assignment, client_for: ClientFor, unit_member: User) -> None:
    liaison = client_for(unit_member)
    assert liaison.post(reverse("supervision:assignment-submit", args=[running.pk]), {"text": ""}).status_code == 422
    assert liaison.post(reverse("supervision:assignment-submit", args=[running.pk]), {"text": "完成", "is_done": "on"}).status_code == 422

    assert liaison.post(reverse("supervision:assignment-submit", args=[running.pk]), {"text": "已评查 20 卷。"}).status_code == 302
    page = text(liaison, running.get_absolute_url())
    assert "待司法局确认" in page
    assert "已评查 20 卷。" in page


def test_a_draft_is_there_again_and_nobody_else_reads_it(running: Assignment, client_for: ClientFor, unit_member: User, inspector: User) -> None:
    client_for(unit_member).post(reverse("supervision:assignment-save", args=[running.pk]), {"text": "写到一半的话"})

    assert "写到一半的话" in text(client_for(unit_member), running.get_absolute_url())
    assert "写到一半的话" not in text(client_for(inspector), running.get_absolute_url())


def test_the_bureau_answers_on_the_page(submitted: Assignment, client_for: ClientFor, inspector: User, unit_member: User) -> None:
    bureau = client_for(inspector)
    assert "审核进展" in text(bureau, submitted.get_absolute_url())
    assert bureau.post(reverse("supervision:assignment-return", args=[submitted.pk]), {"reason": ""}).status_code == 422

    answer = {"reason": "请补问题清单", "seen": submitted.progress.get().pk}
    assert bureau.post(reverse("supervision:assignment-return", args=[submitted.pk]), answer).status_code == 302
    assert "退回理由：请补问题清单" in text(client_for(unit_member), submitted.get_absolute_url())


@pytest.mark.parametrize("act", ["confirm", "return", "finish"])
def test_an_answer_to_a_report_that_was_rewritten_meanwhile_is_refused_and_kept(
    submitted: Assignment, client_for: ClientFor, inspector: User, unit_member: User, at: datetime, act: str
) -> None:
    bureau, seen = client_for(inspector), submitted.progress.get().pk
    assert f'name="seen" value="{seen}"' in text(bureau, submitted.get_absolute_url())
    share = actions.withdraw_progress(share=submitted, actor=unit_member, at=at)
    actions.submit_progress(share=share, actor=unit_member, at=at, text="尚未开展。")

    answer = bureau.post(reverse(f"supervision:assignment-{act}", args=[share.pk]), {"reason": "请补问题清单", "seen": seen})

    share.refresh_from_db()
    page = answer.content.decode()
    assert (answer.status_code, share.status) == (409, ShareStatus.SUBMITTED)
    assert f"{unit_member} {timezone.localtime(at):%m-%d %H:%M} 重新报送了进展，本次没有办理" in page
    assert f'name="seen" value="{share.progress.first().pk}"' in page
    assert ("请补问题清单" in page) == (act == "return")


def test_the_reason_stands_on_a_continuing_task_whose_further_report_was_returned(
    submitted: Assignment, client_for: ClientFor, inspector: User, unit_member: User, at: datetime
) -> None:
    PlanItem.objects.update(is_continuing=True)
    share = actions.finish_share(share=submitted, actor=inspector, at=at)
    share = actions.submit_progress(share=share, actor=unit_member, at=at, text="下半年继续")
    actions.return_progress(share=share, actor=inspector, at=at, reason="请补问题清单")

    assert "退回理由：请补问题清单" in text(client_for(unit_member), share.get_absolute_url())


def test_a_reason_too_long_to_keep_is_said_at_the_field(submitted: Assignment, client_for: ClientFor, inspector: User) -> None:
    answer = client_for(inspector).post(reverse("supervision:assignment-return", args=[submitted.pk]), {"reason": "补" * 301})

    assert answer.status_code == 422
    assert "补" * 301 in answer.content.decode()


def test_words_that_were_not_understood_are_settled_on_the_task(
    pending: Assignment, item: PlanItem, other_unit: Unit, client_for: ClientFor, inspector: User
) -> None:
    PlanItem.objects.update(needs_settling=True, due_on=None)
    bureau = client_for(inspector)
    page = text(bureau, item.get_absolute_url())
    assert "县生态环境局" in page
    assert "时限待确认" in page

    assert bureau.post(reverse("supervision:assignment-settle", args=[pending.pk]), {"unit": ""}).status_code == 422
    bureau.post(reverse("supervision:assignment-settle", args=[pending.pk]), {"unit": other_unit.pk})
    assert bureau.post(reverse("supervision:item-settle-term", args=[item.pk]), {"due_on": "三月"}).status_code == 422
    assert bureau.post(reverse("supervision:item-settle-term", args=[item.pk]), {}).status_code == 422
    bureau.post(reverse("supervision:item-settle-term", args=[item.pk]), {"due_on": "2026-09-30"})

    item.refresh_from_db()
    assert (item.due_on, item.needs_settling, item.assignments.get().unit) == (date(2026, 9, 30), False, other_unit)


def test_what_was_put_in_stands_beside_its_refusal(running: Assignment, item: PlanItem, unit: Unit, client_for: ClientFor, inspector: User) -> None:
    bureau = client_for(inspector)

    taken = bureau.post(reverse("supervision:item-share-out", args=[item.pk]), {"units": [unit.pk], "part": Part.LEAD})
    unread = bureau.post(reverse("supervision:item-settle-term", args=[item.pk]), {"due_on": "三月"})

    assert taken.context["share_form"].data["part"] == Part.LEAD
    assert "已有分工" in taken.content.decode()
    assert 'value="三月"' in unread.content.decode()


def test_the_figures_of_a_plan_open_their_tasks(running: Assignment, plan: Plan, client_for: ClientFor, inspector: User) -> None:
    bureau = client_for(inspector)
    done = f"{reverse('supervision:assignment-list')}?plan={plan.pk}&status=done&status=done_continuing"

    assert done in text(bureau, reverse("supervision:plan-list")).replace("&amp;", "&")
    assert running.item.bare_text not in text(bureau, done)
    Assignment.objects.update(status=ShareStatus.DONE)
    assert running.item.bare_text in text(bureau, done)


def test_a_task_without_units_is_shared_out_on_its_page(item: PlanItem, unit: Unit, other_unit: Unit, client_for: ClientFor, inspector: User) -> None:
    bureau = client_for(inspector)
    assert "还没有分解到单位" in text(bureau, item.get_absolute_url())

    bureau.post(reverse("supervision:item-share-out", args=[item.pk]), {"units": [unit.pk, other_unit.pk], "part": Part.LEAD})

    assert {share.unit for share in item.assignments.all()} == {unit, other_unit}


def test_the_plan_shows_what_is_late_unsettled_and_done(running: Assignment, pending: Assignment, plan: Plan, client_for: ClientFor, inspector: User) -> None:
    Assignment.objects.update(due_on=date(2026, 1, 1))
    page = text(client_for(inspector), plan.get_absolute_url())

    assert 'class="is-late"' in page
    assert "待确认单位" in page
    assert "没有符合条件的任务" not in text(client_for(inspector), f"{plan.get_absolute_url()}?show=late")
    Assignment.objects.filter(pk=running.pk).update(status=ShareStatus.DONE)
    assert "没有符合条件的任务" in text(client_for(inspector), f"{plan.get_absolute_url()}?show=late")


def test_a_plan_that_is_not_settled_says_so_before_it_takes_effect(
    share: Assignment, item: PlanItem, plan: Plan, client_for: ClientFor, inspector: User, at: datetime
) -> None:
    bureau = client_for(inspector)
    assert "项任务待确认" not in text(bureau, plan.get_absolute_url())
    assert [task.verb for task in tasks(inspector, at.date())] == ["送审"]

    unread, strange, nobody = (PlanItem.objects.create(plan=plan, number=n, text=f"{n}.任务", needs_settling=n == 2, term_text="尽快") for n in (2, 3, 4))
    Assignment.objects.create(item=unread, unit=share.unit, unit_text="市监局")
    Assignment.objects.create(item=strange, unit_text="县某某办", is_pending=True)

    page = text(bureau, plan.get_absolute_url())
    assert "还有 3 项任务待确认：完成时限看不懂 1 项，责任单位看不懂 1 项，没有责任单位 1 项。" in page
    shown = text(bureau, f"{plan.get_absolute_url()}?show=settle")
    assert all(one.get_absolute_url() in shown for one in (unread, strange, nobody))
    assert item.get_absolute_url() not in shown
    (_, row) = tasks(inspector, at.date())
    assert (row.title, row.verb, row.url) == (f"待确认任务 3 项：{plan}", "确认", f"{plan.get_absolute_url()}?show=settle")
    Plan.objects.filter(pk=plan.pk).update(status="issued")
    assert "还有 3 项任务待确认" in text(bureau, plan.get_absolute_url())


@pytest.mark.parametrize(("status", "is_asked"), [("in_progress", True), ("approved", False), ("evaluated", False)])
def test_the_desk_asks_to_settle_tasks_while_they_may_be_changed(
    item: PlanItem, plan: Plan, client_for: ClientFor, inspector: User, leader: User, unit_member: User, at: datetime, status: str, is_asked: bool
) -> None:
    Plan.objects.filter(pk=plan.pk).update(status=status)

    asked = [task.title for task in tasks(inspector, at.date()) if task.verb == "确认"]
    assert asked == ([f"待确认任务 1 项：{plan}"] if is_asked else [])
    assert [*tasks(leader, at.date()), *tasks(unit_member, at.date())] == []
    assert ("还有 1 项任务待确认" in text(client_for(inspector), plan.get_absolute_url())) == (status == "approved")


def test_a_task_is_done_when_its_leading_units_are(
    running: Assignment, item: PlanItem, other_unit: Unit, plan: Plan, client_for: ClientFor, inspector: User
) -> None:
    Assignment.objects.create(item=item, unit=other_unit, unit_text="交通局", part=Part.ASSIST, due_on=date(2099, 6, 30))
    Assignment.objects.filter(pk=running.pk).update(status=ShareStatus.DONE)

    page = text(client_for(inspector), plan.get_absolute_url())
    assert "整体完成 1 项" in page
    assert "1/2" in page
    assert "牵头已完成" in page
    assert item.bare_text in text(client_for(inspector), f"{plan.get_absolute_url()}?show=open")
    Assignment.objects.update(status=ShareStatus.DONE)
    assert "牵头已完成" not in text(client_for(inspector), plan.get_absolute_url())


def test_a_task_is_given_only_to_units_in_sight(item: PlanItem, pending: Assignment, unit: Unit, other_unit: Unit, inspector: User, unit_member: User) -> None:
    for form, name in ((UnitForm, "unit"), (ShareForm, "units")):
        assert list(form(unit_member).fields[name].queryset) == [unit]
        assert {unit, other_unit} <= set(form(inspector).fields[name].queryset)


def test_measures_of_a_merged_cell_stand_on_every_task_of_it(item: PlanItem, client_for: ClientFor, inspector: User) -> None:
    Measure.objects.create(item=item, position=1, number=1, text="合用的措施。")
    second = PlanItem.objects.create(plan=item.plan, number=2, text="2.另一项", measures_span=[1, 2])

    assert "合用的措施。" in text(client_for(inspector), second.get_absolute_url())


def test_a_new_plan_is_made_by_the_bureau(client_for: ClientFor, inspector: User, unit_member: User) -> None:
    address, data = reverse("supervision:plan-new"), {"name": "2027 年计划", "kind": "annual", "first_year": 2027, "last_year": 2027}
    assert client_for(unit_member).post(address, data).status_code == 403
    assert client_for(inspector).post(address, {**data, "last_year": 2026}).status_code == 422
    assert client_for(inspector).post(address, {**data, "first_year": 3}).status_code == 422

    assert client_for(inspector).post(address, data).status_code == 302
    assert Plan.objects.get(name="2027 年计划").created_by == inspector


def test_an_unknown_act_of_a_plan_does_not_exist(plan: Plan, client_for: ClientFor, inspector: User) -> None:
    assert client_for(inspector).post(reverse("supervision:plan-advance", args=[plan.pk, "burn"])).status_code == 404


def test_an_act_out_of_turn_is_refused_in_words(plan: Plan, client_for: ClientFor, inspector: User) -> None:
    answer = client_for(inspector).post(reverse("supervision:plan-advance", args=[plan.pk, "close"]), follow=True)

    assert "不能办结" in answer.content.decode()


# --- evidence ------------------------------------------------------------------------------------------------------
def test_evidence_is_added_by_the_unit_while_the_task_is_with_it(running: Assignment, unit_member: User, inspector: User, outsider: User, at: datetime) -> None:
    target = f"share:{running.pk}"
    assert evidence.may_upload(unit_member, target) == running.unit
    with pytest.raises(Http404):
        evidence.may_upload(outsider, target)

    Assignment.objects.update(status=ShareStatus.SUBMITTED)
    with pytest.raises(DomainError, match="不能再加佐证"):
        evidence.may_upload(unit_member, target)


def test_evidence_is_uploaded_seen_by_both_and_by_nobody_else(
    running: Assignment, client_for: ClientFor, unit_member: User, inspector: User, outsider: User
) -> None:
    file = SimpleUploadedFile("总结.pdf", one_page_pdf(), content_type="application/pdf")
    answer = client_for(unit_member).post(reverse("core:upload-plain"), {"purpose": "progress", "target": f"share:{running.pk}", "files": [file]})
    assert answer.status_code == 302

    stored = StoredFile.objects.get(purpose="progress")
    assert (stored.owner_kind, stored.owner_id) == ("supervision.assignment", str(running.pk))
    assert "总结.pdf" in text(client_for(inspector), running.get_absolute_url())
    seen = [client_for(person).get(reverse("core:file-download", args=[stored.pk])).status_code for person in (unit_member, inspector, outsider)]
    assert seen == [200, 200, 404]


# --- what it costs -------------------------------------------------------------------------------------------------
def _more(plan: Plan, units: list[Unit], count: int) -> None:
    for number in range(2, 2 + count):
        item = PlanItem.objects.create(plan=plan, number=number, text=f"{number}.任务", due_on=date(2026, 6, 30))
        Measure.objects.create(item=item, position=1, text="措施")
        for unit in units:
            Assignment.objects.create(item=item, unit=unit, unit_text=unit.short_name, due_on=item.due_on)


@pytest.mark.parametrize("page", ["plans", "plan", "shares", "item", "share"])
@pytest.mark.parametrize("who", ["inspector", "unit_member"])
def test_a_page_asks_the_same_for_one_row_and_for_many(
    running: Assignment, item: PlanItem, other_unit: Unit, client_for: ClientFor, request: pytest.FixtureRequest, page: str, who: str
) -> None:
    addresses: dict[str, Any] = {"plans": reverse("supervision:plan-list"), "shares": reverse("supervision:assignment-list")}
    address = addresses.get(page) or {"plan": item.plan, "item": item, "share": running}[page].get_absolute_url()
    client = client_for(request.getfixturevalue(who))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    _more(item.plan, [running.unit, other_unit], 3)
    Assignment.objects.create(item=item, unit=other_unit, unit_text="交通局", due_on=item.due_on)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) <= len(one)
    assert len(one) <= 16


def test_a_ledger_of_two_thousand_shares_stays_one_page(
    running: Assignment, item: PlanItem, make_unit: Callable[..., Unit], client_for: ClientFor, inspector: User
) -> None:
    units = [make_unit(f"明川县第{n}局", f"X1{n:02d}") for n in range(50)]
    items = PlanItem.objects.bulk_create(PlanItem(plan=item.plan, number=n, group="清单", text=f"{n}.任务", due_on=date(2026, 6, 30)) for n in range(2, 52))
    Assignment.objects.bulk_create(Assignment(item=one, unit=unit, unit_text=unit.short_name, due_on=one.due_on) for one in items for unit in units)

    client = client_for(inspector)
    client.get(item.plan.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        page = text(client, item.plan.get_absolute_url())

    assert len(asked) <= 16
    assert "2501" in page
    assert len(page) < 200_000


def test_the_desk_names_what_waits(submitted: Assignment, inspector: User, unit_member: User, at: datetime) -> None:
    assert [task.verb for task in tasks(inspector, date(2026, 3, 5))] == ["确认"]
    actions.return_progress(share=submitted, actor=inspector, at=at, reason="补清单")
    assert [task.kind for task in tasks(unit_member, date(2026, 3, 5))] == ["退回件"]
    assert figures_of(figures(unit_member, date(2026, 7, 1)))[0].value == "1"


def test_the_page_of_a_draft_says_who_acts_next_and_offers_it_to_them(plan: Plan, inspector: User, leader: User, client_for: Callable[[User], Client]) -> None:
    url = plan.get_absolute_url()

    assert "下一步：任务齐全后由监督岗送审" in text(client_for(inspector), url)
    client_for(inspector).post(f"{url}submit/")

    assert "下一步：由局领导审定" in text(client_for(inspector), url)
    assert "退回修改…" in text(client_for(leader), url)
    plan.refresh_from_db()
    assert client_for(leader).post(f"{url}return/", {"reason": "缺时限", "seen": actions.sending_of(plan)}).status_code == 302
    plan.refresh_from_db()
    assert plan.status == "draft"


@pytest.mark.parametrize(("reason", "said"), [("缺" * 301, "300"), (" ", "请填写理由。")])
def test_a_reason_for_returning_is_kept_whole_or_refused(
    plan: Plan, inspector: User, leader: User, at: datetime, client_for: ClientFor, reason: str, said: str
) -> None:
    plan = actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)

    answer = client_for(leader).post(f"{plan.get_absolute_url()}return/", {"reason": reason, "seen": actions.sending_of(plan)})

    page = answer.content.decode()
    assert (answer.status_code, Plan.objects.get().status) == (422, PlanStatus.SUBMITTED)
    assert (said in page, reason.strip() in page, '<details class="md-fold" open>' in page) == (True, True, True)


@pytest.mark.parametrize("act", ["approve", "return"])
def test_a_leader_judges_only_the_sending_on_his_page(
    plan: Plan, inspector: User, leader: User, at: datetime, client_for: Callable[[User], Client], act: str
) -> None:
    plan = actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)
    seen, url = actions.sending_of(plan), plan.get_absolute_url()
    assert f'name="seen" value="{seen}"' in text(client_for(leader), url)
    actions.advance_plan(plan=plan, act=PlanAct.RETURN, actor=leader, at=at, reason="缺时限")
    plan = actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at + timedelta(minutes=5))

    answer = client_for(leader).post(f"{url}{act}/", {"reason": "第 1 项没有时限", "seen": seen})

    page = answer.content.decode()
    assert (answer.status_code, Plan.objects.get().status) == (409, PlanStatus.SUBMITTED)
    assert f"{inspector} {timezone.localtime(plan.submitted_at):%m-%d %H:%M} 重新送审" in page
    assert ("第 1 项没有时限" in page) == (act == "return")
    assert client_for(leader).post(f"{url}{act}/", {"reason": "第 1 项没有时限", "seen": actions.sending_of(plan)}).status_code == 302


def test_the_task_of_a_sent_plan_offers_no_change_and_says_how_it_is_made(
    plan: Plan, item: PlanItem, inspector: User, at: datetime, client_for: ClientFor
) -> None:
    assert "分解到单位" in text(client_for(inspector), item.get_absolute_url())
    actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)

    page = text(client_for(inspector), item.get_absolute_url())
    assert "分解到单位" not in page.replace("还没有分解到单位", "")
    assert "待审定，任务和分工不能改动。需要改动的，请局领导退回修改。" in page
    assert "导入台账" not in text(client_for(inspector), plan.get_absolute_url())
