"""import_documents: the register of documents kept before the system, as the upload page takes it."""

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入启用前的文书登记簿。"
    kinds = ("documents",)
