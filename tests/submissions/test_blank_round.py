"""司法局表样走一圈: a real blank goes to fifty units, comes back in three versions of carelessness, is checked, returned, and merged."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from core.audit.models import AuditEntry
from core.files.actions import open_file
from core.jobs.models import Job
from core.jobs.run import run_job
from submissions.models import SubmissionRequest
from submissions.workflow import SubmissionStatus
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.submissions import answer_of, drafted, filled
from tests.submissions.tables.books import FOLDER

CARELESS = ("answer-renamed.xlsx", "answer-extra-rows-picture.xlsx", "answer-text-dates.xlsx")


def upload(name):
    return SimpleUploadedFile(name, (FOLDER / name).read_bytes())


@pytest.fixture
def units(county):
    return [UnitFactory(code=f"F{number:02d}", parent=county.bureau.parent) for number in range(50)]


@pytest.fixture
def liaisons(units):
    return [UserFactory(role="dept_liaison", unit=unit) for unit in units[:3]]


@pytest.fixture
def sent(units, people, client_for, at):
    """The bureau's blank, its columns as they were read, sent to fifty units that report directly."""
    request = drafted(people.staff, at, units, title="执法人员统计表", shape="workbook", fields=[], needs_approval=False, due_on=at.date().replace(year=2099))
    client = client_for(people.staff)
    answer = client.post(reverse("submissions:request-blank", args=[request.pk]), {"blank": upload("blank-15.xlsx")})
    assert answer.url == reverse("submissions:request-fields", args=[request.pk])
    client.post(reverse("submissions:request-open", args=[request.pk]))
    return SubmissionRequest.objects.get(pk=request.pk)


def bring_back(client, submission, name):
    submission.refresh_from_db()
    return client.post(reverse("submissions:submission-upload", args=[submission.pk]), {"seen": submission.version, "workbook": upload(name)}, follow=True)


def test_a_blank_goes_to_fifty_units_and_comes_back_merged(sent, units, liaisons, people, client_for):
    assert sent.submissions.count() == 50
    answers = [answer_of(sent, unit) for unit in units[:3]]
    told = [bring_back(client_for(liaison), answer, name) for liaison, answer, name in zip(liaisons, answers, CARELESS, strict=True)]

    assert [page.status_code for page in told] == [200, 200, 200]
    assert "列“执法人员姓名”按“姓名”读取（名称相近）。" in told[0].content.decode()
    assert "表中有图片 1 张，图片不导入；需要报送的，请作为附件上传。" in told[1].content.decode()
    assert told[2].context["answer"].problems

    for liaison, answer in zip(liaisons, answers, strict=True):
        client_for(liaison).post(reverse("submissions:submission-hand-in", args=[answer.pk]), typed(answer))
    for answer in answers:
        answer.refresh_from_db()
    assert [answer.status for answer in answers] == [SubmissionStatus.REPORTED, SubmissionStatus.REPORTED, SubmissionStatus.DUE]

    client_for(people.staff).post("/submissions/items/accept/", {"pk": [answer.pk for answer in answers[:2]]})
    merged = merge(sent, people, client_for)

    page = merged[merged.sheetnames[0]]
    names = [cell.value for cell in page[page.max_row] if cell.value]
    column = next(cell.column for row in page.iter_rows(max_row=6) for cell in row if cell.value == "单位")
    told_units = [page.cell(row, column).value for row in range(5, 10)]
    assert told_units == [units[0].name] * 2 + [units[1].name] * 3
    assert page.data_validations.dataValidation
    assert names


def typed(answer):
    """The boxes as the page shows them, unchanged."""
    answer.refresh_from_db()
    said = {"seen": str(answer.version), "first": "0"}
    for number, row in enumerate(answer.rows, 1):
        said |= {f"r{number}-{key}": value for key, value in row.items()}
    return said


def merge(request, people, client_for):
    answer = client_for(people.staff).post(reverse("submissions:request-merge", args=[request.pk]))
    job = Job.objects.get(kind="submission_merge")
    assert answer.url == job.get_absolute_url()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.summary == "汇总 2 个单位 5 行。"
    with open_file(job.result) as stream:
        return load_workbook(io.BytesIO(stream.read()))


