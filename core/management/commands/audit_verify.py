"""核验审计链."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.audit.verify import verify, write_anchor


class Command(BaseCommand):
    help = "核验审计链；--anchor 另存签名的链头。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if not verdict.holds:
            raise CommandError(verdict.fault)
        if options["anchor"]:
            write_anchor()
        self.stdout.write(f"审计链完整：{verdict.entries} 条，链头 {verdict.head[:16]}")
