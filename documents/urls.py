"""Addresses of 文书."""

from django.urls import include, path

from documents.views import acts, document, kinds, prints, services, signing

app_name = "documents"

urlpatterns = [
    path("", document.document_list, name="document-list"),
    path("new/", document.document_create, name="document-create"),
    path("kinds/", kinds.kind_list, name="kind-list"),
    path("kinds/<slug:code>/", kinds.kind_edit, name="kind-edit"),
    path("numbers/", kinds.number_list, name="number-list"),
    path("numbers/open-series/", kinds.number_open_series, name="number-open-series"),
    path("signing/", signing.signing_next, name="signing"),
    path("signing/<int:pk>/", signing.signing_document, name="signing-document"),
    path("signing/<int:pk>/read/", signing.signing_read, name="signing-read"),
    path("signing/<int:pk>/sign/", signing.signing_sign, name="signing-sign"),
    path("signing/<int:pk>/return/", signing.signing_return, name="signing-return"),
    path("received/", include("documents.incoming.urls")),
    path("<int:pk>/", document.document_detail, name="document-detail"),
    path("<int:pk>/print/", prints.document_print, name="document-print"),
    path("<int:pk>/word/", prints.document_word, name="document-word"),
    path("<int:pk>/approval-sheet/", prints.document_approval_sheet, name="document-approval-sheet"),
    path("<int:pk>/edit/", acts.document_edit, name="document-edit"),
    path("<int:pk>/drop/", acts.document_drop, name="document-drop"),
    path("<int:pk>/submit/", acts.document_submit, name="document-submit"),
    path("<int:pk>/review/", acts.document_review, name="document-review"),
    path("<int:pk>/return/", acts.document_return, name="document-return"),
    path("<int:pk>/sign/", acts.document_sign, name="document-sign"),
    path("<int:pk>/approve-on-paper/", acts.document_approve_on_paper, name="document-approve-on-paper"),
    path("<int:pk>/render-again/", acts.document_render_again, name="document-render-again"),
    path("<int:pk>/void-number/", acts.document_void_number, name="document-void-number"),
    path("<int:pk>/attach-scan/", acts.document_attach_scan, name="document-attach-scan"),
    path("<int:pk>/seal/", acts.document_seal, name="document-seal"),
    path("<int:pk>/serve/", acts.document_serve, name="document-serve"),
    path("<int:pk>/revoke/", acts.document_revoke, name="document-revoke"),
    path("<int:pk>/archive/", acts.document_archive, name="document-archive"),
    path("<int:pk>/services/<int:service_pk>/receipt/", prints.service_receipt, name="service-receipt"),
    path("<int:pk>/services/<int:service_pk>/receive/", services.service_receive, name="service-receive"),
    path("<int:pk>/services/<int:service_pk>/attach-receipt/", services.service_attach_receipt, name="service-attach-receipt"),
    path("<int:pk>/services/<int:service_pk>/reply/", services.service_reply, name="service-reply"),
    path("<int:pk>/services/<int:service_pk>/object/", services.service_object, name="service-object"),
    path("<int:pk>/objections/<int:objection_pk>/check/", services.objection_check, name="objection-check"),
    path("<int:pk>/objections/<int:objection_pk>/decide/", services.objection_decide, name="objection-decide"),
]
