"""整改: one order from the unit's signature to the bureau's acceptance."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from rectification.models import Order
from tests.e2e.steps_pages import confirm, go, press, unfold

AGREED = "经查阅佐证材料，问题已经改正，同意销号。"


def rectify(liaison: Page, order: Order, evidence: Path) -> None:
    """签收, 整改方案, 整改情况 with 佐证, 报送."""
    go(liaison, order.get_absolute_url())
    press(liaison, "签收", "已签收")
    plan = unfold(liaison, "报整改方案")
    plan.get_by_label("责任人").fill("王海棠")
    plan.locator("textarea").fill("问题表现：送达回证缺签名。措施：逐卷复查补正。标准：同类案件无再犯。时限：十日内。")
    press(liaison, "报整改方案", "已报送整改方案", within=plan)
    problem = liaison.locator(".md-problem").first
    problem.get_by_label("整改情况").fill("已补正送达回证，对承办人批评教育，并组织全员培训一次。")
    press(liaison, "保存整改情况", "已保存整改情况")
    liaison.locator(".md-uploader.is-live").first.wait_for()
    liaison.set_input_files(".md-uploader input[type=file]", evidence)
    expect(liaison.locator(".md-files")).to_contain_text(evidence.name, timeout=30_000)
    expect(liaison.locator("#report")).to_contain_text("已经齐全")
    press(liaison, "报送整改报告", "已送本单位审核")


def approve_and_accept(unit_leader: Page, office: Page, order: Order) -> None:
    """单位审核, then 验收 by somebody of the bureau."""
    go(unit_leader, order.get_absolute_url())
    press(unit_leader, "审核通过", "已报送")
    go(office, order.get_absolute_url())
    office.locator(".md-segment-yes").first.click()
    office.get_by_label("选用常用语").select_option(AGREED)
    expect(office.get_by_label("验收意见")).to_have_value(AGREED)
    confirm(office, "验收通过", "已销号")
