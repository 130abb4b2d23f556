"""Addresses of 报送."""

from django.urls import path

from submissions.views import request, submission

app_name = "submissions"

urlpatterns = [
    path("", request.request_list, name="request-list"),
    path("items/", submission.submission_list, name="submission-list"),
    path("items/<int:pk>/", submission.submission_detail, name="submission-detail"),
    path("<int:pk>/", request.request_detail, name="request-detail"),
]
