"""manage.py import_holidays FILE [--dry-run] [--json]: days off and days worked by the State Council's notice."""

from core.sheets.command import ImportCommand


class Command(ImportCommand):
    help = "导入放假安排（日期、类型 休/班、名称）。"
    kinds = ("holidays",)
