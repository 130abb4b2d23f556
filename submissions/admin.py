"""Django admin of 报送, for reading."""

from django.contrib import admin

from accounts.admin import TradeAdmin
from submissions.models import Submission, SubmissionRequest


@admin.register(SubmissionRequest)
class SubmissionRequestAdmin(TradeAdmin):
    view_power = "submissions.view_requests"
    list_display = ("title", "shape", "period_kind", "period_on", "due_on", "status")
    list_filter = ("status", "shape", "period_kind")
    search_fields = ("title",)
    ordering = ("-pk",)
    fields = (
        "title",
        "basis",
        "held_note",
        "guide",
        "shape",
        "period_kind",
        "period_on",
        "due_on",
        "status",
        "created_by",
        "created_at",
        "opened_by",
        "opened_at",
    )


@admin.register(Submission)
class SubmissionAdmin(TradeAdmin):
    view_power = "submissions.view_requests"
    list_display = ("request", "unit", "status", "due_on", "reported_at", "is_nil", "is_late")
    list_filter = ("status", "is_nil", "is_late")
    list_select_related = ("request", "unit")
    ordering = ("-pk",)
    fields = (
        "request",
        "unit",
        "status",
        "due_on",
        "is_nil",
        "is_late",
        "filed_by",
        "approved_by",
        "reported_at",
        "reviewed_by",
        "reviewed_at",
        "reason",
        "urged",
    )
