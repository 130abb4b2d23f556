"""import_accounts: the list of people, as the upload page takes it."""

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入账号（人员名单）。"
    kinds = ("accounts",)
