"""整改台账与整改事项: what each of the three sees, and the acts as POSTs."""

import csv
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from core.audit.models import AuditEntry
from rectification import actions
from rectification.actions import ProblemText, issue_order
from rectification.lists import action
from rectification.models import Extension, Order, Progress
from rectification.workflow import Status

pytestmark = pytest.mark.django_db
LIST = "/rectification/orders/"


def page_of(order):
    return reverse("rectification:order-detail", args=[order.pk])


def test_bureau_and_unit_see_the_order_and_a_stranger_gets_404(order, inspector, unit_member, outsider, client_for):
    answers = [client_for(person).get(page_of(order)).status_code for person in (inspector, unit_member, outsider)]

    assert answers == [200, 200, 404]


def test_list_shows_a_unit_only_its_own_orders(order, unit_member, outsider, client_for):
    mine = client_for(unit_member).get(LIST).content.decode()
    theirs = client_for(outsider).get(LIST).content.decode()

    assert order.number in mine
    assert order.number not in theirs


def test_list_costs_the_same_for_one_and_three_orders(order, inspector, unit, at, client_for, django_assert_num_queries):
    client = client_for(inspector)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
    for _ in range(2):
        issue_order(unit=unit, title="x", problems=[ProblemText("x")], source_kind="manual", source_label="x", actor=inspector, at=at)

    with django_assert_num_queries(8):
        client.get(LIST)


def test_list_tells_the_latest_progress_and_what_comes_back(order, inspector, unit_member, at, client_for):
    for text in ("已自查", "已补正三卷"):
        Progress.objects.create(order=order, actor=unit_member, at=at, text=text)
    Order.objects.filter(pk=order.pk).update(is_recurring=True)

    page = client_for(inspector).get(LIST, {"columns": "number,progress,recurring,status"}).content.decode()

    assert "最新进展" in page
    assert "已补正三卷" in page
    assert "已自查" not in page
    assert ">复发</td>" in page


def test_liaison_signs_for_the_order_from_its_page(order, unit_member, client_for):
    client = client_for(unit_member)

    answer = client.post(f"{page_of(order)}acknowledge/", follow=True)

    order.refresh_from_db()
    assert order.status == Status.ACKNOWLEDGED
    assert "已签收" in answer.content.decode()


def test_bureau_cannot_sign_for_the_unit(order, inspector, client_for):
    assert client_for(inspector).post(f"{page_of(order)}acknowledge/").status_code == 403


def test_second_click_is_answered_in_words(order, unit_member, client_for):
    client = client_for(unit_member)
    client.post(f"{page_of(order)}acknowledge/")

    answer = client.post(f"{page_of(order)}acknowledge/")

    assert answer.status_code == 422
    assert f"该事项已由{unit_member.name}办理，现为“已签收”，不能签收。" in answer.content.decode()


def test_return_without_words_is_asked_for_them(reported, inspector, client_for):
    answer = client_for(inspector).post(
        f"{page_of(reported)}return/", {f"problem-{p.pk}": "return" for p in reported.problems.all()} | {"seen": reported.last_act()}
    )

    assert answer.status_code == 422
    assert "请填写退回理由" in answer.content.decode()


def test_what_is_said_to_a_return_is_kept_whole_beside_each_problem(reported, inspector, client_for):
    said = "缺" * 400
    judged = {f"problem-{problem.pk}": "return" for problem in reported.problems.all()}

    client_for(inspector).post(f"{page_of(reported)}return/", {**judged, "opinion": said, "seen": reported.last_act()})

    assert {problem.verdict_note for problem in reported.problems.all()} == {said}


def test_a_call_told_at_length_is_refused_not_cut(order, inspector, client_for):
    answer = client_for(inspector).post(f"{page_of(order)}urge-phone/", {"person": "高晓东", "note": "忙" * 301})

    order.refresh_from_db()
    assert (answer.status_code, "忙" * 301 in answer.content.decode(), order.urged) == (422, True, 0)


def test_acceptance_from_the_page_closes_the_order(reported, inspector, client_for):
    judged = {f"problem-{problem.pk}": "pass" for problem in reported.problems.all()}

    client_for(inspector).post(f"{page_of(reported)}accept/", {**judged, "opinion": "已核对原件。", "seen": reported.last_act()})

    reported.refresh_from_db()
    assert (reported.status, reported.accepted_by) == (Status.CLOSED, inspector)


