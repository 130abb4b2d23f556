"""案卷评查: a round from its opening to the certificate of the draw and the call for files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from accounts.models import Unit, User
from cases.models import BatchUnit, CatalogueEntry, ReviewBatch
from cases.workflow import EntryState
from documents.models import Document
from tests.e2e.steps_pages import confirm, go, press, refusals

NAME = "2026年行政处罚案卷评查"


def open_batch(office: Page, units: Sequence[Unit], reviewers: Sequence[User]) -> ReviewBatch:
    """新建批次 and 印发: penalty rubric, all files of the units."""
    go(office, "/cases/batches/new/")
    office.get_by_label("批次名称").fill(NAME)
    office.get_by_label("评查期间起").fill("2025-01-01")
    office.get_by_label("评查期间止").fill("2026-06-30")
    office.locator("input[name=rubrics]").first.check()
    office.get_by_label("抽取比例（%）").fill("100")
    for field, chosen in (("units", units), ("reviewers", reviewers)):
        for one in chosen:
            office.locator(f"input[name={field}][value='{one.pk}']").check()
    press(office, "新建批次", "已新建批次")
    press(office, "印发评查通知", "已印发")
    return ReviewBatch.objects.get(name=NAME)


def exclude_others(batch: ReviewBatch, numbers: Sequence[str]) -> None:
    """Only the files that have a scan take part; the office has agreed to leave out the rest."""
    rest = CatalogueEntry.objects.filter(row__batch=batch).exclude(document_no__in=numbers)
    rest.update(state=EntryState.EXCLUDED, reason="本次只评有扫描件的案卷", settled_note="同意")


def confirm_and_report(liaison: Page, leader: Page, row: BatchUnit) -> None:
    """确认目录, 自评报告, and the approval of the unit's own leader."""
    go(liaison, row.get_absolute_url())
    confirm(liaison, "确认目录", "目录已确认")
    liaison.get_by_label("自评情况").fill("已逐卷自查，送达回证要素不全两处，已补正。")
    press(liaison, "提交自评报告", "已送本单位审核")
    go(leader, row.get_absolute_url())
    press(leader, "审核通过", "自评报告已报送司法局")


def lock_and_draw(office: Page, batch: ReviewBatch, count: int) -> None:
    """锁定抽取范围, 抽取; the certificate shows digest and seed, and agrees when it is computed anew."""
    go(office, batch.get_absolute_url())
    press(office, "锁定抽取范围", f"已锁定抽取范围 {count} 卷")
    confirm(office, "开始抽取", f"已抽取 {count} 卷")
    record = batch.draws.get()
    go(office, record.get_absolute_url())
    codes = office.locator("main code")
    expect(codes.filter(has_text=record.frame_hash)).to_be_visible()
    expect(codes.filter(has_text=re.compile(f"^{record.seed}$"))).to_be_visible()
    expect(office.locator("main")).to_contain_text("重新计算，结果一致")


def call_in(office: Page, batch: ReviewBatch) -> None:
    """拟制调卷通知, one for each unit."""
    go(office, batch.get_absolute_url())
    press(office, "拟制调卷通知", "已为各单位拟制调卷通知书")


def submit_notice(office: Page, row: BatchUnit) -> Document:
    """送审 of one unit's notice, as it was drafted."""
    row.refresh_from_db()
    assert row.recall is not None
    go(office, row.recall.get_absolute_url())
    press(office, "送审")
    return row.recall


def deal(office: Page, batch: ReviewBatch, count: int) -> None:
    """随机分派 to two reviewers each, none of them from the file's own unit."""
    go(office, batch.get_absolute_url())
    press(office, "随机分派", f"已随机分派 {count} 卷")


def upload_scans(liaison: Page, row: BatchUnit, scans: Mapping[str, Path], *, breaks: bool = False) -> None:
    """Several scans at once; one whose connection breaks goes on by itself. Each finds its file by its number."""
    go(liaison, row.get_absolute_url())
    liaison.locator(".md-uploader.is-live").wait_for()
    refused: list[str] = []

    def break_once(route: Route) -> None:
        if refused or route.request.headers.get("x-http-method-override") != "PATCH":
            route.continue_()
            return
        refused.append(route.request.url)
        route.abort("connectionreset")

    if breaks:
        liaison.route("**/files/uploads/*/", break_once)
    liaison.set_input_files(".md-uploader input[type=file]", list(scans.values()))
    for number in scans:
        line = liaison.locator("#files tr", has_text=number)
        expect(line.get_by_role("link", name="查看")).to_be_visible(timeout=60_000)
    assert bool(refused) is breaks
    assert refusals(liaison) == ""
