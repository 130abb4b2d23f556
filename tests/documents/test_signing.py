"""签发: who may, what is taken, what refuses."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from core.audit.models import AuditEntry
from core.errors import DomainError, IllegalTransition, StaleForm
from core.jobs.models import Job
from core.notices.actions import deadline_of
from documents import actions
from documents.models import Document, NumberRegister
from tests.documents.conftest import TEXT


def test_signing_takes_the_next_number_and_asks_for_the_files(reviewed, leader, at):
    document = actions.sign(document=reviewed, actor=leader, at=at, text="同意签发。")

    assert (document.status, document.number, document.signer_name) == ("signed", "明司执监意〔2026〕1号", "沈立诚")
    job = Job.objects.get(pk=document.job_id)
    assert (job.kind, job.params) == ("document_render", {"document": document.pk, "number": "明司执监意〔2026〕1号"})
    assert [(o.role, o.author_name, o.text) for o in document.opinions.all()][-1] == ("sign", "沈立诚", "同意签发。")
    assert deadline_of(document, "document_sign").done_on is not None


def test_drafter_cannot_sign_even_under_a_second_account(reviewed, make_person, bureau, inspector, at):
    twin = make_person("周明远", "twin", "bureau_leader", bureau)
    type(twin).objects.filter(pk=twin.pk).update(person_key=inspector.person_key)
    twin.refresh_from_db()

    with pytest.raises(DomainError, match="拟制人不能签发"):
        actions.sign(document=reviewed, actor=twin, at=at)
    assert not NumberRegister.objects.exists()


def test_drafter_cannot_review_his_own_draft(drafted, inspector, at):
    actions.submit_for_review(document=drafted, actor=inspector, at=at)

    with pytest.raises(DomainError, match="拟制人不能核稿"):
        actions.review(document=drafted, actor=inspector, at=at)


def test_the_database_refuses_a_signer_who_drafted(signed):
    with pytest.raises(IntegrityError, match="document_signer_is_not_drafter"), transaction.atomic():
        Document.objects.filter(pk=signed.pk).update(status="reviewed", number="", signed_at=None, signed_by=signed.drafted_by_id)


def test_staff_without_the_power_cannot_sign(reviewed, second_inspector, at):
    with pytest.raises(PermissionDenied):
        actions.sign(document=reviewed, actor=second_inspector, at=at)


def test_unreviewed_document_cannot_be_signed(drafted, leader, at):
    with pytest.raises(IllegalTransition):
        actions.sign(document=drafted, actor=leader, at=at)


def test_signing_an_old_form_is_refused_with_the_name_of_whoever_acted(reviewed, second_inspector, leader, at):
    with pytest.raises(StaleForm, match=f"由{second_inspector.name}办理，现为“待签发”"):
        actions.sign(document=reviewed, actor=leader, at=at, version=reviewed.version - 1)


def test_saving_over_a_colleagues_change_tells_whose_and_when(drafted, inspector, at):
    actions.edit_document(document=drafted, actor=inspector, at=at, version=drafted.version, content={**TEXT, "facts": "另查明一件。"})

    with pytest.raises(StaleForm, match=f"{inspector.name} {timezone.localtime(at):%H:%M} 已修改这件文书，您的内容没有保存"):
        actions.edit_document(document=drafted, actor=inspector, at=at, version=drafted.version, content=TEXT)


def test_the_second_of_two_signatures_is_told_of_the_first(signed, leader, at):
    with pytest.raises(IllegalTransition, match=f"该事项已由{leader.name}办理，现为“已签发”，不能签发。"):
        actions.sign(document=signed, actor=leader, at=at)


def test_number_that_is_counted_is_not_typed_when_signing(reviewed, leader, at):
    with pytest.raises(DomainError, match="自动编号"):
        actions.sign(document=reviewed, actor=leader, at=at, number="明司执监意〔2026〕1号")


def test_decision_needs_the_governments_approver_and_number(unit, inspector, second_inspector, approver, leader, at):
    text = {"origin": "由来。", "facts": "事实。", "basis": "依据。", "approval": "县人民政府已决定。", "decisions": ["责令限期履行。"]}
    document = actions.draft(kind="decision", title="明川县人民政府行政执法监督决定书", to_unit=unit, content=text, actor=inspector, at=at)
    actions.submit_for_review(document=document, actor=inspector, at=at)
    actions.review(document=document, actor=second_inspector, at=at)

    with pytest.raises(PermissionDenied):
        actions.sign(document=document, actor=leader, at=at, number="明政执监决〔2026〕3号")
    with pytest.raises(DomainError, match="请录入文号"):
        actions.sign(document=document, actor=approver, at=at)
    assert actions.sign(document=document, actor=approver, at=at, number="明政执监决〔2026〕3号").number == "明政执监决〔2026〕3号"


def test_decision_is_not_drafted_for_a_vertical_unit(unit, inspector, at):
    unit.is_vertical = True
    unit.save(update_fields=["is_vertical"])

    with pytest.raises(DomainError, match="告知函"):
        actions.draft(kind="decision", title="决定书", to_unit=unit, content={}, actor=inspector, at=at)


def test_incomplete_draft_is_not_sent_to_review(unit, inspector, at):
    document = actions.draft(kind="opinion", title="意见书", to_unit=unit, content={"origin": "由来。"}, actor=inspector, at=at)

    with pytest.raises(DomainError, match="还缺 3 项：查明的事实、认定与依据、监督意见"):
        actions.submit_for_review(document=document, actor=inspector, at=at)


def test_returned_document_is_editable_again_with_the_reason_kept(reviewed, leader, inspector, at):
    document = actions.return_to_drafter(document=reviewed, actor=leader, at=at, reason="依据应写明款项。")

    assert document.is_editable
    assert document.opinions.last().text == "依据应写明款项。"
    edited = actions.edit_document(document=document, actor=inspector, at=at, content={"basis": "违反第五条第二款。"})
    assert edited.content["basis"] == "违反第五条第二款。"
    assert edited.content["facts"].startswith("2026年2月3日")


def test_submitted_document_cannot_be_edited(drafted, inspector, at):
    actions.submit_for_review(document=drafted, actor=inspector, at=at)

    with pytest.raises(DomainError, match="已经送审"):
        actions.edit_document(document=drafted, actor=inspector, at=at, title="另一个标题")


def test_draft_is_dropped_with_a_reason_and_stays_on_record(drafted, inspector, at):
    dropped = actions.drop_draft(document=drafted, actor=inspector, at=at, reason="事实有变。")

    assert (dropped.state_label(), dropped.drop_reason, dropped.dropped_at) == ("已撤稿", "事实有变。", at)
    for act in (actions.edit_document, actions.submit_for_review):
        with pytest.raises(IllegalTransition):
            act(document=dropped, actor=inspector, at=at)
    with pytest.raises(ProgrammingError, match="stays as it was"), transaction.atomic():
        Document.objects.filter(pk=dropped.pk).update(title="另一件")


def test_draft_is_not_dropped_without_a_reason_or_after_it_was_sent_in(drafted, inspector, at):
    with pytest.raises(DomainError, match="撤稿理由"):
        actions.drop_draft(document=drafted, actor=inspector, at=at, reason=" ")
    actions.submit_for_review(document=drafted, actor=inspector, at=at)
    with pytest.raises(DomainError, match="退回后才能撤稿"):
        actions.drop_draft(document=drafted, actor=inspector, at=at, reason="事实有变。")


def test_every_change_of_a_draft_leaves_its_trace(drafted, inspector, at):
    actions.edit_document(document=drafted, actor=inspector, at=at, title="新标题", content={"opinions": ["只有一条。"]})
    actions.edit_document(document=drafted, actor=inspector, at=at, title="新标题")

    assert [(row.author, row.changes) for row in drafted.revisions.all()] == [
        (
            inspector,
            [
                {"part": "文书名称", "before": "明川县司法局行政执法监督意见书", "after": "新标题"},
                {"part": "监督意见", "before": "依法纠正明显不当的决定。\n完善裁量说理制度。", "after": "只有一条。"},
            ],
        )
    ]


def test_traces_are_never_changed(drafted, inspector, at):
    actions.edit_document(document=drafted, actor=inspector, at=at, title="新标题")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        drafted.revisions.update(changes=[])


def test_audit_names_the_parts_and_not_the_words(drafted, inspector, at):
    actions.edit_document(document=drafted, actor=inspector, at=at, content={"facts": "张某某的身份证号。"})

    entry = AuditEntry.objects.filter(act="edit_document").get()
    assert (entry.note, entry.changes) == ("查明的事实", {})


def test_nobody_is_given_words_he_did_not_write(reviewed, leader, at):
    document = actions.sign(document=reviewed, actor=leader, at=at)

    assert [row.text for row in document.opinions.all()][-1] == ""


def test_the_signer_sees_the_usual_words_before_he_signs(reviewed, client_for, leader):
    assert ">同意签发。</textarea>" in client_for(leader).get(reviewed.get_absolute_url()).content.decode().replace("\n", "")
