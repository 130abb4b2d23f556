"""The site map on one screen."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from core.health import views as health
from reports.desk import views as desk

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("csp-report/", health.csp_report, name="csp-report"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("", desk.desk, name="home"),
    path("desk/arrange/", desk.arrange, name="desk-arrange"),
    path("", include("core.urls")),
    path("", include("core.look.urls")),
    path("cases/", include("cases.urls")),
    path("companies/", include("reports.urls_companies")),
    path("documents/", include("documents.urls")),
    path("submissions/", include("submissions.urls")),
    path("v/", include("documents.urls_public")),
    path("personnel/", include("personnel.urls")),
    path("rectification/", include("rectification.urls")),
    path("reports/", include("reports.urls")),
    path("supervision/", include("supervision.urls")),
    path("units/", include("reports.urls_units")),
]

handler400 = "core.errors.views.bad_request"
handler403 = "core.errors.views.forbidden"
handler404 = "core.errors.views.not_found"
handler500 = "core.errors.views.server_error"
