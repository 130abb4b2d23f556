"""局领导 signs five letters on a phone, one screen after another, each read to its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import UnitKind, User
from documents import actions
from documents.models import Document, Reading
from tests.documents.conftest import TEXT
from tests.e2e.steps_pages import go, press
from tests.factories.accounts import UnitFactory, UserFactory

pytestmark = pytest.mark.e2e
FIVE, A_MINUTE = 5, 60


@pytest.fixture
def leader(live_app: Any) -> User:
    bureau = UnitFactory(code="SR1", name="明川县司法局", kind=UnitKind.BUREAU)
    unit = UnitFactory(code="SR2", name="明川县水利局")
    drafter, checker = (UserFactory(name=name, unit=bureau, role="bureau_staff") for name in ("陈知远", "贺兰亭"))
    for number in range(FIVE):
        at = timezone.now() - timedelta(days=FIVE - number)
        document = actions.draft(kind="opinion", title=f"第{number + 1}件意见书", to_unit=unit, content=TEXT, actor=drafter, at=at)
        actions.submit_for_review(document=document, actor=drafter, at=at)
        actions.review(document=document, actor=checker, at=at, text="依据准确，建议签发。")
    return UserFactory(name="许静文", unit=bureau, role="bureau_leader")


@pytest.mark.parametrize("scripts", [True, False])
def test_five_are_signed_on_a_phone_within_a_minute(new_page: Callable[..., Page], leader: User, scripts: bool) -> None:
    phone = new_page(leader, width=360, height=780, java_script_enabled=scripts)
    began = time.monotonic()
    go(phone, "/documents/signing/")
    for number in range(1, FIVE + 1):
        expect(phone.locator(".md-round")).to_contain_text(f"第 {number} 件，共 {FIVE} 件")
        _read(phone, scripts)
        press(phone, "签发")
    took = time.monotonic() - began

    signed = list(Document.objects.filter(signed_by=leader).order_by("pk"))
    assert [document.title for document in signed] == [f"第{number + 1}件意见书" for number in range(FIVE)]
    assert Reading.objects.filter(reader=leader).count() == FIVE
    expect(phone.locator("h1 + .md-heading-note")).to_have_text(f"本次签发 {FIVE} 件")
    for document in signed:
        expect(phone.locator("main")).to_contain_text(document.number)
    assert took < A_MINUTE


def _read(phone: Page, scripts: bool) -> None:
    """To the end of the text: scrolling there is enough, without scripts it is said by the button."""
    act = phone.locator("#act")
    expect(act.get_by_role("button", name="签发", exact=True)).to_be_disabled()
    phone.locator("#text-end").scroll_into_view_if_needed()
    if not scripts:
        press(phone, "已阅读全文")
    expect(act.get_by_role("button", name="签发", exact=True)).to_be_enabled()
    width = phone.evaluate("document.documentElement.scrollWidth") if scripts else 360
    assert width <= 360
