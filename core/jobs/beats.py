"""Watching the watchers: a heartbeat row for each periodic task, an advisory lock against two schedulers."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from core.jobs.models import Heartbeat


def run_once(name: str, work: Callable[[], Any], words: Callable[[Any], str] = str) -> None:
    """Run `work` unless another process runs it this moment; start, end and the result in `words` go to the heartbeat row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"beat:{name}"])
        (won,) = cursor.fetchone()
        if not won:
            return
        try:
            Heartbeat.objects.update_or_create(name=name, defaults={"started_at": timezone.now()})
            result = work()
            Heartbeat.objects.filter(name=name).update(finished_at=timezone.now(), note=words(result)[:300])
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"beat:{name}"])
