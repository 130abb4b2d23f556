"""撤回: the drafter takes back what he has sent in; others return it."""

import pytest
from django.urls import reverse

from core.models import AuditEntry, Message
from documents import actions
from documents.lists import action

pytestmark = pytest.mark.django_db


def test_the_drafter_takes_his_draft_back_without_an_opinion_on_it(drafted, inspector, second_inspector, at, client_for):
    """The list offers the check to others only, the page says who may; taken back it is no return."""
    submitted = actions.submit_for_review(document=drafted, actor=inspector, at=at)
    offered = [action(submitted, person) is not None for person in (inspector, second_inspector)]
    page = client_for(inspector).get(submitted.get_absolute_url()).content.decode()

    actions.return_to_drafter(document=submitted, actor=inspector, at=at, reason="数字有误")

    assert offered == [False, True]
    assert "由您以外有核稿权限的人核稿" in page
    assert "退回修改" not in page
    assert AuditEntry.objects.get(act="return_document").act_label == "撤回"
    assert not submitted.opinions.filter(role="return").exists()
    assert not Message.objects.filter(recipient=inspector, title__startswith="被退回").exists()


def test_whoever_sends_a_draft_back_is_told_where_it_is_now(drafted, inspector, at, client_for):
    submitted = actions.submit_for_review(document=drafted, actor=inspector, at=at)
    url = reverse("documents:document-return", args=[submitted.pk])

    page = client_for(inspector).post(url, {"version": submitted.version, "reason": "数字有误"}, follow=True).content.decode()

    assert "文书回到拟制环节，可以修改。" in page
