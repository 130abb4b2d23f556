"""与上期对比: on a page some units at a time, and as a workbook made in the background."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from core.audit.models import AuditEntry
from core.files.actions import open_file
from core.jobs.models import Job
from core.jobs.run import run_job
from submissions.actions.answering import save_answer
from submissions.actions.handing_in import hand_in
from submissions.actions.periods_opening import open_due_periods
from submissions.actions.review import accept
from submissions.models import SubmissionRequest
from tests.factories.submissions import ROW, answer_of, serial


def morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8, 30)))


@pytest.fixture
def april(county, people, at) -> SubmissionRequest:
    """Two units of which one changed a figure since March, one reported only in April."""
    serial(people.staff, at, [county.unit, county.other_unit], needs_approval=False)
    asked = []
    for day, counts in ((date(2026, 4, 1), {county.unit: "42"}), (date(2026, 5, 6), {county.unit: "1050", county.other_unit: "7"})):
        asked.append(open_due_periods(actor=User.objects.system(), at=morning(day)).requests[0])
        for unit, count in counts.items():
            liaison = people.liaison if unit == county.unit else people.outsider
            saved = save_answer(submission=answer_of(asked[-1], unit), actor=liaison, at=morning(day), seen=None, rows=[{**ROW, "people": count}])
            accept(submission=hand_in(submission=saved, actor=liaison, at=morning(day)), actor=people.staff, at=morning(day))
    return asked[1]


def test_the_page_tells_sums_and_what_changed_in_each_unit(april, county, people, client_for):
    page = client_for(people.staff).get(reverse("submissions:request-differences", args=[april.pk]))

    assert [(total.before, total.after, total.delta) for total in page.context["sums"]] == [("42", "1,057", "+1,015")]
    told = {one.unit: (one.is_new, [(change.before, change.after) for change in one.changes]) for one in page.context["units"]}
    assert told == {county.unit: (False, [("42", "1,050")]), county.other_unit: (True, [])}
    assert "上期没有" in page.content.decode()


def test_units_of_other_pages_are_not_compared(april, county, people, client_for, monkeypatch):
    monkeypatch.setattr("submissions.views.collecting.UNITS_OF_A_PAGE", 1)
    page = client_for(people.staff).get(reverse("submissions:request-differences", args=[april.pk]), {"page": 2})

    assert (len(page.context["units"]), page.context["page"].paginator.count) == (1, 2)


def test_the_workbook_holds_all_units_and_is_handed_to_its_requester(april, county, people, client_for):
    answer = client_for(people.staff).post(reverse("submissions:request-differences-export", args=[april.pk]), {"key": "name"})
    job = Job.objects.get(kind="submission_differences")
    assert answer.headers["Location"] == job.get_absolute_url()
    assert AuditEntry.objects.filter(act="submit_job", actor=people.staff).exists()

    run_job(job.pk)

    job.refresh_from_db()
    with open_file(job.result) as stream:
        rows = list(load_workbook(io.BytesIO(stream.read())).worksheets[0].iter_rows(values_only=True))
    changes = [(row[0], row[2], row[4], row[5]) for row in rows if row[2] in ("有变化", "上期没有")]
    assert changes == [(county.unit.name, "有变化", "42", "1,050"), (county.other_unit.name, "上期没有", None, None)]


def test_the_first_period_has_nothing_to_be_compared_with(april, people, client_for):
    march = SubmissionRequest.objects.exclude(pk=april.pk).get()
    page = client_for(people.staff).get(reverse("submissions:request-differences", args=[march.pk]))
    assert "没有上一期" in page.content.decode()

    client_for(people.staff).post(reverse("submissions:request-differences-export", args=[march.pk]))
    job = Job.objects.get(kind="submission_differences")
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.result, job.error) == (None, "没有上一期，不能对比。")