def test_the_marked_workbook_tells_the_unit_what_to_mend(sent, units, liaisons, client_for):
    answer, client = answer_of(sent, units[2]), client_for(liaisons[2])
    told = bring_back(client, answer, "answer-text-dates.xlsx")

    marked = client.get(reverse("submissions:upload-marked", args=[answer.pk, told.context["file"].pk]))

    page = load_workbook(io.BytesIO(marked.content)).worksheets[0]
    reasons = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value and "应为" in str(cell.value)]
    assert reasons
    taken = AuditEntry.objects.get(act="download_workbook", target_id=str(answer.pk))
    assert (taken.actor, taken.note) == (liaisons[2], "错误表-answer-text-dates.xlsx")


def test_what_goes_out_again_holds_what_came_in(sent, units, liaisons, client_for):
    answer, client = answer_of(sent, units[0]), client_for(liaisons[0])
    bring_back(client, answer, "answer-renamed.xlsx")

    book = load_workbook(io.BytesIO(client.get(reverse("submissions:submission-workbook", args=[answer.pk])).content))

    assert "张三" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert AuditEntry.objects.get(act="download_workbook", target_id=str(answer.pk)).actor == liaisons[0]


def test_a_file_that_is_no_table_is_refused_and_nothing_changes(sent, units, liaisons, client_for):
    answer, client = answer_of(sent, units[0]), client_for(liaisons[0])
    fake = SimpleUploadedFile("答卷.xlsx", b"<html><table></table></html>")

    told = client.post(reverse("submissions:submission-upload", args=[answer.pk]), {"seen": answer.version, "workbook": fake})

    answer.refresh_from_db()
    assert (told.status_code, answer.rows, answer.version) == (422, [], 1)


def test_a_workbook_over_a_colleagues_words_is_told(sent, units, liaisons, client_for):
    answer, client = answer_of(sent, units[0]), client_for(liaisons[0])
    bring_back(client, answer, "answer-renamed.xlsx")
    stale = {"seen": 1, "workbook": upload("answer-text-dates.xlsx")}

    told = client.post(reverse("submissions:submission-upload", args=[answer.pk]), stale)

    assert told.status_code == 409
    assert "已修改本页" in told.content.decode()


def test_the_unit_points_to_a_column_itself(sent, units, liaisons, client_for):
    answer, client = answer_of(sent, units[0]), client_for(liaisons[0])
    told = bring_back(client, answer, "answer-renamed.xlsx")
    url = reverse("submissions:upload-point", args=[answer.pk, told.context["file"].pk])

    answer.refresh_from_db()
    client.post(url, {"seen": answer.version, "c-c12": "none"})

    answer.refresh_from_db()
    assert [row["c12"] for row in answer.rows] == ["", ""]


def test_pointing_over_a_colleagues_words_is_told(sent, units, liaisons, client_for, at):
    answer, client = answer_of(sent, units[0]), client_for(liaisons[0])
    told = bring_back(client, answer, "answer-renamed.xlsx")
    answer.refresh_from_db()
    seen = answer.version
    colleagues = filled(answer, liaisons[0], at, {"c2": "同事填的"}).rows

    refused = client.post(reverse("submissions:upload-point", args=[answer.pk, told.context["file"].pk]), {"seen": seen, "c-c12": "none"})

    answer.refresh_from_db()
    assert (refused.status_code, answer.rows) == (409, colleagues)
    assert [row["c2"] for row in colleagues] == ["同事填的"]


def test_columns_of_a_blank_are_not_added_by_hand(units, people, client_for, at):
    request = drafted(people.staff, at, units[:1], title="执法人员统计表", shape="workbook", fields=[])
    client = client_for(people.staff)
    client.post(reverse("submissions:request-blank", args=[request.pk]), {"blank": upload("blank-15.xlsx")})
    request.refresh_from_db()
    said = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-heading": "多出的栏目", "form-0-kind": "text"}

    refused = client.post(reverse("submissions:request-fields", args=[request.pk]), said)

    stands = request.fields
    request.refresh_from_db()
    assert (refused.status_code, request.fields) == (422, stands)
    assert "栏目以司法局表样为准，不能增减" in refused.content.decode()
