"""Addresses of the machinery: jobs, files, imports, notices, calendar, search."""

from django.urls import path

from core.files import upload_views as uploads
from core.files import views as files
from core.health import views as health
from core.jobs import views as jobs
from core.lists import views as lists
from core.notices import feed_views as feeds
from core.notices import views as notices
from core.parameters import views as parameters
from core.phrases import views as phrases
from core.search import views as search
from core.sheets import views as sheets
from core.workdays import views as workdays

app_name = "core"

urlpatterns = [
    path("calendar.ics", feeds.calendar_feed, name="calendar-feed"),
    path("calendar/", workdays.calendar_year, name="calendar"),
    path("calendar/<int:year>/recompute/", workdays.calendar_recompute, name="calendar-recompute"),
    path("calendar/rules/", workdays.rule_list, name="rule-list"),
    path("calendar/rules/<int:pk>/change/", workdays.rule_change, name="rule-change"),
    path("deadlines/<int:pk>/", notices.deadline_detail, name="deadline-detail"),
    path("deadlines/<int:pk>/urge/", notices.deadline_urge, name="deadline-urge"),
    path("deadlines/<int:pk>/note-phone-urging/", notices.deadline_note_phone_urging, name="deadline-note-phone-urging"),
    path("dictionaries/", phrases.phrase_list, name="phrase-list"),
    path("dictionaries/<int:pk>/", phrases.phrase_change, name="phrase-change"),
    path("dictionaries/<slug:kind>/add/", phrases.phrase_add, name="phrase-add"),
    path("files/uploads/", uploads.upload_list, name="upload-create"),
    path("files/uploads/<uuid:pk>/", uploads.upload_part, name="upload-part"),
    path("files/plain/", uploads.upload_plain, name="upload-plain"),
    path("files/<uuid:pk>/", files.file_download, name="file-download"),
    path("files/<uuid:pk>/inline/", files.file_inline, name="file-inline"),
    path("files/<uuid:pk>/view/", files.file_view, name="file-view"),
    path("files/<uuid:pk>/pages/<int:number>.png", files.file_page, name="file-page"),
    path("files/<uuid:pk>/pages/<int:number>.txt", files.file_text, name="file-text"),
    path("files/<uuid:pk>/thumbs/<int:number>.png", files.file_thumb, name="file-thumb"),
    path("health/", health.health_page, name="health"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job-detail"),
    path("jobs/<int:pk>/progress/", jobs.job_progress, name="job-progress"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job-retry"),
    path("lists/views/", lists.saved_view_create, name="saved-view-create"),
    path("lists/views/<int:pk>/", lists.saved_view_edit, name="saved-view-edit"),
    path("lists/views/<int:pk>/delete/", lists.saved_view_delete, name="saved-view-delete"),
    path("lists/views/<int:pk>/open/", lists.saved_view_open, name="saved-view-open"),
    path("lists/columns/", lists.list_columns, name="list-columns"),
    path("notices/", notices.inbox, name="notice-list"),
    path("notices/read/", notices.inbox_read, name="notice-read-all"),
    path("notices/<int:pk>/read/", notices.message_read, name="notice-read"),
    path("notices/ledger/", notices.ledger, name="notice-ledger"),
    path("notices/proof/<int:pk>/", notices.proof, name="notice-proof"),
    path("notices/messages/", notices.outbox, name="message-list"),
    path("notices/messages/<int:pk>/", notices.message_detail, name="message-detail"),
    path("notices/messages/<int:pk>/resend/", notices.message_resend, name="message-resend"),
    path("notices/feed/", feeds.feed_detail, name="feed-detail"),
    path("notices/feed/issue/", feeds.feed_issue, name="feed-issue"),
    path("notices/feed/revoke/", feeds.feed_revoke, name="feed-revoke"),
    path("parameters/", parameters.parameter_list, name="parameter-list"),
    path("parameters/<slug:code>/", parameters.parameter_set, name="parameter-set"),
    path("search/", search.search_page, name="search"),
    path("imports/", sheets.import_list, name="import-list"),
    path("imports/<int:pk>/", sheets.import_detail, name="import-detail"),
    path("imports/<int:pk>/assign/", sheets.import_assign, name="import-assign"),
    path("imports/<int:pk>/commit/", sheets.import_commit, name="import-commit"),
    path("imports/<int:pk>/cancel/", sheets.import_cancel, name="import-cancel"),
    path("imports/<int:pk>/errors/", sheets.import_errors, name="import-errors"),
    path("imports/<slug:kind>/", sheets.import_new, name="import-new"),
    path("imports/<slug:kind>/template/", sheets.import_template, name="import-template"),
]
