"""Addresses of 收文与批示, below /documents/received/."""

from django.urls import path

from documents.incoming.views import acts, pages

urlpatterns = [
    path("", pages.incoming_list, name="incoming-list"),
    path("new/", pages.incoming_create, name="incoming-create"),
    path("<int:pk>/", pages.incoming_detail, name="incoming-detail"),
    path("<int:pk>/edit/", pages.incoming_edit, name="incoming-edit"),
    path("<int:pk>/slip/", pages.incoming_slip, name="incoming-slip"),
    path("<int:pk>/choose-link/", pages.incoming_choose_link, name="incoming-choose-link"),
    path("<int:pk>/assign/", acts.incoming_assign, name="incoming-assign"),
    path("<int:pk>/mark-read/", acts.incoming_mark_read, name="incoming-mark-read"),
    path("<int:pk>/reassign/", acts.incoming_reassign, name="incoming-reassign"),
    path("<int:pk>/send-back/", acts.incoming_send_back, name="incoming-send-back"),
    path("<int:pk>/instruct/", acts.incoming_instruct, name="incoming-instruct"),
    path("<int:pk>/record-instruction/", acts.incoming_record_instruction, name="incoming-record-instruction"),
    path("<int:pk>/set-deadline/", acts.incoming_set_deadline, name="incoming-set-deadline"),
    path("<int:pk>/note-progress/", acts.incoming_note_progress, name="incoming-note-progress"),
    path("<int:pk>/reply/", acts.incoming_reply, name="incoming-reply"),
    path("<int:pk>/return/", acts.incoming_return, name="incoming-return"),
    path("<int:pk>/close/", acts.incoming_close, name="incoming-close"),
    path("<int:pk>/reopen/", acts.incoming_reopen, name="incoming-reopen"),
    path("<int:pk>/void/", acts.incoming_void, name="incoming-void"),
    path("<int:pk>/link/", acts.incoming_link, name="incoming-link"),
    path("<int:pk>/links/<int:link_pk>/remove/", acts.incoming_unlink, name="incoming-unlink"),
    path("<int:pk>/scans/<uuid:file_pk>/remove/", acts.incoming_remove_scan, name="incoming-remove-scan"),
]
