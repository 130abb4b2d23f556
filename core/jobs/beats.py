"""Watching the watchers: a heartbeat row for each periodic task, an advisory lock against two schedulers."""

from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from core.jobs.models import Heartbeat


def run_once(name: str, work: Callable[[], object]) -> None:
    """Run `work` unless another process runs it this moment; start, end and result go to the heartbeat row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"beat:{name}"])
        (won,) = cursor.fetchone()
        if not won:
            return
        try:
            Heartbeat.objects.update_or_create(name=name, defaults={"started_at": timezone.now()})
            result = work()
            Heartbeat.objects.filter(name=name).update(finished_at=timezone.now(), note=str(result)[:300])
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"beat:{name}"])
