"""整改台账与整改事项: what each of the three sees, and the acts as POSTs."""

import pytest
from django.urls import reverse

from rectification.actions import ProblemText, issue_order
from rectification.lists import action
from rectification.models import Order, Progress
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
    with django_assert_num_queries(9):
        client.get(LIST)
    for _ in range(2):
        issue_order(unit=unit, title="x", problems=[ProblemText("x")], source_kind="manual", source_label="x", actor=inspector, at=at)

    with django_assert_num_queries(9):
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
    answer = client_for(inspector).post(f"{page_of(reported)}return/", {f"problem-{p.pk}": "return" for p in reported.problems.all()})

    assert answer.status_code == 422
    assert "请填写退回理由" in answer.content.decode()


def test_acceptance_from_the_page_closes_the_order(reported, inspector, client_for):
    judged = {f"problem-{problem.pk}": "pass" for problem in reported.problems.all()}

    client_for(inspector).post(f"{page_of(reported)}accept/", {**judged, "opinion": "已核对原件。"})

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
