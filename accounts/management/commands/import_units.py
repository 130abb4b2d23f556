"""import_units: the list of bodies, as the upload page takes it."""

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入单位（机构名单）。"
    kinds = ("units",)
