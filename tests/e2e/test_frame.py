"""The frame and the parts in a real browser: by keyboard, without scripts, on a phone, and read out."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import UnitKind, User
from core.look.samples import PARTS
from tests.factories.accounts import UnitFactory, UserFactory
from tests.fixtures.cast import HouseClient
from tests.fixtures.live import LiveApp

pytestmark = pytest.mark.e2e

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OBSCURED = "partially obscured"  # what lies behind a bar of the phone until it is scrolled to
Sheet = Callable[..., Page]


@pytest.fixture(scope="module")
def officer(live_app: LiveApp) -> User:
    """监督岗 in the cloned database."""
    return UserFactory(name="陈知远", unit=UnitFactory(name="明川县司法局", kind=UnitKind.BUREAU), role="bureau_staff")


@pytest.fixture
def sheet(new_page: Callable[..., Page], officer: User, settings: Settings) -> Sheet:
    """A sheet of parts, drawn here and served before the live product with its own policy."""

    settings.DEBUG = True
    client = HouseClient()
    client.force_login(officer)

    def open_sheet(part: str, page: Page | None = None, **options: object) -> Page:
        answer = client.get(f"/style/{part}/")
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers["Content-Security-Policy"]}
        page = page or new_page(officer, **options)
        page.route(f"**/style/{part}/", lambda route: route.fulfill(body=answer.content.decode(), headers=headers))
        page.goto(f"/style/{part}/")
        return page

    return open_sheet


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"] if OBSCURED not in str(node["any"])]


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [1440, 360])
def test_the_parts_can_be_read_out_and_fit_the_screen(sheet: Sheet, width: int) -> None:
    page, told = None, {}
    for part in PARTS:
        page = sheet(part, page, width=width)
        told[part] = (faults(page), sideways(page))

    assert told == dict.fromkeys(PARTS, ([], 0))


@pytest.mark.parametrize("width", [1440, 360])
def test_real_pages_can_be_read_out_and_fit_the_screen(new_page: Callable[..., Page], officer: User, width: int) -> None:
    paths = ("/", "/accounts/me/", "/rectification/orders/", "/notices/", "/jobs/")
    page, told = new_page(officer, width=width), {}
    for path in paths:
        page.goto(path)
        told[path] = (faults(page), sideways(page))

    assert told == dict.fromkeys(paths, ([], 0))


def test_the_keys_reach_the_search_and_leave_menus(new_page: Callable[..., Page], officer: User) -> None:
    page = new_page(officer)
    page.goto("/help/")

    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.locator(".md-me > summary").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()
    expect(page.locator(".md-me > summary")).to_be_focused()


def test_rows_are_chosen_at_once_and_let_go_by_escape(sheet: Sheet) -> None:
    page = sheet("list")

    page.locator(".md-tick-all").click()
    expect(page.locator("[data-selected]")).to_have_text("7")
    page.keyboard.press("Escape")

    expect(page.locator(".md-tick:checked")).to_have_count(0)
    expect(page.locator(".md-bulk")).to_be_hidden()


def test_the_confirmation_takes_the_focus_and_gives_it_back(sheet: Sheet) -> None:
    page = sheet("scoring")
    trigger = page.locator("[data-dialog=veto]")

    trigger.click()
    expect(page.locator("#veto-facts")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#veto")).to_be_hidden()
    expect(trigger).to_be_focused()


def test_without_scripts_menus_choices_and_confirmations_work(sheet: Sheet) -> None:
    page = sheet("list", java_script_enabled=False)
    page.locator(".md-chooser > summary").click()
    expect(page.locator(".md-chooser-list")).to_be_visible()
    page.locator(".md-tick").first.check()
    expect(page.locator(".md-bulk")).to_be_visible()

    page = sheet("scoring", java_script_enabled=False)
    page.locator("[data-dialog=veto]").click()

    expect(page.locator("#veto")).to_be_visible()


def test_on_a_phone_the_navigation_is_a_drawer(new_page: Callable[..., Page], officer: User) -> None:
    page = new_page(officer, width=360)
    page.goto("/help/")
    expect(page.locator("#side")).to_be_hidden()

    page.locator("[data-drawer]").click()
    expect(page.locator("#side")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("[data-drawer]")).to_be_focused()
