"""Address behind the QR code of a document."""

from django.urls import path

from documents.views import verify

app_name = "verification"

urlpatterns = [path("<slug:code>/", verify.document_verify, name="document-verify")]
