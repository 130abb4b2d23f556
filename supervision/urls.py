"""Addresses of 监督."""

from django.urls import path

from supervision.plans.views import plan, share

app_name = "supervision"

urlpatterns = [
    path("plans/", plan.plan_list, name="plan-list"),
    path("plans/new/", plan.plan_new, name="plan-new"),
    path("plans/tasks/", plan.share_list, name="assignment-list"),
    path("plans/items/<int:pk>/", plan.item_detail, name="item-detail"),
    path("plans/items/<int:pk>/settle-term/", share.item_settle_term, name="item-settle-term"),
    path("plans/tasks/<int:pk>/", share.assignment_detail, name="assignment-detail"),
    path("plans/items/<int:pk>/share-out/", share.item_share_out, name="item-share-out"),
    path("plans/tasks/<int:pk>/save/", share.assignment_save, name="assignment-save"),
    path("plans/tasks/<int:pk>/submit/", share.assignment_submit, name="assignment-submit"),
    path("plans/tasks/<int:pk>/withdraw/", share.assignment_withdraw, name="assignment-withdraw"),
    path("plans/tasks/<int:pk>/confirm/", share.assignment_confirm, name="assignment-confirm"),
    path("plans/tasks/<int:pk>/return/", share.assignment_return, name="assignment-return"),
    path("plans/tasks/<int:pk>/finish/", share.assignment_finish, name="assignment-finish"),
    path("plans/tasks/<int:pk>/evidence/<uuid:file_pk>/remove/", share.assignment_remove_evidence, name="assignment-remove-evidence"),
    path("plans/tasks/<int:pk>/settle/", share.assignment_settle, name="assignment-settle"),
    path("plans/tasks/<int:pk>/drop/", share.assignment_drop, name="assignment-drop"),
    path("plans/<int:pk>/", plan.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/<slug:act>/", plan.plan_advance, name="plan-advance"),
]
