"""导入执法人员名册."""

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入执法人员名册"
    kinds = ("officers",)
