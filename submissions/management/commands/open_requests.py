"""定期开报: `open_requests [--at DATE]`."""

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.models import User
from submissions.actions.periods_opening import open_due_periods

MORNING = time(8, 30)


class Command(BaseCommand):
    help = "开报到期的周期任务；--at 按指定日期办理，重复运行不会重复开报。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        on: date | None = options["at"]
        at = timezone.make_aware(datetime.combine(on, MORNING)) if on else timezone.now()
        opened = open_due_periods(actor=User.objects.system(), at=at)
        for request in opened.requests:
            self.stdout.write(f"{request}，截止 {request.due_on}，{request.submissions.count()} 个单位")
        self.stdout.write(opened.sentence)
