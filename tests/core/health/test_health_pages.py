"""Liveness says nothing, readiness says yes or no, and only an administrator is told why."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from accounts.trail import CHAIN_CHECK, CHAIN_WHOLE
from core import tasks
from core.health import views
from core.jobs.models import Heartbeat, Job, JobState
from documents import fonts
from documents.health import findings
from reports.tasks import build_due_reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def beating() -> None:
    Heartbeat.objects.update_or_create(name="scheduler", defaults={"finished_at": timezone.now()})


def test_liveness_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_with_every_engine_and_a_fresh_heartbeat(client, beating):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True})


def test_not_ready_before_the_first_heartbeat(client):
    assert client.get("/readyz").status_code == 503


def test_not_ready_when_the_scheduler_has_been_silent(client, beating):
    Heartbeat.objects.update(finished_at=timezone.now() - timedelta(minutes=5))

    assert client.get("/readyz").status_code == 503


def test_not_ready_without_the_broker(client, beating):
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        assert client.get("/readyz").status_code == 503


def test_not_ready_without_a_place_for_files(client, beating, tmp_path):
    with override_settings(MEDIA_DIR=tmp_path / "gone" / "gone"):
        assert client.get("/readyz").status_code == 503


def test_a_long_queue_and_an_old_backup_are_told_but_do_not_make_it_unready(client_for, make_person, bureau, beating, inspector):
    administrator = make_person("向天成", "keeper", "system_admin", bureau)
    Job.objects.create(kind="x", title="x", requested_by=inspector, state=JobState.QUEUED, created_at=timezone.now() - timedelta(minutes=30))

    response = client_for(administrator).get("/readyz")

    assert response.status_code == 200
    told = {row["name"]: row["ok"] for row in response.json()["findings"]}
    assert told == {"数据库": True, "消息队列": True, "文件存储": True, "后台处理": True, "任务排队": False, "备份": False}


def test_readiness_tells_an_inspector_no_detail(client_for, inspector, beating):
    assert client_for(inspector).get("/readyz").json() == {"ready": True}


def test_the_page_tells_every_finding_and_the_periodic_tasks(client_for, make_person, bureau, beating):
    administrator = make_person("向天成", "keeper", "system_admin", bureau)

    page = client_for(administrator).get("/health/").content.decode()

    for words in ("数据库", "消息队列", "文件存储", "后台处理", "PDF 组件", "字体 仿宋（正文）", "调度心跳"):
        assert words in page


def test_every_periodic_task_tells_its_result_in_words(client_for, make_person, bureau):
    administrator = make_person("向天成", "keeper", "system_admin", bureau)
    for task in (tasks.sweep_jobs, tasks.scan_waiting_files, tasks.sweep_files, tasks.anchor_audit, tasks.scheduler_heartbeat, tasks.plan_notices):
        task()
    for task in (tasks.deliver_notices, tasks.ensure_calendar, build_due_reports):
        task()
    Heartbeat.objects.create(name=CHAIN_CHECK, started_at=timezone.now(), finished_at=timezone.now(), note=CHAIN_WHOLE)

    beats = client_for(administrator).get("/health/").context["beats"]

    assert len(beats) == 10
    assert [words for label, _, result in beats for words in (label, result) if not re.search("[一-龥]", words) or re.search("[a-z]", words)] == []


def test_a_font_that_is_absent_is_told(monkeypatch):
    monkeypatch.setattr(fonts, "families", lambda config: {"Noto Serif CJK SC"})

    told = {row.name: (row.is_ok, row.words) for row in findings(timezone.now())}

    assert told["字体 仿宋（正文）"] == (True, "Noto Serif CJK SC（代用）")
    assert told["字体 黑体（一级标题）"] == (False, "没有可用的字体")


def test_the_page_is_closed_to_an_inspector(client_for, inspector):
    assert client_for(inspector).get("/health/").status_code == 403


def test_readiness_is_only_read(client):
    assert [client.post("/readyz").status_code, client.post("/healthz").status_code] == [405, 405]


def test_a_complaint_of_the_browser_becomes_one_line_without_the_address(client, caplog):
    body = '{"csp-report": {"violated-directive": "script-src", "blocked-uri": "https://evil.example/x.js?token=1", "document-uri": "http://testserver/a?name=secret"}}'

    response = client.post("/csp-report/", body, content_type="application/csp-report")

    assert response.status_code == 204
    assert [line.getMessage() for line in caplog.records] == ["content policy: script-src https://evil.example /a"]


@pytest.mark.parametrize("body", ["", "[]", "{}", "not json", '{"csp-report": 1}'])
def test_an_unreadable_complaint_harms_nothing(client, body):
    assert client.post("/csp-report/", body, content_type="application/csp-report").status_code == 204


def test_complaints_are_limited_in_size_and_number(client, caplog, monkeypatch):
    monkeypatch.setattr(views, "COMPLAINTS_A_MINUTE", 2)
    client.post("/csp-report/", "x" * 9000, content_type="application/csp-report")
    assert caplog.records == []

    cache.clear()
    for _ in range(4):
        client.post("/csp-report/", "{}", content_type="application/csp-report")
    assert len(caplog.records) == 2
