"""Addresses of 整改."""

from django.urls import path

from rectification.views import acts, numbers, order

app_name = "rectification"

urlpatterns = [
    path("numbers/", numbers.number_list, name="number-list"),
    path("numbers/set-next/", numbers.number_set_next, name="number-set-next"),
    path("orders/", order.order_list, name="order-list"),
    path("orders/urge/", acts.order_urge_many, name="order-urge-many"),
    path("orders/<int:pk>/", order.order_detail, name="order-detail"),
    path("orders/<int:pk>/acknowledge/", acts.order_acknowledge, name="order-acknowledge"),
    path("orders/<int:pk>/submit-plan/", acts.order_submit_plan, name="order-submit-plan"),
    path("orders/<int:pk>/note-progress/", acts.order_note_progress, name="order-note-progress"),
    path("orders/<int:pk>/answer/", acts.order_answer, name="order-answer"),
    path("orders/<int:pk>/problems/<int:problem_pk>/evidence/<uuid:file_pk>/remove/", acts.order_remove_evidence, name="order-remove-evidence"),
    path("orders/<int:pk>/submit-report/", acts.order_submit_report, name="order-submit-report"),
    path("orders/<int:pk>/approve-report/", acts.order_approve_report, name="order-approve-report"),
    path("orders/<int:pk>/send-back/", acts.order_send_back, name="order-send-back"),
    path("orders/<int:pk>/withdraw/", acts.order_withdraw, name="order-withdraw"),
    path("orders/<int:pk>/accept/", acts.order_accept, name="order-accept"),
    path("orders/<int:pk>/return/", acts.order_return, name="order-return"),
    path("orders/<int:pk>/reopen/", acts.order_reopen, name="order-reopen"),
    path("orders/<int:pk>/cancel/", acts.order_cancel, name="order-cancel"),
    path("orders/<int:pk>/extend/", acts.order_extend, name="order-extend"),
    path("orders/<int:pk>/extensions/<int:extension_pk>/approve/", acts.extension_approve, name="extension-approve"),
    path("orders/<int:pk>/extensions/<int:extension_pk>/refuse/", acts.extension_refuse, name="extension-refuse"),
    path("orders/<int:pk>/urge/", acts.order_urge, name="order-urge"),
    path("orders/<int:pk>/urge-phone/", acts.order_urge_phone, name="order-urge-phone"),
]
