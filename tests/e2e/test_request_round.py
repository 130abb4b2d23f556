"""报送任务 once round in a browser: asked, filled in, approved inside the unit, returned, mended, accepted, merged."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import UnitKind
from core.files.actions import open_file
from core.jobs.models import Job
from submissions.models import Submission, SubmissionRequest
from submissions.workflow import SubmissionStatus
from tests.e2e.steps_pages import go, press, unfold, wait_for_job
from tests.factories.accounts import UnitFactory, UserFactory
from tests.submissions.tables.books import FOLDER

pytestmark = pytest.mark.e2e
REASON = "成绩与成绩册不符，请核对。"


@pytest.fixture
def seats(live_app: Any, new_page: Callable[..., Page]) -> SimpleNamespace:
    """监督岗, 联络员 and 分管领导 of one department, each before a page of their own."""
    government = UnitFactory(code="RR0", name="明川县人民政府", kind=UnitKind.GOVERNMENT)
    bureau = UnitFactory(code="RR1", name="明川县司法局", kind=UnitKind.BUREAU, parent=government)
    unit = UnitFactory(code="RR2", name="明川县水利局", parent=government)
    people = {
        "staff": UserFactory(name="陈知远", unit=bureau, role="bureau_staff"),
        "liaison": UserFactory(name="王海棠", unit=unit, role="dept_liaison"),
        "leader": UserFactory(name="白景行", unit=unit, role="dept_leader"),
    }
    return SimpleNamespace(**{name: new_page(person) for name, person in people.items()})


def test_a_blank_goes_out_comes_back_wrong_and_ends_in_the_merged_workbook(seats: SimpleNamespace) -> None:
    request = _ask(seats.staff)
    answer = request.submissions.get()

    _bring_back(seats.liaison, answer)
    _mend_and_send_up(seats.liaison, answer)
    press(_at(seats.leader, answer), "审核通过并报送", "已报送，司法局审核后通知您。")
    _return(seats.staff, answer)
    _correct(seats.liaison, answer)
    press(_at(seats.leader, answer), "审核通过并报送", "已报送，司法局审核后通知您。")
    press(_at(seats.staff, answer), "审核通过", "审核通过。")

    answer.refresh_from_db()
    assert (answer.status, [one.rows[0]["c14"] for one in answer.hand_ins.all()]) == (SubmissionStatus.ACCEPTED, ["88", "90"])
    _merge(seats.staff, request)


def _at(page: Page, answer: Submission) -> Page:
    go(page, answer.get_absolute_url())
    return page


def _ask(page: Page) -> SubmissionRequest:
    """The form, the blank, its columns as they were read, and out."""
    go(page, "/submissions/new/")
    page.get_by_label("任务名称").fill("执法人员统计表")
    page.get_by_label("依据", exact=True).fill("年度培训计划")
    page.get_by_label("按司法局表样填报").check()
    page.get_by_label("截止日期").fill(f"{timezone.localdate() + timedelta(days=10)}")
    _tick_unit(page, "水利局")
    press(page, "存草稿", "已存为草稿")
    page.set_input_files("input[type=file]", FOLDER / "blank-15.xlsx")
    press(page, "上传表样", "已读出表样的栏目")
    press(page, "保存表列")
    press(page, "下发", "已下发到 1 个单位")
    return SubmissionRequest.objects.get()


def _tick_unit(page: Page, name: str) -> None:
    unfold(page, "政府部门")
    page.get_by_role("checkbox", name=name).first.check()


def _bring_back(page: Page, answer: Submission) -> None:
    """A workbook with text dates and options nobody offered: it is read, and every fault is named."""
    _at(page, answer)
    unfold(page, "上传填好的表格…")
    page.set_input_files("input[name=workbook]", FOLDER / "answer-text-dates.xlsx")
    press(page, "上传")
    expect(page.locator("h1")).to_have_text("读表情况")
    expect(page.locator("main")).to_contain_text("没有“女性”这一项")
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载错误表").click()
    assert marked.value.suggested_filename == "错误表-answer-text-dates.xlsx"


def _mend_and_send_up(page: Page, answer: Submission) -> None:
    """The wrong cells are mended in the boxes; what may not go yet comes back with all of them."""
    _at(page, answer)
    wrong = page.locator(".md-grid [aria-invalid=true]")
    assert wrong.count() == 8
    for name, value in {"r2-c3": "女", "r2-c7": "市场监管"}.items():
        page.locator(f"[name='{name}']").select_option(value)
    for name, value in {"r2-c6": "2029-02-28", "r2-c9": "30", "r2-c11": "800", "r2-c13": "2026-05", "r2-c14": "59.5", "r3-c2": "王五"}.items():
        page.locator(f"[name='{name}']").fill(value)
    press(page, "送本单位审核", "已送本单位审核")


def _return(page: Page, answer: Submission) -> None:
    _at(page, answer)
    fold = unfold(page, "退回…")
    fold.get_by_label("退回理由").fill(REASON)
    press(page, "退回", "已退回", within=fold)


def _correct(page: Page, answer: Submission) -> None:
    _at(page, answer)
    expect(page.locator(".md-note-amber").first).to_contain_text(REASON)
    page.locator("[name='r1-c14']").fill("90")
    press(page, "送本单位审核", "已送本单位审核")


def _merge(page: Page, request: SubmissionRequest) -> None:
    go(page, request.get_absolute_url())
    press(page, "汇总")
    wait_for_job(page)
    job = Job.objects.get(kind="submission_merge")
    with open_file(job.result) as stream:
        sheet = load_workbook(io.BytesIO(stream.read())).worksheets[0]
    assert "明川县水利局" in {cell.value for row in sheet.iter_rows() for cell in row}
