"""纸面: 抽取记录 and 评查表 as PDF by a job, with the rights of whoever asked."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import User
from cases.jobs import GONE, KIND, paper
from cases.models import ReviewBatch, ReviewSheet
from core.errors import DomainError
from core.files.actions import open_file
from core.jobs.models import Job
from core.jobs.queue import submit
from tests.fixtures.cast import HouseClient


def no_beat(**told: object) -> None:
    """The progress of a job is not what these tests are about."""


def job_of(user: User, at: datetime, **params: int) -> Job:
    return submit(kind=KIND, title="PDF", actor=user, at=at, params=params)


def test_the_certificate_is_a_pdf_for_the_unit(drawn: ReviewBatch, unit_member: User, at: datetime) -> None:
    outcome = paper(job_of(unit_member, at, draw=drawn.draws.get().pk), no_beat)

    with open_file(outcome.result) as stream:
        assert stream.read(5) == b"%PDF-"
    assert outcome.result.original_name == f"抽取记录 {drawn.draws.get().number}.pdf"


def test_the_joint_sheet_is_a_pdf_for_the_office(sheets: list[ReviewSheet], score: Callable[..., ReviewSheet], inspector: User, at: datetime) -> None:
    for sheet in sheets:
        score(sheet, "CF-301")

    assert paper(job_of(inspector, at, file=sheets[0].file_id), no_beat).result.pages >= 1


@pytest.mark.parametrize("who", ["outsider", "unit_member", "inspector"])
def test_nobody_gets_a_sheet_that_is_not_open_or_not_his(sheets: list[ReviewSheet], who: str, request: pytest.FixtureRequest, at: datetime) -> None:
    with pytest.raises(DomainError, match=GONE):
        paper(job_of(request.getfixturevalue(who), at, file=sheets[0].file_id), no_beat)


def test_an_outsider_gets_no_certificate(drawn: ReviewBatch, outsider: User, at: datetime) -> None:
    with pytest.raises(DomainError, match=GONE):
        paper(job_of(outsider, at, draw=drawn.draws.get().pk), no_beat)


def test_the_button_starts_the_job(drawn: ReviewBatch, client_for: Callable[[User], HouseClient], inspector: User) -> None:
    response = client_for(inspector).post(f"{drawn.draws.get().get_absolute_url()}pdf/")

    assert response.url == f"/jobs/{Job.objects.get(kind=KIND).pk}/"
