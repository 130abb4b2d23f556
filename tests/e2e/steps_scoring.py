"""评查台: a file is scored with the keyboard; what was typed survives; nobody sees the other's score before both are in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from cases.models import DrawnFile, ReviewSheet
from tests.e2e.steps_pages import go, press

FAULT = "送达回证缺少一名送达人签名。"
PROBLEMS = "送达回证要素不全。"
ADVICE = "补正送达回证。"


def score_by_keys(reviewer: Page, sheet: ReviewSheet, *, item: str = "CF-401", reload: bool = False) -> None:
    """One deduction with its page and its reason, everything else full; then the sheet is handed in."""
    go(reviewer, f"/cases/sheets/{sheet.pk}/?item={item}")
    form = reviewer.locator("[data-item-form]")
    expect(form).to_have_attribute("data-code", item)
    reviewer.keyboard.press("ArrowRight")
    expect(reviewer.locator("[data-shown]")).to_have_text("2")
    if not form.locator("[data-na]").count():
        reviewer.keyboard.press("n")
        expect(reviewer.locator("[data-saved]")).to_have_text("本项不能记不适用")
    reviewer.keyboard.press("1")
    reviewer.keyboard.press("p")
    form.locator("[data-reason]").fill(FAULT)
    reviewer.keyboard.press("Control+s")
    expect(reviewer.locator("[data-saved]")).to_contain_text("已存")
    expect(reviewer.locator("[data-live='open-score'] .is-cut")).to_be_visible()
    if reload:
        _comes_back(reviewer)
    _hand_in(reviewer, with_words=reload)
    if reload:
        sheet.refresh_from_db()
        assert (sheet.problems, sheet.advice) == (PROBLEMS, ADVICE)


def _comes_back(reviewer: Page) -> None:
    """自动保存: after a reload tick, reason and quoted page are there; an item opened by J stays scored by 0."""
    reviewer.reload()
    form = reviewer.locator("[data-item-form]")
    expect(form.locator("[name=pick]").first).to_be_checked()
    expect(form.locator("[data-reason]")).to_have_value(FAULT)
    expect(form.locator("[data-quotes]")).to_contain_text("第 2 页")
    first = form.get_attribute("data-code")
    reviewer.keyboard.press("j")
    expect(reviewer.locator("[data-item-form]")).not_to_have_attribute("data-code", first or "")
    second = reviewer.locator("[data-item-form]").get_attribute("data-code") or ""
    reviewer.keyboard.press("0")
    expect(reviewer.locator("[data-live='open-score']")).not_to_contain_text("—")
    expect(reviewer.locator("[data-item-form]")).to_have_attribute("data-code", second)
    reviewer.keyboard.press("?")
    expect(reviewer.locator("#keys")).to_be_visible()
    reviewer.keyboard.press("Escape")
    expect(reviewer.locator("#keys")).to_be_hidden()


def _hand_in(reviewer: Page, *, with_words: bool) -> None:
    """小结, then 提交评查表 with the vetoes ticked off as looked at."""
    _turn_to(reviewer, "小结与建议", "[data-summary-form]")
    if with_words:
        _words_survive(reviewer)
    reviewer.locator("[data-live='forward'] a", has_text="提交评查表").click()
    box = reviewer.locator("#submit")
    box.get_by_role("button", name="提交评查表").click()
    expect(box).to_be_visible()  # the browser asks for the tick; nothing was sent
    box.get_by_label("一票否决项已逐项核对").check()
    press(reviewer, "提交评查表", within=box)


def _turn_to(reviewer: Page, tab: str, shows: str) -> None:
    reviewer.locator("#rubric .md-tabs a", has_text=tab).click()
    reviewer.locator(shows).wait_for()


def _words_survive(reviewer: Page) -> None:
    """小结 is saved as it is typed: it is there after another tab was looked at, and goes in with what was typed just before the submission."""
    reviewer.get_by_label("主要问题").fill(PROBLEMS)
    _turn_to(reviewer, "评分项", "[data-item-form]")
    _turn_to(reviewer, "小结与建议", "[data-summary-form]")
    expect(reviewer.get_by_label("主要问题")).to_have_value(PROBLEMS)
    reviewer.get_by_label("整改建议").fill(ADVICE)


def is_blind(other: Page, file: DrawnFile, own: ReviewSheet, done: ReviewSheet) -> None:
    """背靠背: the second reviewer's desk and the file's page hold neither score nor words of the first."""
    done.refresh_from_db()
    for url in (f"/cases/sheets/{own.pk}/", f"/cases/sheets/{own.pk}/?tab=summary", file.get_absolute_url()):
        answer = other.goto(url)
        assert answer is not None
        assert answer.status in (200, 404)
        assert str(done.score) not in other.content()
        assert FAULT not in other.content()
    answer = other.goto(f"/cases/sheets/{done.pk}/")
    assert answer is not None
    assert answer.status == 404
