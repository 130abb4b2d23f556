"""导入执法主体清单."""

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入执法主体清单"
    kinds = ("subjects",)
