"""逐件签发: one after another, each read to its end by the very person who signs it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.errors import DomainError, IllegalTransition, StaleForm
from core.notices.actions import deadline_of
from documents import actions
from documents.models import Document, NumberRegister, Reading
from documents.signing import LONGEST, queue_of, round_of
from tests.documents.conftest import TEXT

START = reverse("documents:signing")


def page_of(document, name="document"):
    return reverse(f"documents:signing-{name}", args=[document.pk])


@pytest.fixture
def put_before(unit, inspector, second_inspector):
    """Another document that waits for the leader's signature, sent in that many days ago."""

    def make(ago: int = 1, kind: str = "opinion") -> Document:
        at = timezone.now() - timedelta(days=ago)
        document = actions.draft(kind=kind, title=f"意见书{ago}", to_unit=unit, content=TEXT, actor=inspector, at=at)
        actions.submit_for_review(document=document, actor=inspector, at=at)
        return actions.review(document=document, actor=second_inspector, at=at, text="依据准确。")

    return make


def change(document, inspector, second_inspector, leader):
    """Returned, written anew and checked again: the same document in another version."""
    at = timezone.now()
    actions.return_to_drafter(document=document, actor=leader, at=at, reason="请补充。")
    actions.edit_document(document=document, actor=inspector, at=at, content={**TEXT, "facts": "另查明一件。"})
    actions.submit_for_review(document=document, actor=inspector, at=at)
    return actions.review(document=document, actor=second_inspector, at=at)


# --- the acts -------------------------------------------------------------------------------------------------------
def test_reading_is_noted_once_for_this_person_and_version(reviewed, leader, at):
    first = actions.note_reading(document=reviewed, actor=leader, at=at, version=reviewed.version)
    again = actions.note_reading(document=reviewed, actor=leader, at=at + timedelta(minutes=5), version=reviewed.version)

    assert (again.pk, again.at) == (first.pk, at)
    assert AuditEntry.objects.filter(act="read_document", actor_id=leader.pk).count() == 1
    with pytest.raises(IntegrityError, match="reading_once"), transaction.atomic():
        Reading.objects.create(document=reviewed, version=reviewed.version, reader=leader, at=at)


def test_what_was_read_is_signed(reviewed, leader, at):
    actions.note_reading(document=reviewed, actor=leader, at=at, version=reviewed.version)

    document = actions.sign_what_was_read(document=reviewed, actor=leader, at=at, version=reviewed.version, text="同意。")

    assert (document.status, document.signed_by) == ("signed", leader)


def test_what_was_not_read_is_not_signed_and_takes_no_number(reviewed, leader, at):
    with pytest.raises(DomainError, match="还没有读完"):
        actions.sign_what_was_read(document=reviewed, actor=leader, at=at, version=reviewed.version)
    assert not NumberRegister.objects.exists()


def test_what_a_colleague_has_read_is_not_read(reviewed, leader, second_leader, at):
    actions.note_reading(document=reviewed, actor=second_leader, at=at, version=reviewed.version)

    with pytest.raises(DomainError, match="还没有读完"):
        actions.sign_what_was_read(document=reviewed, actor=leader, at=at, version=reviewed.version)


def test_changed_document_is_read_again(reviewed, leader, inspector, second_inspector, at):
    actions.note_reading(document=reviewed, actor=leader, at=at, version=reviewed.version)
    changed = change(reviewed, inspector, second_inspector, leader)

    with pytest.raises(StaleForm, match="请核对后再办"):
        actions.sign_what_was_read(document=reviewed, actor=leader, at=at, version=reviewed.version)
    with pytest.raises(DomainError, match="还没有读完"):
        actions.sign_what_was_read(document=changed, actor=leader, at=at, version=changed.version)


def test_only_whoever_may_sign_it_reads_it_for_signature(reviewed, inspector, approver, at):
    for person in (inspector, approver):
        with pytest.raises(PermissionDenied):
            actions.note_reading(document=reviewed, actor=person, at=at, version=reviewed.version)


