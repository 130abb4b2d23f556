"""Django admin of 文书, for reading."""

from django.contrib import admin

from accounts.admin import TradeAdmin
from documents.models import Document


@admin.register(Document)
class DocumentAdmin(TradeAdmin):
    view_power = "documents.view_documents"
    list_display = ("number", "title", "kind", "to_unit", "status", "signed_at", "served_on")
    list_filter = ("status", "kind")
    list_select_related = ("kind", "to_unit")
    search_fields = ("number", "title")
    ordering = ("-pk",)
    fields = (
        "kind",
        "number",
        "title",
        "to_unit",
        "status",
        "drafted_by",
        "drafted_at",
        "reviewed_by",
        "signed_by",
        "signed_at",
        "issued_at",
        "served_on",
        "reply_due_on",
    )
