"""拟制与核稿、签发分离: whoever wrote any of a draft neither checks nor signs it, nor checks what is objected to it."""

import pytest

from core.errors import DomainError
from core.models import Message
from documents import actions, desk
from documents.checks import checks_of
from documents.lists import action
from documents.models import Document
from documents.pages import open_acts


@pytest.fixture
def rewritten(drafted, inspector, second_inspector, third_inspector, at):
    """Drafted by one, changed by another, sent in by the first."""
    actions.edit_document(document=drafted, actor=second_inspector, at=at, content={"opinions": ["全部由第二人改写。"]})
    return actions.submit_for_review(document=drafted, actor=inspector, at=at)


@pytest.fixture
def third_inspector(make_person, bureau):
    return make_person("顾清和", "third_inspector", "bureau_staff", bureau)


def second_account(user, make_person, role):
    twin = make_person(user.name, "twin", role, user.unit)
    type(twin).objects.filter(pk=twin.pk).update(person_key=user.person_key)
    return type(twin).objects.get(pk=twin.pk)


def test_whoever_changed_a_draft_does_not_check_it(rewritten, second_inspector, third_inspector, make_person, at):
    for barred in (second_inspector, second_account(second_inspector, make_person, "bureau_staff")):
        with pytest.raises(DomainError, match="您修改过这件文书，不能再核稿，请由没有参与拟制的人核稿"):
            actions.review(document=rewritten, actor=barred, at=at)

    assert actions.review(document=rewritten, actor=third_inspector, at=at).status == "reviewed"


def test_whoever_changed_a_draft_does_not_sign_it_under_another_account_or_on_paper(rewritten, second_inspector, third_inspector, make_person, scan, at):
    reviewed = actions.review(document=rewritten, actor=third_inspector, at=at)

    with pytest.raises(DomainError, match="您修改过这件文书，不能再签发"):
        actions.sign(document=reviewed, actor=second_account(second_inspector, make_person, "bureau_leader"), at=at)
    with pytest.raises(DomainError, match="修改过这件文书的人也不能签发"):
        actions.record_paper_approval(
            document=reviewed, actor=third_inspector, at=at, scan=scan, approver_name=second_inspector.name, approved_on=at.date(), text=""
        )


def test_check_is_offered_to_those_who_wrote_nothing(rewritten, second_inspector, third_inspector, client_for, today):
    document = Document.objects.for_display().get(pk=rewritten.pk)

    for user, offered in ((second_inspector, False), (third_inspector, True)):
        assert ("REVIEW" in open_acts(document, user), action(document, user) is not None) == (offered, offered)
        assert (len(desk.of_documents(user, today)), desk.waiting(user, today).count()) == (int(offered), int(offered))
        assert Message.objects.filter(recipient=user, title__startswith="待核稿").exists() is offered
    page = client_for(second_inspector).get(document.get_absolute_url()).content.decode()
    assert "您修改过这件文书，由没有参与拟制的人核稿" in page
    assert "核稿人不能是拟制人和修改过的人（周明远、许静文）" in client_for(third_inspector).get(document.get_absolute_url()).content.decode()


def test_checks_name_a_reviewer_who_wrote(rewritten, second_inspector, third_inspector, leader, at):
    reviewed = actions.review(document=rewritten, actor=third_inspector, at=at)

    def line():
        (found,) = [check for check in checks_of(Document.objects.get(pk=reviewed.pk), leader) if check.label == "核稿"]
        return found.is_met, found.words

    assert line() == (True, "顾清和")
    Document.objects.filter(pk=reviewed.pk).update(reviewed_by=second_inspector)
    assert line() == (False, "许静文，参与了拟制，应退回由他人核稿")
