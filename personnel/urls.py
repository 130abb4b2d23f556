"""Addresses of 人员."""

from django.urls import path

from personnel.views import registers

app_name = "personnel"

urlpatterns = [
    path("subjects/", registers.subject_list, name="subject-list"),
    path("subjects/<int:pk>/", registers.subject_detail, name="subject-detail"),
    path("officers/", registers.officer_list, name="officer-list"),
    path("officers/find/", registers.officer_find, name="officer-find"),
    path("officers/<int:pk>/", registers.officer_detail, name="officer-detail"),
    path("officers/<int:pk>/reveal/", registers.officer_reveal, name="officer-reveal"),
    path("certificates/", registers.certificate_list, name="certificate-list"),
]
