"""One county goes once round the whole circle: real files, real engines, a real worker, a real browser for everybody who takes part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Unit, User
from cases.models import BatchUnit, DrawnFile, ReviewBatch, ReviewSheet
from cases.workflow import SheetState
from core.notices.actions import deadline_of
from rectification.models import Order
from rectification.workflow import Status
from reports.demo import people as who
from reports.demo.people import seed_administrator, seed_people
from tests.e2e import steps_imports, steps_letter, steps_pages, steps_rectification, steps_report, steps_review, steps_scoring
from tests.e2e.conftest import Desk

pytestmark = pytest.mark.e2e

PASSWORD = "Cai-Hong_2026"
SCANS = {path.stem: path for path in sorted((Path(__file__).parents[1] / "data" / "files").glob("*.pdf"))}
SEATS = {who.MARKET: "", who.EMERGENCY: "3", who.HEALTH: "4", who.CITY: "5", who.ECOLOGY: "6", who.FARM: "7"}
REVIEWERS = ("pingcha1", "pingcha2", "pingcha3")
WORKBOOKS = (("subjects", "subjects.xlsx"), ("holidays", "holidays-2024-2026.xlsx"), ("officers", "officers.xlsx"), ("penalties", "cases-penalty.xlsx"))


@pytest.fixture
def county(live_app: Any) -> Any:
    """What an installation has on its first day: rubrics and the system administrator."""
    call_command("load_rubrics")
    call_command("load_phrases")
    seed_administrator(PASSWORD, timezone.now())
    return live_app


def test_a_county_goes_once_round_the_circle(county: Any, page: Page, desk: Desk) -> None:
    _import_everything(page, desk)
    batch = _draw(desk)
    _send_files(desk, batch)
    _score(desk, batch)
    row = batch.rows.get(unit__name=who.MARKET)
    _feed_back(desk, row)
    order = Order.objects.filter(unit=row.unit).earliest("pk")
    steps_rectification.rectify(desk("lianluo"), order, SCANS["明农罚决〔2025〕2号"])
    steps_rectification.approve_and_accept(desk("fenguan"), desk("jiandu2"), order)
    order.refresh_from_db()
    assert order.status == Status.CLOSED
    _report(desk)
    call_command("verify_integrity")


def _import_everything(page: Page, desk: Desk) -> None:
    """The system administrator logs in and imports the units; the bureau's staff the registers, the acts and the plan."""
    steps_pages.go(page, "/accounts/login/")
    page.get_by_label("账号").fill("xitong")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    steps_pages.press(page, "登录")
    steps_imports.import_workbook(page, "units", "organisations.xlsx")
    seed_people(PASSWORD, timezone.now())
    for kind, name in (*WORKBOOKS, ("plan", "plan-ouhai-2022.xlsx")):
        steps_imports.import_workbook(desk("jiandu"), kind, name)


def _draw(desk: Desk) -> ReviewBatch:
    """A round over the six units with scans: lists, self-reports, draw, call for files."""
    units, reviewers = list(Unit.objects.filter(name__in=SEATS)), list(User.objects.filter(username__in=REVIEWERS))
    batch = steps_review.open_batch(desk("jiandu"), units, reviewers)
    steps_review.exclude_others(batch, tuple(SCANS))
    for row in batch.rows.select_related("unit"):
        seat = SEATS[row.unit.name]
        steps_review.confirm_and_report(desk(f"lianluo{seat}"), desk(f"fenguan{seat}"), row)
    steps_review.lock_and_draw(desk("jiandu"), batch, len(SCANS))
    steps_review.call_in(desk("jiandu"), batch)
    for row in batch.rows.select_related("unit"):
        _serve_notice(desk, row)
    return batch


def _serve_notice(desk: Desk, row: BatchUnit) -> None:
    """调卷通知: signed, set and served; from then on the unit's days run."""
    notice = steps_review.submit_notice(desk("jiandu"), row)
    steps_letter.sign(desk("juzhang"), notice)
    steps_pages.go(desk("jiandu"), notice.get_absolute_url())
    steps_pages.confirm(desk("jiandu"), "登记送达")
    assert deadline_of(row, "recall_files").is_open


def _send_files(desk: Desk, batch: ReviewBatch) -> None:
    """Every liaison sends her files at once; the market bureau's line breaks on the way. Then the files are dealt."""
    for row in batch.rows.select_related("unit"):
        numbers = row.files.values_list("entry__document_no", flat=True)
        scans = {number: SCANS[number] for number in numbers}
        steps_review.upload_scans(desk(f"lianluo{SEATS[row.unit.name]}"), row, scans, breaks=row.unit.name == who.MARKET)
    steps_review.deal(desk("jiandu"), batch, len(SCANS))


def _score(desk: Desk, batch: ReviewBatch) -> None:
    """Two reviewers a file; the first file is looked at closely. Then the office confirms the grades."""
    for place, file in enumerate(DrawnFile.objects.filter(row__batch=batch).order_by("pk")):
        first, second = ReviewSheet.objects.filter(file=file).select_related("reviewer").order_by("seat")
        steps_scoring.score_by_keys(desk(first.reviewer.username), first, reload=place == 0)
        if place == 0:
            steps_scoring.is_blind(desk(second.reviewer.username), file, second, first)
        steps_scoring.score_by_keys(desk(second.reviewer.username), second)
    assert not ReviewSheet.objects.exclude(state=SheetState.SUBMITTED).exists()
    for row in batch.rows.all():
        steps_pages.go(desk("jiandu2"), row.get_absolute_url())
        steps_pages.press(desk("jiandu2"), "全部确定", "的等次")


def _feed_back(desk: Desk, row: BatchUnit) -> None:
    """The letter of one unit; its service makes the orders."""
    letter = steps_letter.draft_letter(desk("jiandu"), row)
    steps_letter.review_and_sign(desk("jiandu2"), desk("juzhang"), letter)
    steps_letter.serve_letter(desk("jiandu"), letter)
    assert Order.objects.filter(unit=row.unit).count() == row.files.count()
    steps_letter.receive_letter(desk("lianluo"), letter)


def _report(desk: Desk) -> None:
    """The numbers of this month so far."""
    report = steps_report.build_report(desk("jiandu"), f"{timezone.localdate():%Y-%m}")
    expect(desk("jiandu").locator("h1")).to_contain_text(str(report))
    steps_report.shows(desk("jiandu"), "评查案卷", str(len(SCANS)))
    steps_report.shows(desk("jiandu"), "下达整改", str(Order.objects.count()))
    assert len(steps_report.workbook_names(desk("jiandu"))) >= 3
