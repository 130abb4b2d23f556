"""启用前没有报齐的报送任务: who still owes goes on by the old day, who has reported is on record, nothing is made up."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate

from accounts.models import Unit
from core.notices.models import Deadline
from submissions.actions.review import demand
from submissions.integrity import check
from submissions.models import HandIn, Submission, SubmissionRequest
from submissions.workflow import RequestStatus, SubmissionStatus
from tests.fixtures.workbooks import as_xlsx, figures, run_import

pytestmark = pytest.mark.django_db
HEADS = ("任务名称", "依据", "下发日期", "截止日期", "报送单位", "已报单位", "填报说明")
PLAN = ("2026年度培训计划", "明司〔2026〕8号", date(2026, 2, 10), date(2026, 3, 31), "明川县水利局、林业局", "明川县林业局", "报纸质件")


@pytest.fixture
def bring(county, tmp_path):
    def bring(*rows):
        return run_import("import_requests", as_xlsx([HEADS, *rows], tmp_path / "未完成任务.xlsx"))

    return bring


def test_those_who_owe_go_on_and_those_who_have_reported_are_on_record(bring, county):
    batch = bring(PLAN)

    request = SubmissionRequest.objects.get()
    assert figures(batch) == [1, 1, 0, 0, 0]
    assert (request.title, request.status, str(request.asked_on), request.came_by_import) == ("2026年度培训计划", RequestStatus.OPEN, "2026-02-10", True)
    answers = {row.unit: (row.status, row.reason) for row in Submission.objects.all()}
    assert answers == {county.unit: (SubmissionStatus.DUE, ""), county.other_unit: (SubmissionStatus.BEFORE, "系统启用前已报送，材料未录入。")}
    assert [(row.unit, row.due_on) for row in Deadline.objects.filter(kind="submission")] == [(county.unit, date(2026, 3, 31))]
    assert not HandIn.objects.exists()
    assert check() == []


def test_the_same_file_again_changes_nothing(bring):
    bring(PLAN)

    again = bring(PLAN)

    assert figures(again) == [1, 0, 0, 1, 0]
    assert SubmissionRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({4: "明川县水利局、县气象台"}, "unknown_unit"),
        ({3: date(2026, 2, 1)}, "dates_reversed"),
        ({2: date(2027, 1, 1), 3: date(2027, 2, 1)}, "in_future"),
        ({5: "明川县水利局、林业局"}, "nobody_owes"),
        ({0: ""}, "empty"),
    ],
)
def test_what_cannot_be_is_refused_in_words(bring, changed, code):
    row = [changed.get(place, value) for place, value in enumerate(PLAN)]

    batch = bring(row)

    assert [error["code"] for error in batch["errors"]] == [code]
    assert not SubmissionRequest.objects.exists()


def test_a_unit_that_reported_and_was_not_listed_is_on_record_too(bring, county):
    bring([*PLAN[:4], "明川县水利局", "明川县林业局", ""])

    assert set(Submission.objects.values_list("unit", flat=True)) == {county.unit.pk, county.other_unit.pk}
    assert Unit.objects.filter(pk=county.other_unit.pk).exists()


def test_the_page_says_that_it_came_from_before(bring, people, client_for):
    bring(PLAN)

    page = client_for(people.staff).get(SubmissionRequest.objects.get().get_absolute_url()).content.decode()

    assert "启用前数据" in page


def test_who_reported_before_counts_as_reported(bring, county, people, client_for):
    bring(PLAN)
    request, browser = SubmissionRequest.objects.get(), client_for(people.staff)

    detail, matrix = browser.get(request.get_absolute_url()).content.decode(), browser.get("/submissions/matrix/").content.decode()

    assert ("已报<b>1/2</b>" in detail, "已报（启用前）" in detail, "免报" in detail) == (True, True, False)
    assert ("<td>1/2" in matrix, "已报（启用前）" in matrix) == (True, True)
    counted = SubmissionRequest.objects.with_counts(request.due_on).get()
    assert (counted.owed, counted.handed_in, counted.waiting, counted.accepted) == (2, 1, 0, 0)


def test_what_was_reported_before_may_be_asked_for_all_the_same(bring, county, people, at):
    bring(PLAN)

    demand(submission=Submission.objects.get(unit=county.other_unit), actor=people.staff, at=at, due_on=localdate(at))

    assert set(Submission.objects.values_list("status", flat=True)) == {SubmissionStatus.DUE}
    assert check() == []
