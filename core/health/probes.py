"""探针: one small question to each thing the product depends on. A probe never raises; it answers in words."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from core.jobs.models import Heartbeat, Job, JobState

HEARTBEAT_LIMIT = timedelta(minutes=4)  # four missed beats of the scheduler
QUEUE_LIMIT = timedelta(minutes=10)
SKEW_LIMIT = timedelta(seconds=5)
BACKUP_LIMIT = timedelta(hours=26)
FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """检查结果: `is_needed` tells whether the product must not be called ready without it."""

    name: str
    is_ok: bool
    words: str
    is_needed: bool = True


def database(at: datetime) -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (now,) = cursor.fetchone()
    except DatabaseError:
        return Finding("数据库", False, "连接不上")
    skew = abs(now - at)
    return Finding("数据库", skew < SKEW_LIMIT, "正常" if skew < SKEW_LIMIT else f"与本机时钟相差 {skew.total_seconds():.0f} 秒")


def broker(at: datetime) -> Finding:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    except redis.RedisError:
        return Finding("消息队列", False, "连接不上；页面可以查看，后台任务会在恢复后补做")
    finally:
        client.close()
    return Finding("消息队列", True, "正常")


def worker(at: datetime) -> Finding:
    """The scheduler's beat is written by a worker: one row proves both alive."""
    beat = Heartbeat.objects.filter(name="scheduler").values_list("finished_at", flat=True).first()
    if beat is None:
        return Finding("后台处理", False, "还没有心跳；启动后一分钟内出现")
    return Finding("后台处理", at - beat < HEARTBEAT_LIMIT, f"最近一次心跳 {timezone.localtime(beat):%Y-%m-%d %H:%M}")


def queue(at: datetime) -> Finding:
    oldest = Job.objects.filter(state=JobState.QUEUED).order_by("created_at").values_list("created_at", flat=True).first()
    waited = at - oldest if oldest else timedelta()
    minutes = int(waited.total_seconds() // 60)
    return Finding("任务排队", waited < QUEUE_LIMIT, f"最早的已等 {minutes} 分钟" if oldest else "没有排队的任务", is_needed=False)


def storage(at: datetime) -> Finding:
    folder = Path(settings.MEDIA_DIR)
    try:
        free = shutil.disk_usage(folder if folder.is_dir() else folder.parent).free
    except OSError:
        return Finding("文件存储", False, "目录不可用")
    return Finding("文件存储", free > FREE_BYTES, f"剩余 {free / 1024**3:.1f} GiB")


def backup(at: datetime) -> Finding:
    last = Heartbeat.objects.filter(name="backup").values_list("finished_at", flat=True).first()
    if last is None:
        return Finding("备份", False, "还没有备份过", is_needed=False)
    return Finding("备份", at - last < BACKUP_LIMIT, f"最近一次 {timezone.localtime(last):%Y-%m-%d %H:%M}", is_needed=False)


ROW_PROBES: tuple[Callable[[datetime], Finding], ...] = (worker, queue, backup)


def examine(at: datetime) -> list[Finding]:
    """Every finding; questions that need rows are asked only when the database answers."""
    findings = [database(at), broker(at), storage(at)]
    if connection.is_usable():
        findings += [probe(at) for probe in ROW_PROBES]
    return findings


def examine_closely(at: datetime) -> list[Finding]:
    """Also what takes longer to ask or only makes some acts impossible: fonts, PDF libraries (HEALTH_PROBES of higher apps)."""
    return [*examine(at), *(finding for name in settings.HEALTH_PROBES for finding in import_string(name)(at))]


def is_ready(findings: list[Finding]) -> bool:
    return all(finding.is_ok for finding in findings if finding.is_needed)
