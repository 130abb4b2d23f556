"""导入: workbooks through the page – upload, preview, commit."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.steps_pages import go, press, wait_for_job

DATA = Path(__file__).parents[1] / "data"


def import_workbook(page: Page, kind: str, name: str) -> None:
    """Upload `name`, look at the preview, take the good rows, if any is new; those that are wrong come back as a workbook."""
    go(page, f"/imports/{kind}/")
    page.set_input_files("input[type=file]", DATA / name)
    press(page, "上传并检查")
    _follow_job(page)
    if page.get_by_role("button", name="没有要写入的行").count() > 0:
        return
    has_rejected = page.get_by_role("link", name="下载错误表").count() > 0
    with page.expect_navigation():
        page.locator("form[action$='/commit/'] button").click()
    _follow_job(page)
    expect(page.locator(".md-heading")).to_contain_text("已导入")
    if has_rejected:
        with page.expect_download() as errors:
            page.get_by_role("link", name="下载错误表").click()
        assert errors.value.suggested_filename.endswith("-错误表.xlsx")


def _follow_job(page: Page) -> None:
    """A large workbook is read by the worker; its page leads back to the import."""
    if "/jobs/" in page.url:
        wait_for_job(page)
        with page.expect_navigation():
            page.get_by_role("link", name="查看结果").click()
