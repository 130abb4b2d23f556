"""限阅: leaders, handler, co-handlers and registrar see it; nobody else finds a trace of it on any page, sheet, answer or desk."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import name_deputy
from accounts.models import User
from core.audit.models import AuditEntry
from core.errors import DomainError
from core.files.actions import store
from core.notices.actions import deadlines_for
from core.notices.models import Deadline, Message, Notice
from core.notices.planning import plan_notices
from core.notices.urging import urge
from core.search.sources import look
from documents.incoming import actions
from documents.incoming.desk import tasks
from documents.incoming.finding import INCOMING
from documents.incoming.models import Incoming
from tests.documents.incoming.conftest import paper
from tests.documents.papers import PDF

SECRET = "反映甲某执法不公"


def _page(incoming, name="incoming-detail"):
    return reverse(f"documents:{name}", args=[incoming.pk])


def _words(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "replace")


def test_who_sees_it(confidential, inspector, colleague, leader, third, unit_member, make_person, bureau, at):
    helper = make_person("何清", "helper", "bureau_staff", bureau)
    actions.reassign(incoming=confidential, actor=inspector, at=at, handler=colleague, co_handlers=[helper], reason="协办")

    seen = {person.username for person in (inspector, colleague, leader, third, unit_member, helper) if Incoming.objects.visible_to(person).exists()}

    assert seen == {"inspector", "colleague", "leader", "helper"}


@pytest.fixture
def lent(colleague, third):
    """The handler's post, lent to another for today."""
    today = timezone.localdate()
    facts = {"first_on": today, "last_on": today, "reason": "年休假", "actor": colleague, "at": timezone.now()}
    return name_deputy(post=colleague.posts.get(), deputy=third, **facts)


def test_who_stands_in_for_the_handler_sees_and_handles_it_in_the_lent_post(confidential, lent, client_for, third, at):
    browser = client_for(third)
    refused = browser.get(_page(confidential))
    browser.post(reverse("accounts:post-take"), {"post": lent.pk})

    assert (refused.status_code, "您代许静文办理" in refused.content.decode()) == (404, True)
    assert "退回分办" in browser.get(_page(confidential)).content.decode()
    assert browser.get(deadlines_for(confidential).get().get_absolute_url()).status_code == 200
    deputy = User.objects.get(pk=third.pk)
    deputy.take_post(next(post for post in deputy.held_posts if post == lent))
    assert [task.title for task in tasks(deputy, timezone.localdate())] == [confidential.title]
    assert actions.send_back(incoming=confidential, actor=deputy, at=at, reason="不属本岗").handler is None


def test_the_audit_of_an_urging_names_a_paper_by_its_number(registered, inspector, colleague, at):
    """It may be closed to others later; who keeps the audit reads what was written before."""
    actions.assign(incoming=registered, actor=inspector, at=at, handler=colleague)

    urge(deadline=deadlines_for(registered).get(), actor=inspector, at=at)

    assert AuditEntry.objects.get(act="urge").target_text == "收文〔2026〕1号（2026-03-20）"


def test_its_pages_are_not_there_for_others(confidential, client_for, third, leader):
    codes = [
        client_for(third).get(_page(confidential, name)).status_code for name in ("incoming-detail", "incoming-slip", "incoming-edit", "incoming-choose-link")
    ]

    assert codes == [404, 404, 404, 404]
    assert client_for(leader).get(_page(confidential)).status_code == 200


def test_lists_sheets_searches_and_desks_leave_it_out(confidential, client_for, inspector, third):
    own, other = client_for(inspector), client_for(third)
    addresses = [
        reverse("documents:incoming-list"),
        f"{reverse('documents:incoming-list')}?tab=all&q=甲某",
        f"{reverse('documents:incoming-list')}?tab=all&format=xlsx",
        f"{reverse('documents:incoming-list')}?tab=all&format=csv",
        "/search/?q=执法不公",
        "/admin/documents/incoming/",
    ]

    assert all(SECRET in _words(own.get(address)) for address in addresses)
    assert not any(SECRET in _words(other.get(address)) for address in [*addresses, "/", "/notices/ledger/"])
    assert look([INCOMING], third, "甲某") == []
    assert tasks(third, timezone.localdate()) == []


def test_the_day_of_it_is_open_to_leaders_and_the_handler_only(confidential, client_for, inspector, colleague, leader, third, at):
    deadline = deadlines_for(confidential).get()
    seen = {person.username for person in (inspector, colleague, leader, third) if Deadline.objects.visible_to(person).exists()}

    assert (deadline.kind, deadline.title, deadline.basis) == ("incoming_confidential", "收文〔2026〕1号", "来文载明")
    assert seen == {"colleague", "leader"}
    assert deadline.get_absolute_url() not in client_for(inspector).get(_page(confidential)).content.decode()
    assert deadline.get_absolute_url() in client_for(colleague).get(_page(confidential)).content.decode()
    assert client_for(third).get(deadline.get_absolute_url()).status_code == 404


def test_reminders_go_to_the_handler_and_name_it_by_its_number(confidential, colleague, at):
    plan_notices(at.replace(day=18))

    assert set(Notice.objects.filter(deadline__kind="incoming_confidential").values_list("recipient", flat=True)) == {colleague.pk}
    assert not Message.objects.exclude(recipient=colleague).filter(title__contains=SECRET).exists()
    assert not Message.objects.filter(title__contains=SECRET).exists()


def test_an_open_paper_that_is_closed_to_others_later_takes_its_day_along(inspector, colleague, third, at):
    made = actions.register(paper=paper(), actor=inspector, at=at, due_on=at.date().replace(day=20), handler=colleague)
    assert Deadline.objects.visible_to(third).exists()

    actions.edit(incoming=made, paper=paper(is_confidential=True), actor=inspector, at=at)

    assert not Deadline.objects.visible_to(third).exists()
    assert deadlines_for(made).get().title == "收文〔2026〕1号"


def test_its_scans_are_closed_with_it(confidential, client_for, inspector, third, at):
    file = store(purpose="incoming_scan", name="来信.pdf", stream_or_bytes=PDF, actor=inspector, at=at, owner=confidential)
    address = reverse("core:file-download", args=[file.pk])

    assert client_for(third).get(address).status_code == 404
    assert client_for(inspector).get(address).status_code == 200


def test_a_former_handler_sees_it_no_more(confidential, client_for, inspector, colleague, third, at):
    actions.reassign(incoming=confidential, actor=inspector, at=at, handler=third, reason="回避")

    assert client_for(colleague).get(_page(confidential)).status_code == 404
    assert not Deadline.objects.visible_to(colleague).exists()
    assert client_for(third).get(_page(confidential)).status_code == 200


@pytest.mark.parametrize("name", ["incoming-list", "incoming-create"])
def test_departments_have_no_register(client_for, unit_member, name):
    assert client_for(unit_member).get(reverse(f"documents:{name}")).status_code == 403


def test_a_number_registered_before_is_not_told_to_who_may_not_see_it(inspector, third, colleague, at):
    actions.register(paper=paper(is_confidential=True), actor=inspector, at=at, handler=colleague)

    with pytest.raises(DomainError, match=r"已经登记过。$"):
        actions.register(paper=paper(), actor=third, at=at)
