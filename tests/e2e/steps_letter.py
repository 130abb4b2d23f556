"""反馈函: drafted from the findings, reviewed, signed, set by the worker, served, signed for."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Download, Page, expect

from cases.models import BatchUnit
from documents.models import Document
from tests.e2e.steps_pages import confirm, go, press
from tests.e2e.steps_scoring import FAULT
from tests.fixtures.live import wait_until


def draft_letter(office: Page, row: BatchUnit) -> Document:
    """拟制反馈函: the text names the findings, and goes to review as it is."""
    go(office, row.get_absolute_url())
    press(office, "拟制反馈函", "已拟制反馈函")
    expect(office.locator(".md-preview")).to_contain_text(FAULT.rstrip("。"))
    press(office, "送审")
    row.refresh_from_db()
    assert row.feedback is not None
    return row.feedback


def review_and_sign(colleague: Page, leader: Page, document: Document) -> None:
    """核稿 by a colleague, then 签发."""
    go(colleague, document.get_absolute_url())
    press(colleague, "核稿")
    sign(leader, document)


def sign(leader: Page, document: Document) -> None:
    """签发 by the leader; the worker sets the document."""
    go(leader, document.get_absolute_url())
    leader.get_by_role("link", name="签发…").click()
    press(leader, "签发", within=leader.locator("#sign"))
    wait_until(lambda: Document.objects.filter(pk=document.pk, pdf__isnull=False, docx__isnull=False).exists(), "the document to be set")


def serve_letter(office: Page, document: Document) -> None:
    """PDF and docx are there and are what they say; 登记送达."""
    go(office, document.get_absolute_url())
    document.refresh_from_db()
    assert document.number
    assert _fetch(office, "下载 PDF").startswith(b"%PDF-")
    words = re.sub("<[^>]+>", "", zipfile.ZipFile(io.BytesIO(_fetch(office, "下载 Word"))).read("word/document.xml").decode())
    assert document.number in words
    assert FAULT.rstrip("。") in words
    day = office.get_by_label("送达日期")
    stated = day.input_value()
    day.fill("")
    office.get_by_role("link", name="登记送达…").click()
    expect(office.locator("dialog[open]")).to_have_count(0)
    day.fill(stated)
    confirm(office, "登记送达")


def _fetch(page: Page, name: str) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("link", name=name, exact=True).click()
    return _content(found.value)


def _content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def receive_letter(liaison: Page, document: Document) -> None:
    """签收, found from the unit's own desk."""
    go(liaison, "/")
    expect(liaison.locator(".md-todo")).to_contain_text(document.title)
    go(liaison, document.get_absolute_url())
    press(liaison, "签收")
    expect(liaison.locator("main")).to_contain_text("已签收")
