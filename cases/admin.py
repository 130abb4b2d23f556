"""Django admin of 案卷, for reading."""

from django.contrib import admin

from accounts.admin import TradeAdmin
from cases.models import EnforcementAct, ReviewBatch


@admin.register(EnforcementAct)
class EnforcementActAdmin(TradeAdmin):
    view_power = "cases.view_acts"
    list_display = ("document_no", "title", "kind", "unit", "decided_on", "closed_on")
    list_filter = ("kind",)
    list_select_related = ("unit",)
    search_fields = ("document_no", "case_no", "title")
    ordering = ("-pk",)
    fields = ("unit", "kind", "case_no", "document_no", "title", "procedure", "cause", "filed_on", "decided_on", "closed_on", "fine", "confiscated")


@admin.register(ReviewBatch)
class ReviewBatchAdmin(TradeAdmin):
    view_power = "cases.view_reviews"
    list_display = ("name", "state", "period_from", "period_to", "created_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("created_by",)
    search_fields = ("name",)
    fields = ("name", "state", "period_from", "period_to", "ratio", "number", "minimum", "threshold", "catalogue_due_on", "self_report_due_on", "published_at")
