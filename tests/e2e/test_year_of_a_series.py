"""周期任务 over a year in a browser, the clock of the product travelling from one opening day to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Post, UnitKind, User
from submissions.actions.opening import open_request
from submissions.actions.periods_opening import open_due_periods
from submissions.actions.review import accept
from submissions.models import RequestSeries, SubmissionRequest
from tests.e2e.steps_pages import go, press, unfold
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.submissions import ROW, drafted
from tests.fixtures.live import LiveApp

pytestmark = pytest.mark.e2e
OPENED = [  # first working day after each month of 2025, over 春节, 五一, 端午, 国庆 and the worked Sunday after 元旦
    "02-05", "03-03", "04-01", "05-06", "06-03", "07-01", "08-01", "09-01", "10-09", "11-03", "12-01", "01-04",
]  # fmt: skip
NIL, LATE = "2025年2月", "2025年5月"


def moment(day: date, hour: int = 8, minute: int = 30) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@pytest.fixture
def people(live_app: LiveApp) -> dict[str, User]:
    government = UnitFactory(code="YS0", name="明川县人民政府", kind=UnitKind.GOVERNMENT)
    bureau = UnitFactory(code="YS1", name="明川县司法局", kind=UnitKind.BUREAU, parent=government)
    unit = UnitFactory(code="YS2", name="明川县水利局", short_name="水利局", parent=government)
    found = {"staff": UserFactory(name="陈知远", unit=bureau, role="bureau_staff"), "liaison": UserFactory(name="王海棠", unit=unit, role="dept_liaison")}
    Post.objects.update(since=date(2025, 1, 1))
    return found


def test_a_monthly_request_over_a_year(live_app: LiveApp, people: dict[str, User], new_page: Callable[..., Page]) -> None:
    live_app.travel(moment(date(2025, 1, 6)))
    _set_up(new_page(people["staff"]), people)

    opened, day = [], date(2025, 1, 6)
    while len(opened) < len(OPENED):
        for request in open_due_periods(actor=User.objects.system(), at=moment(day)).requests:
            opened.append(f"{day:%m-%d}")
            late = timedelta(days=14) if str(request.period) == LATE else timedelta()
            live_app.travel(moment(day + late, 9, 0))
            _answer(new_page(people["liaison"]), request, len(opened))  # a login lasts twelve hours
            accept(submission=request.submissions.get(), actor=people["staff"], at=moment(day + late, 10))
        day += timedelta(days=1)

    assert opened == OPENED
    answers = [request.submissions.get() for request in SubmissionRequest.objects.filter(series__isnull=False).order_by("period_on")]
    words = {NIL: "零报告（审核通过）", LATE: "审核通过（迟报）"}
    assert [answer.state_words for answer in answers] == [words.get(str(answer.request.period), "审核通过") for answer in answers]
    expect(_at(new_page(people["staff"]), "/submissions/matrix/").locator("main")).to_contain_text("12月")


def _at(page: Page, url: str) -> Page:
    go(page, url)
    return page


def _set_up(staff: Page, people: dict[str, User]) -> None:
    """From a request that was asked once, by its page."""
    at = moment(date(2025, 1, 6))
    sample = open_request(request=drafted(people["staff"], at, [people["liaison"].unit], needs_approval=False), actor=people["staff"], at=at)
    go(staff, f"/submissions/series/new/?sample={sample.pk}")
    staff.get_by_label("从哪一期起").fill("2025-01-15")
    staff.get_by_label("须单位审核").uncheck()
    press(staff, "新建周期任务", "已新建周期任务")
    assert RequestSeries.objects.get().units.get() == people["liaison"].unit


def _answer(liaison: Page, request: SubmissionRequest, number: int) -> None:
    """From the desk to the answer: what was accepted last stands in the boxes, one figure is new."""
    go(liaison, "/")
    for fold in liaison.locator("details.md-todo-fold:not([open]) > summary").all():
        fold.click()
    liaison.get_by_role("link", name=f"报送：{request}").first.click()
    if str(request.period) == NIL:
        for box in ROW:
            field = liaison.locator(f"[name='r1-{box}']")
            field.select_option("") if box == "mode" else field.fill("")
        press(liaison, "存草稿", "已保存草稿")
        press(liaison, "零报告", "已报送", within=unfold(liaison, "零报告…"))
        return
    if number == 1:
        liaison.locator("[name='r1-name']").fill(ROW["name"])
        liaison.locator("[name='r1-held_on']").fill("2025.1.15")
    else:
        expect(liaison.locator("[name='r1-name']")).to_have_value(ROW["name"])
    liaison.locator("[name='r1-people']").fill(f"{40 + number}")
    press(liaison, "报送", "已报送")
