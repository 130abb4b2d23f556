"""导入执法行为: `import_acts FILE --kind penalty`."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from core.sheets.command import ImportCommand

SHEETS = {"penalty": "penalties"}


class Command(ImportCommand):
    help = "导入执法行为（行政处罚）"
    kinds = ("penalties",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", choices=sorted(SHEETS), default="penalty")

    def kinds_for(self, options: dict[str, Any]) -> Sequence[str]:
        return (SHEETS[options["kind"]],)
