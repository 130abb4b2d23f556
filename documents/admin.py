"""Django admin of 文书, for reading."""

from django.contrib import admin

from accounts.admin import TradeAdmin
from documents.models import Document, Incoming


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
        "drafter",
        "drafted_at",
        "reviewed_by",
        "signed_by",
        "signed_at",
        "issued_at",
        "served_on",
        "reply_due_on",
    )

    @admin.display(description="拟制人")
    def drafter(self, document: Document) -> str:
        return str(document.drafter or "")


@admin.register(Incoming)
class IncomingAdmin(TradeAdmin):
    view_power = "documents.view_incoming"
    list_display = ("number", "title", "sender", "sender_number", "handler", "received_on", "due_on", "status")
    list_filter = ("status", "kind")
    list_select_related = ("handler",)
    search_fields = ("number", "title", "sender", "sender_number")
    ordering = ("-pk",)
    fields = (
        "number",
        "kind",
        "sender",
        "sender_number",
        "title",
        "demand",
        "received_on",
        "due_on",
        "handler",
        "status",
        "registered_by",
        "registered_at",
        "closed_at",
        "result",
    )
