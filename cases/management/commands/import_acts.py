"""导入执法行为: `import_acts FILE --kind penalty`."""

from typing import Any

from django.core.management.base import CommandParser

from core.sheets.command import ImportCommand

SHEETS = {"penalty": "penalties"}


class Command(ImportCommand):
    help = "导入执法行为（行政处罚）"
    kinds = ("penalties",)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", choices=sorted(SHEETS), default="penalty")

    def handle(self, *args: Any, **options: Any) -> None:
        self.kinds = (SHEETS[options["kind"]],)
        super().handle(*args, **options)
