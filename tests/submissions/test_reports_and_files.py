"""书面报告、报送材料、盖章扫描件: what is not a table."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from core.errors import DomainError
from core.files.actions import open_file, store
from core.jobs.models import Job
from core.jobs.run import run_job
from submissions.actions.answering import save_answer
from submissions.actions.handing_in import hand_in, withdraw
from submissions.actions.review import return_submission
from submissions.files import MATERIAL, SCAN, files_of
from submissions.workflow import SubmissionStatus
from tests.documents.papers import PDF
from tests.factories.submissions import ROW, answer_of, filled, opened

PARTS = [{"key": "p1", "heading": "部署开展", "help": ""}, {"key": "p2", "heading": "存在问题", "help": "写明表现和原因"}]


def url_of(submission, act):
    return reverse(f"submissions:submission-{act}", args=[submission.pk])


@pytest.fixture
def report(county, people, at):
    request = opened(people.staff, at, [county.unit], shape="report", fields=[], parts=PARTS, needs_approval=False, title="专项整治情况报告")
    return answer_of(request, county.unit)


@pytest.fixture
def materials(county, people, at):
    request = opened(people.staff, at, [county.unit], shape="files", fields=[], needs_approval=False, allows_nil=False, title="年度培训计划")
    return answer_of(request, county.unit)


def hang(submission, purpose, liaison, at, name="材料.pdf"):
    return store(purpose=purpose, name=name, stream_or_bytes=PDF, actor=liaison, at=at, unit=submission.unit, owner=submission)


def test_a_report_goes_only_with_all_its_parts(report, people, client_for):
    client = client_for(people.liaison)

    told = client.post(url_of(report, "hand-in"), {"seen": report.version, "part-p1": "三月部署，六月结束。", "part-p2": ""})

    assert told.status_code == 422
    assert "还缺 1 项：报告的“存在问题”部分。填齐后才能报送。" in told.content.decode()
    report.refresh_from_db()
    assert report.parts == {"p1": "三月部署，六月结束。", "p2": ""}
    assert told.context["seen"] == report.version

    client.post(url_of(report, "hand-in"), {"seen": report.version, "part-p1": "三月部署，六月结束。", "part-p2": "台账不全。"})
    report.refresh_from_db()
    assert (report.status, report.parts) == (SubmissionStatus.REPORTED, {"p1": "三月部署，六月结束。", "p2": "台账不全。"})


def test_of_two_who_write_a_report_the_second_reads_what_the_first_saved(report, people, client_for, at):
    seen = report.version
    save_answer(submission=report, actor=people.liaison, at=at, seen=None, parts={"p1": "同事写的部署"})

    told = client_for(people.liaison).post(url_of(report, "save"), {"seen": seen, "part-p1": "我写的部署"})

    assert told.status_code == 409
    assert next((text, saved) for _, text, saved in told.context["parts"]) == ("我写的部署", "同事写的部署")
    assert "同事写的部署" in told.content.decode()


def test_reports_are_merged_part_beside_part(report, people, client_for):
    client_for(people.liaison).post(url_of(report, "hand-in"), {"seen": report.version, "part-p1": "=部署", "part-p2": "台账不全。"})
    report.refresh_from_db()
    client_for(people.staff).post(url_of(report, "accept"), {"seen": report.version})
    client_for(people.staff).post(reverse("submissions:request-merge", args=[report.request_id]))
    job = Job.objects.get(kind="submission_merge")

    run_job(job.pk)

    job.refresh_from_db()
    with open_file(job.result) as stream:
        cells = [cell.value for row in load_workbook(io.BytesIO(stream.read())).worksheets[0].iter_rows() for cell in row if cell.value]
    assert {"部署开展", "存在问题", "=部署", "台账不全。", "明川县水利局"} <= set(cells)


def test_materials_are_asked_for_until_one_is_there(materials, people, client_for, at):
    client = client_for(people.liaison)
    assert "还缺 1 项：报送材料。" in client.post(url_of(materials, "hand-in"), {"seen": materials.version}).content.decode()

    hang(materials, MATERIAL, people.liaison, at)
    client.post(url_of(materials, "hand-in"), {"seen": materials.version})

    materials.refresh_from_db()
    assert materials.status == SubmissionStatus.REPORTED


def test_changed_content_is_sealed_anew(county, people, at):
    answer = answer_of(opened(people.staff, at, [county.unit], needs_scan=True, needs_approval=False), county.unit)
    hang(answer, SCAN, people.liaison, at)
    handed = hand_in(submission=filled(answer, people.liaison, at), actor=people.liaison, at=at)
    again = withdraw(submission=handed, actor=people.liaison, at=at)
    again = hand_in(submission=again, actor=people.liaison, at=at)  # the same content, under its seal

    returned = return_submission(submission=again, actor=people.staff, at=at, reason="人数有误", due_on=at.date() + timedelta(days=9))
    changed = filled(returned, people.liaison, at, {**ROW, "people": "43"})
    with pytest.raises(DomainError, match="还缺 1 项：新的盖章扫描件（原扫描件盖的是上一次报送的内容）"):
        hand_in(submission=changed, actor=people.liaison, at=at)

    later = at + timedelta(hours=1)
    hang(answer, SCAN, people.liaison, later, name="重新盖章.pdf")
    assert hand_in(submission=changed, actor=people.liaison, at=later).status == SubmissionStatus.REPORTED


def test_what_reached_the_bureau_is_not_taken_away_again(materials, people, client_for, at):
    file = hang(materials, MATERIAL, people.liaison, at)
    client = client_for(people.liaison)
    client.post(url_of(materials, "hand-in"), {"seen": materials.version})
    client_for(people.staff).post(url_of(materials, "return"), {"seen": materials.version, "reason": "缺第二季度安排", "due_on": "2030-01-05"})

    told = client.post(reverse("submissions:submission-remove-file", args=[materials.pk, file.pk]))

    assert "已随报送件交到司法局的材料不能移除，可以补传新的。" in told.content.decode()
    assert list(files_of(materials, MATERIAL)) == [file]


def test_a_sealed_scan_is_asked_for_even_with_a_nil_report(county, people, client_for, at):
    answer = answer_of(opened(people.staff, at, [county.unit], needs_scan=True, needs_approval=False), county.unit)
    client = client_for(people.liaison)

    refused = client.post(url_of(answer, "nil"), {"seen": answer.version}).content.decode()
    hang(answer, SCAN, people.liaison, at)
    client.post(url_of(answer, "nil"), {"seen": answer.version})

    answer.refresh_from_db()
    assert "还缺 1 项：盖章扫描件。填齐后才能报送。" in refused
    assert (answer.status, answer.is_nil) == (SubmissionStatus.REPORTED, True)


def test_files_of_an_answer_are_for_those_who_see_the_answer(materials, people, client_for, at):
    file = hang(materials, MATERIAL, people.liaison, at)
    url = reverse("core:file-download", args=[file.pk])

    assert [client_for(person).get(url).status_code for person in (people.staff, people.liaison, people.outsider)] == [200, 200, 404]


def test_nothing_is_hung_on_an_answer_that_has_left(materials, people, client_for, at):
    hang(materials, MATERIAL, people.liaison, at)
    client = client_for(people.liaison)
    client.post(url_of(materials, "hand-in"), {"seen": materials.version})
    late = SimpleUploadedFile("补充.pdf", PDF.replace(b"%%EOF", b"%%EOF\n"))

    client.post(reverse("core:upload-plain"), {"purpose": MATERIAL, "target": f"submission:{materials.pk}", "files": late, "next": "/"})

    assert files_of(materials, MATERIAL).count() == 1


def test_a_table_over_words_is_no_nil_report(county, people, client_for, at):
    answer = answer_of(opened(people.staff, at, [county.unit], needs_approval=False), county.unit)
    client = client_for(people.liaison)
    client.post(url_of(answer, "save"), {"seen": answer.version, "first": "0", **{f"r1-{key}": value for key, value in ROW.items()}})
    answer.refresh_from_db()

    told = client.post(url_of(answer, "nil"), {"seen": answer.version}).content.decode()

    assert "填报内容不是空的，不能零报告。请先清空填报内容，或者直接报送。" in told
