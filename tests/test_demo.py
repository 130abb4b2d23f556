"""演示县: `seed_demo` builds a county on which every rule of the product holds and every desk has something on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import UnitChange, User
from cases.models import DrawnFile, ReviewBatch, ReviewSheet
from core.audit.models import AuditEntry
from core.jobs.models import OPEN_STATES, Job
from core.notices.models import Channel, Deadline, Message
from documents.incoming.workflow import Status as IncomingStatus
from documents.models import Document, DocumentKind, Incoming, Objection
from documents.workflow import ObjectionState
from documents.workflow import Status as DocStatus
from rectification.models import Order
from rectification.models.extension import Extension, ExtensionStatus
from rectification.workflow import Status as OrderStatus
from reports.demo.people import PEOPLE
from reports.desk.board import all_tasks
from reports.models import Report, ReportStatus, UnitPack
from supervision.plans.models import Assignment, Plan
from supervision.plans.workflow import PlanStatus, ShareStatus
from tests.fixtures.cast import HouseClient
from tests.fixtures.live import LiveApp

pytestmark = pytest.mark.e2e

PASSWORD = "Cai-Hong_2026"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture(scope="module")
def county(live_app: LiveApp) -> LiveApp:
    """The demo county in the cloned database, built once for this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO", True, raising=False)
        call_command("seed_demo", password=PASSWORD, stdout=StringIO())
    return live_app


def test_second_run_changes_nothing(county: LiveApp, settings: Any) -> None:
    settings.DEMO = True
    before = (User.objects.count(), Order.objects.count(), AuditEntry.objects.count())
    said = StringIO()

    call_command("seed_demo", password=PASSWORD, stdout=said)

    assert "已经装入" in said.getvalue()
    assert (User.objects.count(), Order.objects.count(), AuditEntry.objects.count()) == before


def test_every_invariant_holds(county: LiveApp) -> None:
    call_command("verify_integrity")
    call_command("audit_verify")


@pytest.mark.parametrize("username", [person.username for person in PEOPLE])
def test_every_desk_opens_with_something_on_it(county: LiveApp, username: str) -> None:
    user, client = User.objects.get(username=username), HouseClient()
    client.force_login(user)

    client.get("/")  # the first page of a login also writes when it was seen
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/")

    assert answer.status_code == 200
    assert len(asked) <= 17
    assert all_tasks(user, timezone.localdate())


@pytest.mark.parametrize("model", [Order, Document, Incoming, ReviewBatch, DrawnFile, Plan, Assignment])
def test_no_page_of_one_matter_asks_more_than_eighteen_times(county: LiveApp, model: type[Model]) -> None:
    user, client = User.objects.get(username="jiandu"), HouseClient()
    client.force_login(user)
    client.get("/")

    asked = {}
    for row in model._default_manager.all().visible_to(user)[:12]:  # type: ignore[attr-defined]
        with CaptureQueriesContext(connection) as statements:
            assert client.get(row.get_absolute_url()).status_code == 200
        asked[str(row)] = len(statements)

    assert {row: count for row, count in asked.items() if count > 18} == {}


def test_each_way_a_matter_can_go_is_on_show(county: LiveApp) -> None:
    assert set(Plan.objects.values_list("status", flat=True)) >= {PlanStatus.SUBMITTED, PlanStatus.IN_PROGRESS}
    assert set(Assignment.objects.values_list("status", flat=True)) == set(ShareStatus)
    assert set(Order.objects.values_list("status", flat=True)) == set(OrderStatus)
    assert set(Extension.objects.values_list("status", flat=True)) == set(ExtensionStatus)
    assert set(Report.objects.values_list("status", flat=True)) == {ReportStatus.COMPUTED, ReportStatus.VERIFIED, ReportStatus.LOCKED}
    assert set(Incoming.objects.values_list("status", flat=True)) == set(IncomingStatus)
    assert set(Objection.objects.values_list("state", flat=True)) == {ObjectionState.FILED, ObjectionState.UPHELD}
    assert set(Document.objects.values_list("status", flat=True)) >= {
        DocStatus.DRAFTED,
        DocStatus.REVIEWED,
        DocStatus.SERVED,
        DocStatus.ARCHIVED,
        DocStatus.REVOKED,
    }


