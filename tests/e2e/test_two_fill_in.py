"""Two people of a unit fill in one answer at once, in browsers: drafts keep themselves, and nobody's words are lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import UnitKind
from submissions.actions.opening import open_request
from submissions.models import Submission
from tests.e2e.steps_pages import go, press
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.submissions import ROW, drafted, filled

pytestmark = pytest.mark.e2e


@pytest.fixture
def answer(live_app: Any) -> Submission:
    government = UnitFactory(code="TF0", name="明川县人民政府", kind=UnitKind.GOVERNMENT)
    bureau = UnitFactory(code="TF1", name="明川县司法局", kind=UnitKind.BUREAU, parent=government)
    unit = UnitFactory(code="TF2", name="明川县水利局", parent=government)
    staff, now = UserFactory(name="陈知远", unit=bureau, role="bureau_staff"), timezone.now()
    draft = drafted(staff, now, [unit], due_on=timezone.localdate() + timedelta(days=9), needs_approval=False)
    return open_request(request=draft, actor=staff, at=now).submissions.get()


def test_drafts_keep_themselves_and_two_writers_end_with_both_words(answer: Submission, new_page: Callable[..., Page]) -> None:
    first, second = (UserFactory(name=name, unit=answer.unit, role="dept_liaison") for name in ("王海棠", "林书言"))
    filled(answer, first, timezone.now(), ROW)
    page = new_page(second)
    page.clock.install()
    go(page, answer.get_absolute_url())

    page.locator("[name='r1-people']").fill("50")
    page.clock.fast_forward(16_000)
    expect(page.locator("[data-drafts-said]")).to_contain_text("已存草稿")
    answer.refresh_from_db()
    assert answer.rows == [{**ROW, "people": "50"}]

    filled(answer, first, timezone.now(), {**ROW, "people": "50", "name": "同事改的班名"})
    page.locator("[name='r1-mode']").select_option("线上")
    page.clock.fast_forward(16_000)
    expect(page.locator("[data-drafts-said]")).to_contain_text("王海棠")

    page.get_by_role("button", name="存草稿", exact=True).click()
    expect(page.locator("main")).to_contain_text("您没有改过的格子已换成同事保存的内容")
    expect(page.locator("[name='r1-name']")).to_have_value("同事改的班名")
    press(page, "存草稿", "已保存草稿")
    answer.refresh_from_db()
    assert answer.rows == [{**ROW, "people": "50", "name": "同事改的班名", "mode": "线上"}]