def test_get_on_an_act_is_not_allowed(order, unit_member, client_for):
    assert client_for(unit_member).get(f"{page_of(order)}acknowledge/").status_code == 405


def test_urging_many_with_one_out_of_sight_changes_nothing(order, inspector, client_for):
    client_for(inspector).post(f"{LIST}urge/", {"pk": [order.pk, order.pk + 999]})

    order.refresh_from_db()
    assert order.urged == 0


def test_urging_many_counts_on_each_order(order, inspector, client_for):
    client_for(inspector).post(f"{LIST}urge/", {"pk": [order.pk]})

    order.refresh_from_db()
    assert order.urged == 1


def test_urging_that_reaches_nobody_is_neither_counted_nor_called_done(order, inspector, client_for):
    client = client_for(inspector)

    pages = [client.post(f"{page_of(order)}urge/", follow=True).content.decode() for _ in range(2)]
    again = client.post(f"{LIST}urge/", {"pk": [order.pk]}, follow=True).content.decode()

    order.refresh_from_db()
    assert order.urged == 1
    assert AuditEntry.objects.filter(act="urge", target_kind="rectification.order").count() == 1
    assert "已催办，提醒了 1 人。" in pages[0]
    assert "今天已提醒过，本次跳过。" in pages[1]
    assert ("已催办 0 件。" in again, "1 件今天已提醒过，本次跳过。" in again) == (True, True)


@pytest.mark.parametrize(("status", "word"), [("issued", "签收"), ("in_progress", "填报"), ("unit_review", "查看"), ("report_submitted", "查看")])
def test_liaison_is_offered_only_what_the_state_allows(order, unit_member, status, word):
    order.status = status
    order.on = order.issued_on

    link = action(order, unit_member)

    assert link is not None
    assert link.label == word


def test_the_ledger_shows_the_state_of_an_order_without_scrolling(order, inspector, client_for):
    heads = client_for(inspector).get(LIST).content.decode().partition("<thead")[2].partition("</thead>")[0]

    assert [word in heads for word in ("状态", "剩余", "最新进展")] == [True, True, False]


def test_the_export_says_what_is_left_as_the_ledger_does(order, inspector, client_for):
    file = b"".join(client_for(inspector).get(f"{LIST}?tab=all&format=csv").streaming_content).decode("utf-8-sig")
    head, line, *_ = csv.reader(file.splitlines())
    left = dict(zip(head, line, strict=True))["剩余"]
    assert left.startswith(("剩 ", "逾期 ", "今日", "明日"))


def test_the_report_takes_the_answers_along_and_loses_none_when_it_may_not_leave(order, unit_member, at, client_for):
    actions.acknowledge(order=order, actor=unit_member, at=at)
    Order.objects.update(status=Status.IN_PROGRESS)
    typed = {f"answer-{problem.pk}": f"已改第 {problem.number} 项" for problem in order.problems.all()}
    url = reverse("rectification:order-submit-report", args=[order.pk])

    refused = client_for(unit_member).post(url, typed)
    page = refused.content.decode()

    assert refused.status_code == 422
    assert "项的佐证材料" in page
    assert "还缺 第 1 项的整改情况" not in page
    assert all(f">{answer}</textarea>" in page for answer in typed.values())


def test_a_returned_problem_is_named_before_the_report_goes_again(reported, inspector, unit_member, at, client_for):
    actions.return_order(order=reported, actor=inspector, at=at, reason="缺原件", verdicts={p.pk: ("return", "") for p in reported.problems.all()})

    page = client_for(unit_member).get(page_of(reported)).content.decode()

    assert "项被退回，请修改或者补充佐证材料后再报送" in page
    assert "已经齐全" not in page


