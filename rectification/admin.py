"""Django admin of 整改, for reading."""

from django.contrib import admin

from accounts.admin import TradeAdmin
from rectification.models import Order


@admin.register(Order)
class OrderAdmin(TradeAdmin):
    view_power = "rectification.view_orders"
    list_display = ("number", "title", "unit", "status", "issued_on", "due_on", "closed_at")
    list_filter = ("status", "is_extended", "is_recurring")
    list_select_related = ("unit",)
    search_fields = ("number", "title")
    ordering = ("-pk",)
    fields = (
        "number",
        "title",
        "unit",
        "basis",
        "source_label",
        "status",
        "issued_on",
        "issued_by",
        "due_on",
        "acknowledged_at",
        "reported_at",
        "accepted_by",
        "closed_at",
    )
