"""Django admin of 人员, for reading; identity and telephone numbers are shown on the page that asks for a reason, and nowhere else."""

from django.contrib import admin

from accounts.admin import TradeAdmin
from personnel.models import Certificate, Officer, Subject


@admin.register(Subject)
class SubjectAdmin(TradeAdmin):
    view_power = "personnel.view_register"
    list_display = ("unit", "kind", "credit_code", "status", "effective_on", "expires_on")
    list_filter = ("kind", "status")
    list_select_related = ("unit",)
    search_fields = ("unit__name",)


@admin.register(Officer)
class OfficerAdmin(TradeAdmin):
    view_power = "personnel.view_register"
    list_display = ("name", "identity_tail", "unit", "duty", "staffing", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("unit",)
    search_fields = ("name", "unit__name")
    fields = ("name", "identity_tail", "unit", "duty", "staffing", "area", "education", "has_legal_qualification", "is_legal_reviewer", "is_active")


@admin.register(Certificate)
class CertificateAdmin(TradeAdmin):
    view_power = "personnel.view_register"
    list_display = ("number", "officer", "kind", "issued_on", "expires_on", "status")
    list_filter = ("kind", "status")
    list_select_related = ("officer",)
    search_fields = ("number", "officer__name")
    fields = ("number", "officer", "kind", "issued_on", "expires_on", "status")
