"""导入计划与台账: `import_plan FILE [--plan NAME]`; without a name the title above the table is the plan."""

from argparse import ArgumentParser
from typing import Any

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入年度计划或工作台账"
    kinds = ("plan",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--plan", default="", help="计划名称；不填时取表格上方的标题")

    def options_for(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"plan_name": options["plan"]} if options["plan"] else {}
