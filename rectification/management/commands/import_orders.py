"""import_orders: the rectification ledger kept before the system, as the upload page takes it."""

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入启用前的整改台账。"
    kinds = ("orders",)
