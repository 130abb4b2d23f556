"""门铃: rung after commit only; a broker that is away shows to nobody."""

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from core.jobs.bell import ring

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    calls = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: calls.append((name, options["kwargs"])))
    return calls


def test_bell_rings_after_commit(rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ring("core.run_job", job_id=7)
        assert rung == []

    assert rung == [("core.run_job", {"job_id": 7})]


def test_broker_away_raises_nothing(monkeypatch, django_capture_on_commit_callbacks):
    def away(name, **options):
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", away)

    with django_capture_on_commit_callbacks(execute=True):
        ring("core.run_job", job_id=7)
