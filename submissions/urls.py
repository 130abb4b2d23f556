"""Addresses of 报送."""

from django.urls import path

from submissions.views import burden, collecting, matrix, request, request_acts, series, submission, submission_acts, workbook, writing

app_name = "submissions"

request_urls = [
    path("", request.request_list, name="request-list"),
    path("new/", request.request_new, name="request-new"),
    path("<int:pk>/", request.request_detail, name="request-detail"),
    path("<int:pk>/edit/", request.request_edit, name="request-edit"),
    path("<int:pk>/fields/", request_acts.request_fields, name="request-fields"),
    path("<int:pk>/blank/", request_acts.request_blank, name="request-blank"),
    path("<int:pk>/parts/", request_acts.request_parts, name="request-parts"),
    path("<int:pk>/open/", request_acts.request_open, name="request-open"),
    path("<int:pk>/close/", request_acts.request_close, name="request-close"),
    path("<int:pk>/reopen/", request_acts.request_reopen, name="request-reopen"),
    path("<int:pk>/cancel/", request_acts.request_cancel, name="request-cancel"),
    path("<int:pk>/urge/", request_acts.request_urge, name="request-urge"),
    path("<int:pk>/add-unit/", request_acts.request_add_unit, name="request-add-unit"),
    path("<int:pk>/copy/", request_acts.request_copy, name="request-copy"),
    path("<int:pk>/differences/", collecting.request_differences, name="request-differences"),
    path("<int:pk>/differences/export/", collecting.request_differences_export, name="request-differences-export"),
    path("<int:pk>/missing/", collecting.request_missing, name="request-missing"),
    path("<int:pk>/merge/", collecting.request_merge, name="request-merge"),
]

submission_urls = [
    path("items/", submission.submission_list, name="submission-list"),
    path("items/urge/", submission_acts.submission_urge_many, name="submission-urge-many"),
    path("items/accept/", submission_acts.submission_accept_many, name="submission-accept-many"),
    path("items/<int:pk>/", submission.submission_detail, name="submission-detail"),
    path("items/<int:pk>/save/", writing.submission_save, name="submission-save"),
    path("items/<int:pk>/draft/", writing.submission_draft, name="submission-draft"),
    path("items/<int:pk>/hand-in/", writing.submission_hand_in, name="submission-hand-in"),
    path("items/<int:pk>/nil/", submission_acts.submission_nil, name="submission-nil"),
    path("items/<int:pk>/files/<uuid:file_pk>/remove/", submission_acts.submission_remove_file, name="submission-remove-file"),
    path("items/<int:pk>/workbook/", workbook.submission_workbook, name="submission-workbook"),
    path("items/<int:pk>/upload/", workbook.submission_upload, name="submission-upload"),
    path("items/<int:pk>/uploads/<uuid:file_pk>/", workbook.upload_detail, name="upload-detail"),
    path("items/<int:pk>/uploads/<uuid:file_pk>/point/", workbook.upload_point, name="upload-point"),
    path("items/<int:pk>/uploads/<uuid:file_pk>/marked/", workbook.upload_marked, name="upload-marked"),
    path("items/<int:pk>/withdraw/", submission_acts.submission_withdraw, name="submission-withdraw"),
    path("items/<int:pk>/approve/", submission_acts.submission_approve, name="submission-approve"),
    path("items/<int:pk>/send-back/", submission_acts.submission_send_back, name="submission-send-back"),
    path("items/<int:pk>/accept/", submission_acts.submission_accept, name="submission-accept"),
    path("items/<int:pk>/return/", submission_acts.submission_return, name="submission-return"),
    path("items/<int:pk>/correct/", submission_acts.submission_correct, name="submission-correct"),
    path("items/<int:pk>/ask-correction/", submission_acts.submission_ask_correction, name="submission-ask-correction"),
    path("items/<int:pk>/exempt/", submission_acts.submission_exempt, name="submission-exempt"),
    path("items/<int:pk>/demand/", submission_acts.submission_demand, name="submission-demand"),
    path("items/<int:pk>/extend/", submission_acts.submission_extend, name="submission-extend"),
    path("items/<int:pk>/urge/", submission_acts.submission_urge, name="submission-urge"),
    path("items/<int:pk>/urge-phone/", submission_acts.submission_urge_phone, name="submission-urge-phone"),
]

series_urls = [
    path("series/", series.series_list, name="series-list"),
    path("series/new/", series.series_new, name="series-new"),
    path("series/<int:pk>/", series.series_detail, name="series-detail"),
    path("series/<int:pk>/edit/", series.series_edit, name="series-edit"),
    path("series/<int:pk>/stop/", series.series_stop, name="series-stop"),
    path("series/<int:pk>/resume/", series.series_resume, name="series-resume"),
]

overview_urls = [
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/urge/", matrix.matrix_urge, name="matrix-urge"),
    path("burden/", burden.burden, name="burden"),
]

urlpatterns = [*request_urls, *submission_urls, *series_urls, *overview_urls]
