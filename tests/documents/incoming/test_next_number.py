"""设置下一号: the register of papers received goes on where the one on paper stood."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.audit.models import AuditEntry
from core.errors import DomainError
from documents.incoming import actions
from documents.incoming.integrity import check
from documents.incoming.models import IncomingCounter
from documents.models import IncomingNumberGap, NumberCounter
from tests.documents.incoming.conftest import paper

URL = reverse("documents:number-open-series")


def set_next(number, actor, at, reason="纸质登记簿已用至前一号"):
    return actions.set_next_incoming_number(year=2026, number=number, reason=reason, actor=actor, at=at)


def gap_rows():
    return list(IncomingNumberGap.objects.values_list("year", "first", "last", "reason"))


def test_papers_go_on_after_the_register_on_paper(registered, inspector, at):
    set_next(351, inspector, at)

    assert actions.register(paper=paper(sender_number=""), actor=inspector, at=at).number == "收文〔2026〕351号"
    assert (gap_rows(), check()) == ([(2026, 2, 350, "纸质登记簿已用至前一号")], [])


def test_without_the_record_the_gap_is_named(registered, inspector, at):
    set_next(4, inspector, at)
    IncomingNumberGap.objects.all().delete()

    assert check() == ["收文编号 2026 年不连续：2、3"]


def test_a_number_of_a_paper_is_not_given_again_even_when_it_was_voided(registered, inspector, at):
    actions.void(incoming=registered, actor=inspector, at=at, reason="重复登记")

    with pytest.raises(DomainError, match="收文〔2026〕系统已编至 1 号，下一号不能小于 2。"):
        set_next(1, inspector, at)


def test_a_number_set_too_high_may_be_taken_back(registered, inspector, at):
    set_next(3510, inspector, at)
    set_next(351, inspector, at, "填错")

    assert (gap_rows(), IncomingCounter.objects.get().last) == ([(2026, 2, 350, "纸质登记簿已用至前一号")], 350)


def test_it_asks_for_the_power_and_a_reason_and_keeps_it(inspector, leader, at):
    with pytest.raises(PermissionDenied):
        set_next(8, leader, at)
    with pytest.raises(DomainError, match="请填写理由"):
        set_next(8, inspector, at, " ")
    set_next(8, inspector, at)

    entry = AuditEntry.objects.get(act="set_next_number")
    assert (entry.note, entry.changes) == ("纸质登记簿已用至前一号", {"next": [1, 8]})


@pytest.mark.parametrize(("first", "last", "name"), [(0, 2, "incoming_gap_in_order"), (3, 2, "incoming_gap_in_order"), (1, 2, "incoming_gap_once")])
def test_record_of_used_numbers_is_in_order_and_once(inspector, at, first, last, name):
    set_next(8, inspector, at)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        IncomingNumberGap.objects.create(year=2026, first=first, last=last, reason="x", set_at=at, set_by=inspector)


def test_the_page_sets_the_papers_received_apart_from_documents(inspector, client_for, at):
    browser = client_for(inspector)
    answer = browser.post(URL, {"agency_code": "收文", "year": 2026, "number": 351, "reason": "接纸质登记簿"}, follow=True)

    assert answer.status_code == 200
    for words in ("收文〔2026〕从 351 号继续。", "<dt>收文〔2026〕1—350 号</dt><dd>接纸质登记簿（"):
        assert words in answer.text
    assert (IncomingCounter.objects.get().last, NumberCounter.objects.count()) == (350, 0)


@pytest.mark.parametrize("wrong", [{"agency_code": "明司执度"}, {"year": 2062}])
def test_only_codes_of_the_dictionary_and_years_at_hand_are_offered(inspector, client_for, wrong):
    answer = client_for(inspector).post(URL, {"agency_code": "收文", "year": 2026, "number": 351, "reason": "接纸质登记簿", **wrong})

    assert (answer.status_code, IncomingCounter.objects.count()) == (422, 0)
