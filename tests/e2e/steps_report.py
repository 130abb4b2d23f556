"""监督月报: asked for on the page, built by the worker, read on the page and in the workbook."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from reports.models import Report
from tests.e2e.steps_pages import go, press, wait_for_job


def build_report(office: Page, month: str) -> Report:
    """生成报告 and wait for it on the job's page, which leads to it."""
    go(office, "/reports/monthly/")
    office.get_by_label("月份").select_option(month)
    press(office, "生成报告")
    wait_for_job(office)
    with office.expect_navigation():
        office.get_by_role("link", name="查看结果").click()
    return Report.objects.get(period=month)


def shows(office: Page, label: str, value: str) -> None:
    """A number of the page; it leads to as many rows."""
    number = office.locator("tr", has=office.get_by_role("cell", name=label, exact=True)).get_by_role("link").first
    expect(number).to_have_text(value)


def workbook_names(office: Page) -> list[str]:
    """Names of the worksheets of the downloaded workbook."""
    with office.expect_download() as found:
        office.get_by_role("link", name="下载 Excel").click()
    book = load_workbook(io.BytesIO(Path(found.value.path()).read_bytes()))
    return list(book.sheetnames)
