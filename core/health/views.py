"""Liveness without detail, readiness with detail for those who may see it, and the browser's own complaints."""

import json
import logging
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core.audit.verify import ANCHOR_BEAT
from core.health.probes import examine, examine_closely, is_ready
from core.jobs.models import Heartbeat

logger = logging.getLogger(__name__)
COMPLAINT_BYTES = 8 * 1024
COMPLAINTS_A_MINUTE = 30
BEATS = {
    "anchor_audit": "审计链头留存",
    "audit-chain": "审计链核验",
    "backup": "备份",
    "build_due_reports": "到期报告",
    "deliver_notices": "发送提醒",
    "ensure_calendar": "补齐工作日历",
    "plan_notices": "安排提醒",
    "scan_files": "查毒",
    "scheduler": "调度心跳",
    "sweep_files": "清理文件",
    "sweep_jobs": "找回任务",
}


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """存活: the process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """就绪: 200 or 503; what exactly is wrong is told to administrators only."""
    findings = examine(timezone.now())
    ready = is_ready(findings)
    body: dict[str, object] = {"ready": ready}
    if request.user.has_perm("core.view_health"):
        body["findings"] = [{"name": row.name, "ok": row.is_ok, "words": row.words} for row in findings]
    return JsonResponse(body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """运行情况: every finding in words, and the last run of each periodic task."""
    if not request.user.has_perm("core.view_health"):
        raise PermissionDenied
    findings = examine_closely(timezone.now())
    beats = [(BEATS.get(beat.name, beat.name), beat, _result(beat)) for beat in Heartbeat.objects.order_by("name")]
    context = {"findings": findings, "wrong": [row for row in findings if not row.is_ok], "beats": beats}
    return render(request, "core/health.html", context)


def _result(beat: Heartbeat) -> str:
    """What the last run says of itself; of the kept head, which is for machines to compare, only that there is one."""
    if beat.name == ANCHOR_BEAT:
        return "已留存" if beat.note else "还没有日志"
    return beat.note


@csrf_exempt  # a browser sends these by itself, without a form; nothing but a log line comes of it
@require_POST
@login_not_required
def csp_report(request: HttpRequest) -> HttpResponse:
    """A page tried something that the content policy forbids: one line in the log, a limited number a minute."""
    body = request.read(COMPLAINT_BYTES + 1)
    if len(body) <= COMPLAINT_BYTES and _is_within_limit():
        logger.warning("content policy: %s", _complaint(body))
    return HttpResponse(status=204)


def _is_within_limit() -> bool:
    key = f"csp-report:{timezone.now():%H%M}"
    count = cache.get(key, 0)
    cache.set(key, count + 1, 120)
    return bool(count < COMPLAINTS_A_MINUTE)


def _complaint(body: bytes) -> str:
    """Directive and origins only: addresses may hold what a log must not keep."""
    try:
        report = json.loads(body)["csp-report"]
        words = [str(report.get("violated-directive", ""))[:60], _place(report.get("blocked-uri")), urlsplit(str(report.get("document-uri", ""))).path[:100]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "unreadable report"
    return " ".join(words)


def _place(address: object) -> str:
    parts = urlsplit(str(address or ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else str(address)[:20]
