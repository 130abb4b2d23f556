"""manage.py ensure_calendar: published years by their notice, the next two by estimate."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from core.workdays.years import ensure_calendar


class Command(BaseCommand):
    help = "补齐工作日历：已公布的年份按放假通知，其后两年估算。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        written = ensure_calendar(on=timezone.localdate(at), at=at)
        self.stderr.write(f"工作日历：写入 {'、'.join(map(str, written))} 年。" if written else "工作日历：没有缺的年份。")
