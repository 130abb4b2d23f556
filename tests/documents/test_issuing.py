"""制发: once, with the hash; what fails for good voids the number; what is issued stays as it is."""

import pytest
from django.db import DatabaseError, transaction

from core.errors import DomainError, IllegalTransition
from core.files.actions import store
from core.files.models import StoredFile
from core.jobs.models import Job
from core.jobs.run import run_job
from documents import actions
from documents.integrity import check
from documents.models import Document, NumberRegister, Opinion, Service
from documents.render import RenderBroken, RenderRefused
from tests.documents.papers import PDF, word


def test_job_renders_and_issues_the_document(signed):
    run_job(signed.job_id)

    document = Document.objects.select_related("pdf", "docx").get(pk=signed.pk)
    assert document.status == "issued"
    assert (document.pdf.purpose, document.pdf.mime, document.docx.original_name[-5:]) == ("document_issued", "application/pdf", ".docx")
    assert Job.objects.get(pk=signed.job_id).state == "succeeded"
    assert check() == []


def test_second_run_makes_no_second_file(signed, leader, at):
    run_job(signed.job_id)
    kept = StoredFile.objects.count()

    again = actions.issue(document=signed, number=signed.number, pdf=PDF, docx=word(), actor=leader, at=at)

    assert again.status == "issued"
    assert StoredFile.objects.count() == kept


def test_failing_render_voids_the_number_with_its_reason(signed, monkeypatch):
    def refuse(*args, **kwargs):
        raise RenderRefused("PDF 组件未安装。")

    monkeypatch.setattr("documents.jobs.pdf_of", refuse)
    run_job(signed.job_id)

    document = Document.objects.get(pk=signed.pk)
    assert (document.status, document.number, document.render_error) == ("reviewed", "", "成文失败：PDF 组件未安装。")
    assert NumberRegister.objects.get().void_reason == "成文失败：PDF 组件未安装。"
    assert Job.objects.get(pk=signed.job_id).error == "PDF 组件未安装。"
    assert StoredFile.objects.count() == 0


def test_broken_attempt_keeps_the_number_until_the_last_one(signed, monkeypatch, settings):
    def break_off(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("documents.jobs.pdf_of", break_off)
    states = []
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        Job.objects.filter(pk=signed.job_id).update(lease_until=None)  # its pause is over
        with pytest.raises(OSError, match="disk full"):
            run_job(signed.job_id)
        states.append(Document.objects.get(pk=signed.pk).status)

    assert states == ["signed", "signed", "reviewed"]
    assert NumberRegister.objects.get().state == "voided"


def test_child_stopped_in_the_middle_leaves_nothing_and_is_tried_again(signed, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("documents.render.TIMEOUT", 0.2)

    with pytest.raises(RenderBroken):
        run_job(signed.job_id)

    document = Document.objects.get(pk=signed.pk)
    assert (document.status, document.number) == ("signed", "明司执监意〔2026〕1号")
    assert Job.objects.get(pk=signed.job_id).state == "retrying"
    assert StoredFile.objects.count() == 0
    assert list(tmp_path.iterdir()) == []


def test_job_of_a_voided_number_issues_nothing(signed, second_inspector, at):
    actions.void_number(document=signed, actor=second_inspector, at=at, reason="误签。")

    run_job(signed.job_id)

    assert Document.objects.get(pk=signed.pk).status == "reviewed"
    assert StoredFile.objects.count() == 0


def test_voiding_the_number_of_an_unchecked_draft_does_not_skip_the_review(drafted, scan, inspector, leader, today, at):
    signed = actions.record_paper_approval(document=drafted, actor=inspector, at=at, scan=scan, approver_name="沈立诚", approved_on=today)

    voided = actions.void_number(document=signed, actor=inspector, at=at, reason="误录。")

    assert (voided.status, voided.submitted_at, voided.is_editable) == ("drafted", None, True)
    with pytest.raises(IllegalTransition):
        actions.sign(document=voided, actor=leader, at=at)


def test_sealed_scan_becomes_the_version_served(issued, inspector, unit, at):
    scan = store(purpose="document_sealed", name="盖章件.pdf", stream_or_bytes=PDF, actor=inspector, at=at, unit=unit, owner=issued)

    sealed = actions.upload_sealed(document=issued, actor=inspector, at=at, file=scan)
    served = actions.serve(document=sealed, actor=inspector, at=at)

    assert sealed.get_status_display() == "已用印"
    assert served.services.get().file == scan


def test_number_of_an_issued_document_cannot_be_voided(issued, second_inspector, at):
    with pytest.raises(IllegalTransition):
        actions.void_number(document=issued, actor=second_inspector, at=at, reason="误签。")


FROZEN = {
    "title": "另一标题",
    "content": {},
    "number": "明司执监意〔2026〕9号",
    "to_text": "别的单位",
    "status": "drafted",
    "pdf": None,
    "signer_name": "别人",
    "reply_days": 5,
}


@pytest.mark.parametrize("field", FROZEN)
def test_database_refuses_to_change_an_issued_document(issued, field):
    with pytest.raises(DatabaseError, match=r"frozen|go back"), transaction.atomic():
        Document.objects.filter(pk=issued.pk).update(**{field: FROZEN[field]})


def test_database_refuses_to_change_the_text_of_a_signed_document(signed):
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Document.objects.filter(pk=signed.pk).update(content={})


@pytest.mark.parametrize("model", [Document, NumberRegister, Opinion])
def test_database_refuses_to_delete_records(issued, model):
    rows = model.objects.filter(pk=issued.pk) if model is Document else model.objects.all()
    with pytest.raises(DatabaseError, match=r"never deleted|stays"), transaction.atomic():
        rows._raw_delete(rows.db)


def test_database_keeps_an_opinion_as_it_was_written(reviewed):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Opinion.objects.update(text="不同意。")


def test_database_keeps_a_done_service(served):
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Service.objects.update(method="mail")


def test_voided_number_stays_voided(signed, second_inspector, at):
    actions.void_number(document=signed, actor=second_inspector, at=at, reason="误签。")

    with pytest.raises(DatabaseError, match="keeps its place"), transaction.atomic():
        NumberRegister.objects.update(state="used", void_reason="", voided_at=None)


def test_revoking_keeps_the_number_and_tells_the_unit(served, leader, unit_member, at):
    document = actions.revoke(document=served, actor=leader, at=at, reason="适用依据错误。")

    assert (document.status, document.number) == ("revoked", "明司执监意〔2026〕1号")
    assert unit_member.messages.filter(title="文书已撤销：明司执监意〔2026〕1号").exists()


def test_revoking_asks_for_a_reason(served, leader, at):
    with pytest.raises(DomainError, match="撤销理由"):
        actions.revoke(document=served, actor=leader, at=at, reason="")


def test_changed_file_is_found(issued):
    StoredFile.objects.filter(pk=issued.pdf_id).update(sha256="0" * 64)

    assert [fault for fault in check() if "与制发时不一致" in fault] == [f"明司执监意〔2026〕1号：文件“{issued.pdf}”与制发时不一致"]


def test_signed_document_without_a_job_is_found(signed):
    Job.objects.filter(pk=signed.job_id).update(state="failed")

    assert check() == ["明司执监意〔2026〕1号 已取号而没有成文任务"]
