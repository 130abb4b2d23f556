"""Login, own account, and the pages of the three administrators."""

from django.urls import path

from accounts.views import batches, changes, contacts, deputies, factor, groups, handovers, login, me, people, posts, trail, units

app_name = "accounts"

own_urls = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("activate/", login.activate, name="activate"),
    path("confirm/", login.confirm, name="confirm"),
    path("second-factor/", factor.check, name="second-factor"),
    path("second-factor/setup/", factor.setup, name="second-factor-setup"),
    path("second-factor/codes/", factor.renew_codes, name="second-factor-codes"),
    path("me/", me.me, name="me"),
    path("me/numbers/", contacts.own_numbers, name="own-numbers"),
    path("me/password/", me.password_change, name="password-change"),
    path("me/logins/end-others/", me.logins_end_others, name="logins-end-others"),
    path("me/logins/<slug:mark>/end/", me.login_end, name="login-end"),
    path("post/", me.post_take, name="post-take"),
]

people_urls = [
    path("users/", people.user_list, name="user-list"),
    path("users/new/", people.user_new, name="user-new"),
    path("users/<int:pk>/", people.user_detail, name="user-detail"),
    path("users/<int:pk>/code/", people.user_code, name="user-code"),
    path("users/<int:pk>/edit/", people.user_edit, name="user-edit"),
    path("users/<int:pk>/disable/", people.user_disable, name="user-disable"),
    path("users/<int:pk>/enable/", people.user_enable, name="user-enable"),
    path("users/<int:pk>/reset/", people.user_reset, name="user-reset"),
    path("users/<int:pk>/unlock/", people.user_unlock, name="user-unlock"),
    path("users/<int:pk>/reset-factor/", people.user_reset_factor, name="user-reset-factor"),
    path("users/<int:pk>/end-logins/", people.user_end_logins, name="user-end-logins"),
    path("users/<int:pk>/grant-post/", people.post_grant, name="post-grant"),
    path("posts/", posts.post_list, name="post-list"),
    path("posts/<int:pk>/end/", posts.post_end, name="post-end"),
    path("policy/", posts.policy_page, name="policy"),
]

handover_urls = [
    path("handovers/", handovers.handover_list, name="handover-list"),
    path("handovers/new/", handovers.handover_new, name="handover-new"),
    path("handovers/<int:pk>/", handovers.handover_detail, name="handover-detail"),
    path("handovers/<int:pk>/print/", handovers.handover_print, name="handover-print"),
    path("handovers/<int:pk>/carry-out/", handovers.handover_carry_out, name="handover-carry-out"),
    path("handovers/<int:pk>/withdraw/", handovers.handover_withdraw, name="handover-withdraw"),
    path("posts/<int:pk>/handover/", handovers.post_handover, name="post-handover"),
]

deputy_urls = [
    path("deputies/", deputies.deputy_list, name="deputy-list"),
    path("deputies/new/", deputies.deputy_new, name="deputy-new"),
    path("deputies/<int:pk>/end/", deputies.deputy_end, name="deputy-end"),
    path("posts/<int:pk>/deputy/", deputies.post_deputy, name="post-deputy"),
]

unit_urls = [
    path("units/", units.unit_list, name="unit-list"),
    path("units/new/", units.unit_new, name="unit-new"),
    path("units/<int:pk>/", units.unit_detail, name="unit-detail"),
    path("units/<int:pk>/edit/", units.unit_edit, name="unit-edit"),
    path("units/<int:pk>/move/", units.unit_move, name="unit-move"),
    path("units/<int:pk>/rename/", changes.unit_rename, name="unit-rename"),
    path("units/<int:pk>/succeed/", changes.unit_succeed, name="unit-succeed"),
    path("units/<int:pk>/close/", units.unit_close, name="unit-close"),
    path("units/<int:pk>/open/", units.unit_open, name="unit-open"),
]

batch_urls = [
    path("batches/", batches.batch_list, name="batch-list"),
    path("batches/<int:pk>/", batches.batch_detail, name="batch-detail"),
    path("batches/<int:pk>/grant/", batches.batch_grant, name="batch-grant"),
    path("batches/<int:pk>/refuse/", batches.batch_refuse, name="batch-refuse"),
    path("batches/<int:pk>/slips/", batches.batch_slips, name="batch-slips"),
    path("batches/<int:pk>/slips/done/", batches.batch_slips_done, name="batch-slips-done"),
]

contact_urls = [
    path("contacts/", contacts.contact_list, name="contact-list"),
    path("contacts/<int:pk>/", contacts.contact_detail, name="contact-detail"),
    path("contacts/<int:pk>/edit/", contacts.contact_edit, name="contact-edit"),
    path("contacts/<int:pk>/reveal/", contacts.contact_reveal, name="contact-reveal"),
]

group_urls = [
    path("groups/", groups.group_list, name="group-list"),
    path("groups/new/", groups.group_new, name="group-new"),
    path("groups/<int:pk>/", groups.group_detail, name="group-detail"),
    path("groups/<int:pk>/edit/", groups.group_edit, name="group-edit"),
    path("groups/<int:pk>/delete/", groups.group_delete, name="group-delete"),
]

trail_urls = [
    path("audit/", trail.audit_list, name="audit-list"),
    path("audit/<int:pk>/", trail.audit_detail, name="audit-detail"),
    path("audit/verify/", trail.audit_verify, name="audit-verify"),
]

urlpatterns = [*own_urls, *people_urls, *handover_urls, *deputy_urls, *unit_urls, *batch_urls, *contact_urls, *group_urls, *trail_urls]
