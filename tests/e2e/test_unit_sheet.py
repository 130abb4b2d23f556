"""一页纸: the sheet of a busy unit fits on one A4, and older events follow on the page itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Unit, User
from rectification.models import Order
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.histories import asked_of, history, order_of
from tests.fixtures.live import LiveApp

pytestmark = pytest.mark.e2e
A4 = (595, 842)


@pytest.fixture(scope="module")
def people(live_app: LiveApp) -> dict[str, User]:
    """A bureau, and a unit with more of everything than a sheet has lines for; its names are long."""
    government = UnitFactory(code="S0", name="明川县人民政府", short_name="县政府", kind="government")
    bureau = UnitFactory(code="S1", name="明川县司法局", short_name="司法局", kind="bureau", parent=government)
    unit = UnitFactory(code="S2", name="明川县交通运输综合行政执法大队", short_name="交通执法大队", parent=government)
    staff, leader = UserFactory(username="s-staff", role="bureau_staff", unit=bureau), UserFactory(username="s-leader", role="bureau_leader", unit=bureau)
    for number in range(5):
        UserFactory(username=f"s-person{number}", name=f"欧阳知远{number}", role="dept_leader" if number % 2 else "dept_liaison", unit=unit)
    person, at = User.objects.get(username="s-person0"), timezone.now()
    history(unit, staff, leader, person, at, 8)
    long = "关于三件普通程序行政处罚案件作出决定前未经法制审核且未听取当事人陈述申辩意见的问题"
    Order.objects.filter(pk=order_of(unit, staff, at - timedelta(days=60), long).pk).update(is_recurring=True, is_supervised=True, is_extended=True, urged=3)
    asked_of(unit, staff, at, 99)
    return {"staff": staff, "liaison": person}


@pytest.mark.parametrize("who", ["staff", "liaison"])
def test_the_sheet_of_a_busy_unit_is_one_page_of_a4(people: dict[str, User], new_page: Callable[..., Page], who: str) -> None:
    page = new_page(people[who])
    page.goto(f"{Unit.objects.get(code='S2').page_url}print/")

    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))

    assert len(paper) == 1
    assert tuple(round(side) for side in paper[0].get_size()) == A4
    text = paper[0].get_textpage().get_text_bounded()
    assert [word for word in ("整改", "台账任务", "报送", "案卷评查", "文书", "期限", "人员与证件", "执法行为", "近期大事") if word not in text] == []


def test_older_events_are_added_below_without_leaving_the_page(people: dict[str, User], new_page: Callable[..., Page]) -> None:
    page = new_page(people["staff"])
    page.goto(Unit.objects.get(code="S2").page_url)
    events = page.locator("#timeline .md-event")
    expect(events).to_have_count(20)

    page.get_by_role("link", name="更早的记录").click()

    expect(events).to_have_count(40)
    assert page.url.endswith(Unit.objects.get(code="S2").page_url)


@pytest.mark.parametrize("width", [1440, 360])
def test_the_page_fits_the_screen(people: dict[str, User], new_page: Callable[..., Page], width: int) -> None:
    page = new_page(people["liaison"], width=width)
    page.goto(Unit.objects.get(code="S2").page_url)

    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
