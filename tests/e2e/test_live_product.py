"""The product as it runs: a page in a real browser, a job in a real worker, and what happens when the worker is killed."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from accounts.models import UnitKind
from core.jobs.models import Heartbeat
from core.tasks import scheduler_heartbeat
from tests.factories.accounts import UnitFactory, UserFactory
from tests.fixtures.live import wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def keeper(live_app):
    """A system administrator in the cloned database."""
    return UserFactory(name="向天成", unit=UnitFactory(name="明川县司法局", kind=UnitKind.BUREAU), role="system_admin")


def test_the_login_page_opens_without_complaint(page):
    answer = page.goto("/accounts/login/")

    assert answer is not None
    assert answer.status == 200
    assert page.title().startswith("登录")
    page.fill("#id_password", "Cai-Hong_2026")
    page.click("[data-show-password]")
    assert page.get_attribute("#id_password", "type") == "text"


def test_a_logged_in_person_sees_a_page_behind_the_login(new_page, keeper):
    page = new_page(keeper)

    answer = page.goto("/jobs/")

    assert answer is not None
    assert answer.status == 200
    assert page.url.endswith("/jobs/")


def test_the_worker_does_what_it_is_rung_for(live_app):
    scheduler_heartbeat.delay()

    wait_until(lambda: Heartbeat.objects.filter(name="scheduler", finished_at__isnull=False).exists(), "the heartbeat", patience=20)


def test_a_killed_worker_is_replaced_and_goes_on(live_app):
    live_app.stop_worker()
    before = datetime.now(UTC)
    scheduler_heartbeat.delay()

    live_app.start_worker()

    wait_until(lambda: Heartbeat.objects.filter(name="scheduler", finished_at__gt=before).exists(), "the heartbeat after the kill", patience=30)


def test_the_integrity_of_a_live_database_holds(live_app, keeper):
    call_command("verify_integrity")
