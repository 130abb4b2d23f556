"""Addresses of 报告."""

from django.urls import path

from reports.views import monthly

app_name = "reports"

urlpatterns = [
    path("monthly/", monthly.monthly_list, name="monthly-list"),
    path("monthly/build/", monthly.monthly_build, name="monthly-build"),
    path("monthly/<int:pk>/", monthly.monthly_detail, name="monthly-detail"),
    path("monthly/<int:pk>/rows/", monthly.monthly_rows, name="monthly-rows"),
    path("monthly/<int:pk>/verify/", monthly.monthly_verify, name="monthly-verify"),
    path("monthly/<int:pk>/lock/", monthly.monthly_lock, name="monthly-lock"),
]
