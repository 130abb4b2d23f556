"""Commands that act as of a moment, now by default."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime


class MomentCommand(BaseCommand):
    """Runs `run(at)` and says its number on standard error."""

    words: ClassVar[str]

    def run(self, at: datetime) -> int:
        """What the command does; returns the number for `words`."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="ISO", help="按这一时刻执行，例如 2026-03-05T08:30；默认为现在")

    def handle(self, *args: Any, **options: Any) -> None:
        at = moment(options["at"]) if options["at"] else timezone.now()
        self.stderr.write(self.words.format(self.run(at)))


def moment(text: str) -> datetime:
    """An ISO date or time, local unless it says otherwise; CommandError for anything else."""
    try:
        found = parse_datetime(text)
        day = parse_date(text) if found is None else None
    except ValueError as mistake:
        raise CommandError(f"没有这样的时刻：{text}") from mistake
    if found is None and day is not None:
        found = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - made aware below
    if found is None:
        raise CommandError(f"没有这样的时刻：{text}")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
