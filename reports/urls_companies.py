"""Addresses of 一企一档."""

from django.urls import path

from reports.views import companies

app_name = "companies"

urlpatterns = [
    path("", companies.company_find, name="company-find"),
    path("<slug:code>/", companies.company_page, name="company-page"),
]
