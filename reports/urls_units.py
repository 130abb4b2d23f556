"""Addresses of 一单位一档."""

from django.urls import path

from reports.views import units

app_name = "units"

urlpatterns = [
    path("late/", units.late_unit_list, name="late-units"),
    path("<int:pk>/", units.unit_page, name="unit-page"),
    path("<int:pk>/timeline/", units.unit_timeline, name="unit-timeline"),
    path("<int:pk>/print/", units.unit_print, name="unit-print"),
    path("<int:pk>/pack/", units.unit_pack, name="unit-pack"),
]
