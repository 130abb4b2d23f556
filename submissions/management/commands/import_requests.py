"""import_requests: requests to units sent out before the system, as the upload page takes them."""

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入启用前下发、还没有报齐的报送任务。"
    kinds = ("requests",)
