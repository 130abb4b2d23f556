"""异议复查: who may uphold, who may change or withdraw, and what the page offers him."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from documents import actions, desk
from documents.models import Document, DocumentKind
from documents.workflow import ObjectionAct

TAKING_BACK = [ObjectionAct.CHANGE, ObjectionAct.WITHDRAW]


@pytest.fixture
def checking(served, unit_member, second_inspector, at):
    objection = actions.object_to(service=served.services.get(), actor=unit_member, at=at, reason="事实不清。")
    return actions.check_objection(objection=objection, actor=second_inspector, at=at)


@pytest.mark.parametrize("act", TAKING_BACK)
def test_document_is_not_taken_back_by_who_may_not_revoke_it(checking, served, second_inspector, at, act):
    with pytest.raises(PermissionDenied):
        actions.decide_objection(objection=checking, act=act, actor=second_inspector, at=at, opinion="意见。")
    assert Document.objects.get(pk=served.pk).status == "served"


@pytest.mark.parametrize("act", TAKING_BACK)
def test_what_the_government_issued_is_not_taken_back_by_the_bureau(checking, served, second_leader, at, act):
    DocumentKind.objects.filter(pk=served.kind_id).update(issuer="government", numbering="typed")

    with pytest.raises(PermissionDenied):
        actions.decide_objection(objection=checking, act=act, actor=second_leader, at=at, opinion="意见。")
    assert actions.objection_acts(Document.objects.get(pk=served.pk), second_leader) == [ObjectionAct.CHECK, ObjectionAct.UPHOLD]


def test_page_offers_each_person_the_decisions_in_his_power(checking, served, second_inspector, second_leader, leader, client_for):
    def page(user):
        return client_for(user).get(served.get_absolute_url()).content.decode()

    offered = {
        user.name: [act.value for act in (ObjectionAct.UPHOLD, *TAKING_BACK) if f'value="{act}"' in page(user)] for user in (second_inspector, second_leader)
    }
    assert offered == {second_inspector.name: ["uphold_objection"], second_leader.name: ["uphold_objection", "change_by_objection", "withdraw_by_objection"]}
    assert "须由有权撤销这件文书的人作出" in page(second_inspector)
    assert "作出复查结论" not in page(leader)
    assert "由其他有权办理异议的人复查" in page(leader)


def test_decision_out_of_ones_power_is_refused_in_words_with_the_opinion_kept(checking, served, second_inspector, client_for):
    url = reverse("documents:objection-decide", args=[served.pk, checking.pk])

    answer = client_for(second_inspector).post(url, {"act": ObjectionAct.WITHDRAW.value, "opinion": "写了很久的意见。"})

    assert (answer.status_code, "写了很久的意见。" in answer.content.decode()) == (422, True)
    checking.refresh_from_db()
    assert checking.state == "checking"


def test_desk_leaves_out_the_second_account_of_who_signed(checking, leader, second_leader, today):
    type(leader).objects.filter(pk=second_leader.pk).update(person_key=leader.person_key)
    second_leader.refresh_from_db()

    assert desk.of_objections(second_leader, today) == []
