"""拟制与核稿、签发分离: whoever wrote any of a draft neither checks nor signs it, nor checks what is objected to it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.actions import hand_over
from core.errors import DomainError
from core.models import Message
from documents import actions, desk
from documents.actions.objections import barred_to
from documents.checks import checks_of
from documents.lists import action
from documents.models import Document, TakeOver
from documents.pages import open_acts
from documents.signing import queue_of


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
    with pytest.raises(DomainError, match="修改过、接手过这件文书的人也不能签发"):
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
    assert "您修改过这件文书，不能再核稿，请由没有参与拟制的人核稿。需要再改的，可以退回。" in page
    assert "核稿人不能是拟制人和修改、接手过的人（周明远、许静文）" in client_for(third_inspector).get(document.get_absolute_url()).content.decode()


def test_checks_name_a_reviewer_who_wrote(rewritten, second_inspector, third_inspector, leader, at):
    reviewed = actions.review(document=rewritten, actor=third_inspector, at=at)

    def line():
        (found,) = [check for check in checks_of(Document.objects.get(pk=reviewed.pk), leader) if check.label == "核稿"]
        return found.is_met, found.words

    assert line() == (True, "顾清和")
    Document.objects.filter(pk=reviewed.pk).update(reviewed_by=second_inspector)
    assert line() == (False, "许静文，参与了拟制，应退回由他人核稿")


# --- taken over, checked --------------------------------------------------------------------------------------------
@pytest.fixture
def security(make_person, bureau):
    return make_person("孙安全", "security", "security_admin", bureau)


@pytest.fixture
def taken_over(drafted, inspector, third_inspector, security, at):
    """Drafted and sent in by one, then handed over with his post."""
    submitted = actions.submit_for_review(document=drafted, actor=inspector, at=at)
    hand_over(post=inspector.posts.get(), taker=third_inspector, reason="调离", actor=security, at=at)
    return Document.objects.for_display().get(pk=submitted.pk)


def test_whoever_took_a_draft_over_neither_checks_nor_signs_it(taken_over, second_inspector, third_inspector, make_person, scan, at):
    with pytest.raises(DomainError, match="您接手承办这件文书，不能再核稿"):
        actions.review(document=taken_over, actor=third_inspector, at=at)
    reviewed = actions.review(document=taken_over, actor=second_inspector, at=at)

    with pytest.raises(DomainError, match="您接手承办这件文书，不能再签发"):
        actions.sign(document=reviewed, actor=second_account(third_inspector, make_person, "bureau_leader"), at=at)
    with pytest.raises(DomainError, match="接手过这件文书的人也不能签发"):
        actions.record_paper_approval(
            document=reviewed, actor=second_inspector, at=at, scan=scan, approver_name=third_inspector.name, approved_on=at.date(), text=""
        )


def test_whoever_passed_a_draft_on_stays_barred(taken_over, second_inspector, third_inspector, security, make_person, at):
    fourth = make_person("丁一", "fourth", "bureau_staff", third_inspector.unit)
    hand_over(post=third_inspector.posts.get(), taker=fourth, reason="轮岗", actor=security, at=at)
    reviewed = actions.review(document=taken_over, actor=second_inspector, at=at)

    with pytest.raises(DomainError, match="您接手承办这件文书，不能再签发"):
        actions.sign(document=reviewed, actor=second_account(third_inspector, make_person, "bureau_leader"), at=at)


def test_the_taker_is_offered_no_check_but_may_take_the_draft_back(taken_over, third_inspector, second_inspector, client_for, today):
    for user, offered in ((third_inspector, False), (second_inspector, True)):
        assert ("REVIEW" in open_acts(taken_over, user), action(taken_over, user) is not None) == (offered, offered)
        assert (len(desk.of_documents(user, today)), desk.waiting(user, today).count()) == (int(offered), int(offered))
    page = client_for(third_inspector).get(taken_over.get_absolute_url()).content.decode()
    assert "由您以外有核稿权限的人核稿" in page
    assert "撤回修改" in page
    assert "核稿人不能是拟制人和修改、接手过的人（周明远、顾清和）" in client_for(second_inspector).get(taken_over.get_absolute_url()).content.decode()


def test_whoever_checked_a_document_does_not_sign_it(drafted, inspector, leader, second_leader, scan, client_for, today, at):
    submitted = actions.submit_for_review(document=drafted, actor=inspector, at=at)
    reviewed = actions.review(document=submitted, actor=leader, at=at)

    (line,) = [check for check in checks_of(reviewed, leader) if check.label == "核稿"]
    assert (line.is_met, line.words) == (False, f"{leader}，与您是同一人，由他人签发")
    for user, offered in ((leader, False), (second_leader, True)):
        document = Document.objects.for_display().get(pk=reviewed.pk)
        assert ("SIGN" in open_acts(document, user), action(document, user) is not None) == (offered, offered)
        assert (len(desk.of_documents(user, today)), queue_of(user) == [document.pk]) == (int(offered), offered)
        assert Message.objects.filter(recipient=user, title__startswith="待签发").exists() is offered
    assert "核稿人不能签发本人核过的文书" in client_for(leader).get(reviewed.get_absolute_url()).content.decode()
    with pytest.raises(DomainError, match="核稿人不能签发本人核过的文书"):
        actions.note_reading(document=reviewed, actor=leader, at=at, version=reviewed.version)
    with pytest.raises(DomainError, match="核稿人不能签发本人核过的文书"):
        actions.sign(document=reviewed, actor=leader, at=at)
    with pytest.raises(DomainError, match="核稿人不能签发本人核过的文书"):
        actions.record_paper_approval(document=reviewed, actor=inspector, at=at, scan=scan, approver_name=leader.name, approved_on=at.date(), text="")


def test_whoever_took_over_before_the_signature_does_not_judge_objections(taken_over, second_inspector, third_inspector, leader, security, make_person, at):
    signed = actions.sign(document=actions.review(document=taken_over, actor=second_inspector, at=at), actor=leader, at=at + timedelta(hours=1))
    fourth = make_person("丁一", "fourth", "bureau_staff", third_inspector.unit)
    hand_over(post=third_inspector.posts.get(), taker=fourth, reason="轮岗", actor=security, at=at + timedelta(hours=2))

    document = Document.objects.get(pk=signed.pk)
    for user, barred in ((third_inspector, True), (fourth, False)):
        assert (actions.is_barred(document, user), Document.objects.filter(barred_to(user)).exists()) == (barred, barred)


def test_a_take_over_is_written_once(taken_over, third_inspector):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TakeOver.objects.filter(document=taken_over).delete()
    assert [row.taker for row in taken_over.take_overs.all()] == [third_inspector]