def test_a_unit_went_into_another_and_a_pack_of_a_unit_is_made(county: LiveApp) -> None:
    change = UnitChange.objects.get()

    assert list(Order.objects.filter(unit=change.successor).values_list("title", flat=True)) == ["粮食库存检查未出示行政检查通知书"]
    assert not change.unit.is_active
    assert UnitPack.objects.get().file.size


def test_no_job_is_left_in_the_queue(county: LiveApp) -> None:
    assert not Job.objects.filter(state__in=OPEN_STATES).exists()


def test_each_letter_cites_the_article_of_its_kind_and_is_served_after_it_was_issued(county: LiveApp) -> None:
    for document in Document.objects.filter(kind__in=DocumentKind.objects.filter(code__in=("supervise", "opinion", "decision"))).select_related("kind"):
        assert document.kind.basis.removeprefix("行政执法监督条例") in document.content["basis"]
    for document in Document.objects.filter(served_at__isnull=False):
        assert document.signed_at < document.issued_at < document.served_at


def test_what_is_finished_is_owed_no_more(county: LiveApp) -> None:
    finished = Assignment.objects.filter(status__in=(ShareStatus.DONE, ShareStatus.DONE_CONTINUING)).values_list("pk", flat=True)

    assert finished
    assert not Deadline.objects.open().filter(kind="plan_task", target_id__in=[str(pk) for pk in finished]).exists()


def test_only_the_last_days_and_what_is_open_is_unread(county: LiveApp) -> None:
    old = Message.objects.filter(channel=Channel.IN_APP, created_at__lt=timezone.now() - timedelta(days=7)).unread()

    assert not old.exists()


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_something_is_overdue_due_today_and_due_tomorrow(county: LiveApp, days: int) -> None:
    today = timezone.localdate()
    limits: dict[str, date] = {"due_on__lt": today} if days < 0 else {"due_on": today + timedelta(days=days)}

    assert Deadline.objects.running().filter(**limits).exists()


def _most_used() -> list[tuple[str, str]]:
    """Ten pages with the person who uses each most."""
    sheet = ReviewSheet.objects.filter(reviewer__username="pingcha1").latest("pk")
    return [
        ("jiandu", "/"),
        ("lianluo", "/"),
        ("jiandu", "/rectification/orders/"),
        ("lianluo", Order.objects.filter(unit=User.objects.get(username="lianluo").unit).earliest("pk").get_absolute_url()),
        ("jiandu", ReviewBatch.objects.earliest("pk").get_absolute_url()),
        ("pingcha1", f"/cases/sheets/{sheet.pk}/"),
        ("jiandu", "/documents/"),
        ("juzhang", Document.objects.filter(pdf__isnull=False).earliest("pk").get_absolute_url()),
        ("jiandu", Report.objects.earliest("pk").get_absolute_url()),
        ("jiandu", "/imports/officers/"),
    ]


@pytest.mark.parametrize("width", [1440, 360])
def test_most_used_pages_can_be_read_by_all_and_fit_the_screen(county: LiveApp, new_page: Callable[..., Page], width: int) -> None:
    pages: dict[str, Page] = {}
    found = []
    for username, url in _most_used():
        if username not in pages:
            pages[username] = new_page(User.objects.get(username=username), width=width)
        page = pages[username]
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200, url
        beside = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        found += [(url, rule["id"], rule["nodes"][0]["html"][:120]) for rule in violations] + ([(url, "scrolls sideways", beside)] if beside > 0 else [])

    assert found == []