def test_own_draft_is_not_read_for_signature(reviewed, make_person, bureau, inspector, at):
    twin = make_person("周明远", "twin", "bureau_leader", bureau)
    type(twin).objects.filter(pk=twin.pk).update(person_key=inspector.person_key)
    twin.refresh_from_db()

    with pytest.raises(DomainError, match="拟制人不能签发"):
        actions.note_reading(document=reviewed, actor=twin, at=at, version=reviewed.version)


def test_what_does_not_wait_for_a_signature_is_not_read_for_one(drafted, signed, leader, at):
    with pytest.raises(IllegalTransition):
        actions.note_reading(document=signed, actor=leader, at=at, version=signed.version)


# --- the queue ------------------------------------------------------------------------------------------------------
def test_the_earliest_deadline_comes_first_and_own_drafts_never(put_before, leader, second_leader, inspector):
    late, early = put_before(1), put_before(8)
    assert deadline_of(early, "document_sign").due_on < deadline_of(late, "document_sign").due_on

    assert queue_of(leader) == [early.pk, late.pk]
    Document.objects.filter(pk=early.pk).update(drafted_by=second_leader)
    assert queue_of(second_leader) == [late.pk]
    assert queue_of(inspector) == []


def test_a_round_is_read_from_the_address_and_ends_with_the_day():
    now = timezone.now()
    earlier = now - timedelta(hours=1)

    assert round_of({"since": str(int(earlier.timestamp())), "skip": "3,x,5"}, now).put_off == (3, 5)
    for since in ("", "x", "99999999999", "9" * 30, str(int((now - LONGEST - timedelta(hours=1)).timestamp()))):
        assert round_of({"since": since}, now).since == now


# --- the pages ------------------------------------------------------------------------------------------------------
def test_a_whole_round_without_scripts(put_before, leader, client_for):
    first, second = put_before(8), put_before(1)
    client = client_for(leader)
    here = client.get(START, follow=True)
    assert here.redirect_chain[-1][0].startswith(page_of(first))
    assert "第 <b>1</b> 件，共 2 件" in here.content.decode()
    assert '<button class="btn btn-secondary btn-wide" type="button" disabled>签发</button>' in here.content.decode()

    carried = dict(here.context["round"].parts) | {"version": first.version, "text": "同意签发。"}
    read = client.post(page_of(first, "read"), carried)
    assert read["Location"].startswith(page_of(first))
    assert '<button class="btn btn-primary btn-wide">签发</button>' in client.get(read["Location"]).content.decode()
    following = client.post(page_of(first, "sign"), carried, follow=True)

    assert following.redirect_chain[-1][0].startswith(page_of(second))
    assert "第 <b>2</b> 件，共 2 件" in following.content.decode()
    end = client.get(following.context["skip_url"])
    assert "再看跳过的 1 件" in end.content.decode()
    client.post(page_of(second, "return"), carried | {"version": second.version, "reason": "依据应写明款项。"})
    summary = client.get(f"{START}?{following.context['round'].query}").content.decode()
    assert Document.objects.get(pk=first.pk).number in summary
    assert "本次签发 1 件，退回 1 件" in summary
    assert "依据应写明款项。" in summary


def test_looking_at_a_document_is_no_reading(put_before, leader, client_for):
    document = put_before()

    client_for(leader).get(page_of(document))

    assert not Reading.objects.exists()


def test_unread_document_is_refused_on_its_page_with_what_was_typed(put_before, leader, client_for):
    document = put_before()

    answer = client_for(leader).post(page_of(document, "sign"), {"version": document.version, "text": "请抓紧。"})

    assert answer.status_code == 422
    assert "您还没有读完这件文书" in answer.content.decode()
    assert "请抓紧。" in answer.content.decode()
    assert not NumberRegister.objects.exists()


def test_a_sentence_typed_before_the_reading_stays(put_before, leader, client_for):
    document = put_before()

    page = client_for(leader).post(page_of(document, "read"), {"version": document.version, "text": "请抓紧。"}).content.decode()

    assert "请抓紧。" in page
    assert '<button class="btn btn-primary btn-wide">签发</button>' in page


