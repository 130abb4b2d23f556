"""Django admin of 报告, for reading."""

from django.contrib import admin

from accounts.admin import TradeAdmin
from reports.models import Report


@admin.register(Report)
class ReportAdmin(TradeAdmin):
    view_power = "reports.view_numbers"
    list_display = ("kind", "period", "unit", "revision", "status", "built_at", "locked_at")
    list_filter = ("kind", "status")
    list_select_related = ("unit",)
    search_fields = ("period",)
    fields = (
        "kind",
        "period",
        "unit",
        "revision",
        "status",
        "cut_off_at",
        "built_at",
        "built_by",
        "reason",
        "verified_by",
        "verified_at",
        "locked_by",
        "locked_at",
    )
