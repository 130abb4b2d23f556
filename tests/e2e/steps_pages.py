"""What a hand does on any page: press a button, read the answer, go where a link leads."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def press(page: Page, name: str, said: str = "", within: Locator | None = None) -> None:
    """Click the act's button; the page that answers is whole, and says `said`."""
    button = (within or page).get_by_role("button", name=name, exact=True)
    with page.expect_navigation() as answer:
        button.first.click()
    assert answer.value is not None
    assert answer.value.status == 200, f"{name}: {answer.value.status} {refusals(page)}"
    if said:
        expect(page.locator("[data-toast]").first).to_contain_text(said)


def confirm(page: Page, name: str, said: str = "") -> None:
    """Open the act's confirmation, which names the act again, and press it there."""
    page.get_by_role("link", name=f"{name}…", exact=True).click()
    press(page, name, said, within=page.locator("dialog[open]"))


def refusals(page: Page) -> str:
    """What a refused page says."""
    return "；".join(page.locator(".md-note-red, .md-note-amber, .invalid-feedback").all_inner_texts())


def go(page: Page, url: str) -> None:
    """Open an address that must be there."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, f"{url}: {answer.status}"


def unfold(page: Page, summary: str) -> Locator:
    """Open the fold under that heading, if it is closed; returns it."""
    fold = page.locator("details", has=page.locator("summary", has_text=re.compile(f"^\\s*{re.escape(summary)}"))).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    return fold


def wait_for_job(page: Page) -> None:
    """Stay on the job's page until the worker is done; it renews itself."""
    expect(page.locator("#job-progress")).to_contain_text("已完成", timeout=60_000)
