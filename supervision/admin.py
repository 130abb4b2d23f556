"""Django admin of 监督, for reading."""

from django.contrib import admin

from accounts.admin import TradeAdmin
from supervision.plans.models import Assignment, Plan


@admin.register(Plan)
class PlanAdmin(TradeAdmin):
    view_power = "supervision.view_plans"
    list_display = ("name", "kind", "first_year", "last_year", "status")
    list_filter = ("kind", "status")
    search_fields = ("name",)
    fields = ("name", "kind", "first_year", "last_year", "status", "created_by", "created_at")


@admin.register(Assignment)
class AssignmentAdmin(TradeAdmin):
    view_power = "supervision.view_plans"
    list_display = ("item", "unit", "unit_text", "part", "status", "due_on", "latest_at")
    list_filter = ("status",)
    list_select_related = ("item", "unit")
    search_fields = ("item__text", "unit__name")
    ordering = ("-pk",)
    fields = ("item", "unit", "unit_text", "group", "part", "status", "due_on", "latest", "latest_at")
