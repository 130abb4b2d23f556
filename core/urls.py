"""Addresses of the machinery: jobs, files, imports, notices, calendar, search."""

from django.urls import path

from core.files import upload_views as uploads
from core.files import views as files
from core.jobs import views as jobs
from core.lists import views as lists
from core.search import views as search

app_name = "core"

urlpatterns = [
    path("files/uploads/", uploads.upload_list, name="upload-create"),
    path("files/uploads/<uuid:pk>/", uploads.upload_part, name="upload-part"),
    path("files/plain/", uploads.upload_plain, name="upload-plain"),
    path("files/<uuid:pk>/", files.file_download, name="file-download"),
    path("files/<uuid:pk>/inline/", files.file_inline, name="file-inline"),
    path("files/<uuid:pk>/view/", files.file_view, name="file-view"),
    path("files/<uuid:pk>/pages/<int:number>.png", files.file_page, name="file-page"),
    path("files/<uuid:pk>/pages/<int:number>.txt", files.file_text, name="file-text"),
    path("files/<uuid:pk>/thumbs/<int:number>.png", files.file_thumb, name="file-thumb"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job-detail"),
    path("jobs/<int:pk>/progress/", jobs.job_progress, name="job-progress"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job-retry"),
    path("lists/views/", lists.saved_view_create, name="saved-view-create"),
    path("lists/views/delete/", lists.saved_view_delete, name="saved-view-delete"),
    path("search/", search.search_page, name="search"),
]