def test_second_of_two_clicks_leads_on_as_the_first(put_before, leader, client_for):
    document, client = put_before(), client_for(leader)
    form = {"version": document.version, "text": "同意签发。"}
    client.post(page_of(document, "read"), form)

    answers = [client.post(page_of(document, "sign"), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert NumberRegister.objects.count() == 1


def test_second_of_two_leaders_is_told_of_the_first_and_led_on(put_before, leader, second_leader, client_for):
    document, form = put_before(), {"text": "同意签发。"}
    form["version"] = document.version
    first, second = client_for(leader), client_for(second_leader)
    for client in (first, second):
        client.post(page_of(document, "read"), form)
    first.post(page_of(document, "sign"), form)

    answer = second.post(page_of(document, "sign"), form)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"该文书已由{leader.name}办理" in page
    assert "下一件" in page
    assert NumberRegister.objects.count() == 1


def test_changed_document_is_told_and_must_be_read_again(put_before, leader, inspector, second_inspector, client_for):
    document, client = put_before(), client_for(leader)
    form = {"version": document.version, "text": "请抓紧。"}
    client.post(page_of(document, "read"), form)
    change(document, inspector, second_inspector, leader)

    answer = client.post(page_of(document, "sign"), form)

    page = answer.content.decode()
    assert (answer.status_code, "请核对后再办" in page, "请抓紧。" in page) == (409, True, True)
    assert "按“已阅读全文”后才能签发" in page


def test_scrolling_to_the_end_of_what_has_changed_loads_the_page_anew(put_before, leader, inspector, second_inspector, client_for):
    document = put_before()
    change(document, inspector, second_inspector, leader)

    answer = client_for(leader).post(page_of(document, "read"), {"version": document.version}, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"].startswith(page_of(document))
    assert not Reading.objects.exists()


def test_government_types_its_number_in_the_row(unit, inspector, second_inspector, approver, client_for, at):
    text = {"origin": "由来。", "facts": "事实。", "basis": "依据。", "approval": "县人民政府已决定。", "decisions": ["责令限期履行。"]}
    document = actions.draft(kind="decision", title="决定书", to_unit=unit, content=text, actor=inspector, at=at)
    actions.submit_for_review(document=document, actor=inspector, at=at)
    document = actions.review(document=document, actor=second_inspector, at=at)
    client, form = client_for(approver), {"version": document.version, "text": "同意。", "number": "明政执监决〔2026〕3号"}
    client.post(page_of(document, "read"), form)

    assert client.post(page_of(document, "sign"), {**form, "number": ""}).status_code == 422
    assert client.post(page_of(document, "sign"), form).status_code == 302
    assert Document.objects.get(pk=document.pk).number == "明政执监决〔2026〕3号"


def test_only_signers_have_the_row(put_before, inspector, unit_member, approver, leader, client_for):
    document = put_before()

    assert [client_for(person).get(START).status_code for person in (inspector, unit_member, approver)] == [403, 403, 200]
    assert [client_for(person).get(page_of(document)).status_code for person in (inspector, unit_member, approver, leader)] == [403, 404, 403, 200]
    assert "没有待签发的文书" in client_for(approver).get(START).content.decode()


def test_desk_and_list_lead_to_the_row(put_before, leader, inspector, client_for):
    put_before()

    assert f'href="{START}"' in client_for(leader).get("/").content.decode()
    assert f'href="{START}"' in client_for(leader).get(reverse("documents:document-list")).content.decode()
    assert START not in client_for(inspector).get(reverse("documents:document-list")).content.decode()


def test_page_costs_the_same_however_many_wait(put_before, leader, client_for):
    document, client = put_before(9), client_for(leader)
    client.get(page_of(document))
    costs = []
    for more in (0, 3):
        for number in range(more):
            put_before(number)
        with CaptureQueriesContext(connection) as ran:
            client.get(page_of(document))
        costs.append(len(ran))

    assert costs[0] == costs[1] <= 20