def test_answers_of_all_problems_are_saved_together(order, unit_member, at, client_for):
    actions.acknowledge(order=order, actor=unit_member, at=at)
    first, second = order.problems.values_list("pk", flat=True)
    typed = {f"answer-{first}": "补作审核。\r\n已归档。", f"seen-{first}": "", f"answer-{second}": "已更正日期。", f"seen-{second}": ""}

    client_for(unit_member).post(reverse("rectification:order-answer", args=[order.pk]), typed)

    assert list(order.problems.values_list("answer", flat=True)) == ["补作审核。\n已归档。", "已更正日期。"]


def test_an_answer_beaten_by_a_colleague_is_shown_beside_his_and_may_be_sent_again(answered, unit_member, client_for):
    """Typed on a page that showed no answers yet; the second sending comes from a page that shows the colleague's."""
    first, second = answered.problems.values_list("pk", flat=True)
    client, url = client_for(unit_member), reverse("rectification:order-answer", args=[answered.pk])
    typed = {f"answer-{first}": "我写的", f"seen-{first}": "", f"answer-{second}": "", f"seen-{second}": ""}

    refused = client.post(url, typed)
    page = refused.content.decode()
    again = client.post(url, {**typed, f"seen-{first}": "已补正。"})

    assert (refused.status_code, again.status_code) == (409, 302)
    assert "同事刚刚填报了第 1 项" in page
    assert (page.count("我写的</textarea>"), page.count("已补正。</textarea>"), page.count("同事填报的")) == (1, 1, 1)
    assert list(answered.problems.values_list("answer", flat=True)) == ["我写的", "已补正。"]


def test_a_refused_request_comes_back_open_with_its_reason_and_what_was_typed(answered, unit_member, client_for):
    Order.objects.filter(pk=answered.pk).update(due_on="2030-03-05")
    typed = {"new_due_on": "2030-03-05", "reason": "当事人外出，尚未约见"}

    answer = client_for(unit_member).post(f"{page_of(answered)}extend/", typed)

    page = answer.content.decode()
    fold = page[page.rindex("<details", 0, page.index("<summary>申请延期")) :]
    fold = fold[: fold.index("</details>")]
    assert answer.status_code == 422
    assert fold.startswith('<details class="card" open>')
    assert "延期后的期限应晚于原期限" in fold
    assert "当事人外出，尚未约见" in fold


def test_a_refused_opinion_is_not_lost(answered, unit_member, make_person, unit, at, client_for):
    leader = make_person("陆思齐", "same_person", "dept_leader", unit)
    actions.submit_report(order=answered, actor=unit_member, at=at)
    User.objects.filter(pk=leader.pk).update(person_key=unit_member.person_key)

    typed = {"opinion": "同意报送，材料齐全", "seen": answered.last_act()}
    page = client_for(User.objects.get(pk=leader.pk)).post(f"{page_of(answered)}approve-report/", typed).content.decode()

    assert "填报人不能审核本人填报的整改报告" in page
    assert "同意报送，材料齐全</textarea>" in page


def test_what_was_ticked_stays_ticked_when_the_words_are_missing(reported, inspector, client_for):
    first, second = reported.problems.values_list("pk", flat=True)

    ticked = {f"problem-{first}": "pass", f"problem-{second}": "return", "seen": reported.last_act()}
    page = client_for(inspector).post(f"{page_of(reported)}return/", ticked).content.decode()

    assert f'name="problem-{first}" value="pass" checked' in page
    assert f'name="problem-{second}" value="return" checked' in page


def test_an_act_the_order_has_moved_past_says_so_on_top_of_the_page(reported, unit_member, client_for):
    answer = client_for(unit_member).post(f"{page_of(reported)}submit-plan/", {"responsible": "王海棠", "plan": "…"})

    assert "不能报整改方案" in answer.content.decode()


def test_every_field_of_the_page_has_an_id_of_its_own(reported, unit_member, inspector, at, client_for):
    """The bureau may refuse an extension and cancel the order from one page; both ask for a reason."""
    Extension.objects.create(
        order=reported, old_due_on=reported.due_on, new_due_on=reported.due_on + timedelta(days=5), reason="外出", requested_by=unit_member, requested_at=at
    )

    page = client_for(inspector).get(page_of(reported)).content.decode()

    fields = re.findall(r'<(?:textarea|input|select)[^>]*\sid="([^"]+)"', page)
    assert page.count('name="reason"') == 2
    assert len(fields) == len(set(fields))
