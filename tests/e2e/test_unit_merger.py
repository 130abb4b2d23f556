"""Two departments become one: the administrator looks, decides, and everybody finds the open work where it belongs now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Unit, UnitKind, User
from rectification.actions import ProblemText, issue_order
from rectification.models import Order
from tests.e2e import steps_pages
from tests.factories.accounts import UnitFactory, UserFactory
from tests.fixtures.live import LiveApp

pytestmark = pytest.mark.e2e


@pytest.fixture
def county(live_app: LiveApp) -> dict[str, Unit]:
    """Two departments with a liaison each, and an order open with the one that will go."""
    top = UnitFactory(name="明川县人民政府", short_name="县政府", kind=UnitKind.GOVERNMENT)
    bureau = UnitFactory(name="明川县司法局", short_name="司法局", kind=UnitKind.BUREAU, parent=top)
    old, new = (UnitFactory(name=f"明川县{name}局", short_name=f"{name}局", parent=top) for name in ("园林", "城管"))
    staff = UserFactory(username="e-jiandu", role="bureau_staff", unit=bureau)
    UserFactory(username="e-xitong", role="system_admin", unit=bureau)
    for name, unit in (("e-yuanlin", old), ("e-chengguan", new)):
        UserFactory(username=name, role="dept_liaison", unit=unit)
    issue_order(
        unit=old, title="绿化行政处罚未经法制审核", problems=[ProblemText("缺审核意见")], source_kind="manual", source_label="检查", actor=staff,
        at=timezone.now(), due_on=date(2099, 6, 30),
    )  # fmt: skip
    return {"old": old, "new": new}


def test_two_units_become_one(county: dict[str, Unit], new_page: Callable[..., Page]) -> None:
    old, new = county["old"], county["new"]
    admin = new_page(User.objects.get(username="e-xitong"))
    before = new_page(User.objects.get(username="e-yuanlin"))
    steps_pages.go(before, "/rectification/orders/")
    expect(before.locator("main")).to_contain_text("绿化行政处罚未经法制审核")

    _merge(admin, old, new)

    _tells(admin, old, new)
    before.goto("/rectification/orders/")
    assert "/accounts/login/" in before.url  # the login ended with the post
    for name in ("e-yuanlin", "e-chengguan"):
        _works_on(new_page(User.objects.get(username=name)), new)
    call_command("verify_integrity")


def _merge(admin: Page, old: Unit, new: Unit) -> None:
    """From the unit's page over what goes to the act itself."""
    steps_pages.go(admin, old.get_absolute_url())
    admin.get_by_role("link", name="合并、撤销", exact=True).click()
    admin.get_by_label("承接单位").select_option(str(new.pk))
    steps_pages.press(admin, "查看移交事项")
    expect(admin.get_by_role("row").filter(has_text="未销号的整改通知")).to_contain_text("1 件")
    expect(admin.get_by_role("row").filter(has_text="在任岗位")).to_contain_text("1 个")
    admin.get_by_label("变更日期").fill(timezone.localdate().isoformat())
    admin.get_by_label("依据").fill("明川县机构改革方案 明发〔2026〕3号")
    steps_pages.press(admin, "合并、撤销单位", "明川县园林局并入明川县城管局")


def _tells(admin: Page, old: Unit, new: Unit) -> None:
    """Both pages say what happened."""
    expect(admin.locator("#history")).to_contain_text("明川县园林局并入明川县城管局")
    steps_pages.go(admin, new.get_absolute_url())
    expect(admin.locator("#history")).to_contain_text("承继自明川县园林局")
    expect(admin.locator("#history")).to_contain_text("未销号的整改通知 1 件")


def _works_on(liaison: Page, new: Unit) -> None:
    """The order is the successor's: found in the list and on its page."""
    steps_pages.go(liaison, "/rectification/orders/")
    liaison.get_by_role("link", name=Order.objects.get().number).first.click()
    expect(liaison.locator("main")).to_contain_text("绿化行政处罚未经法制审核")
    expect(liaison.locator("main")).to_contain_text(new.short_name)
