"""Addresses of 一企一档."""

from django.urls import path

from reports.views import companies

app_name = "companies"

urlpatterns = [
    path("", companies.company_find, name="company-find"),
    path("<str:code>/", companies.company_page, name="company-page"),
]
