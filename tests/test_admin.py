"""Django admin shows the trade to those who may see it, and lets nobody write."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from accounts.admin import ReadOnlyAdmin, TradeAdmin
from tests.factories.cases import EnforcementActFactory

pytestmark = pytest.mark.django_db

TRADE = [(model, shown) for model, shown in admin.site._registry.items() if isinstance(shown, TradeAdmin)]
HIDDEN = {"identity", "identity_index", "phone", "phone_index", "party", "party_identity", "party_code", "content"}


def test_nothing_in_the_admin_can_be_written_there():
    assert [model for model, shown in admin.site._registry.items() if not isinstance(shown, ReadOnlyAdmin)] == []


@pytest.mark.parametrize(("model", "shown"), TRADE, ids=lambda value: getattr(value, "__name__", ""))
def test_only_the_columns_named_are_shown(model, shown, inspector):
    request = RequestFactory().get("/admin/")
    request.user = inspector

    assert shown.has_view_permission(request)
    assert HIDDEN.isdisjoint({*shown.list_display, *shown.get_fields(request)})


@pytest.mark.parametrize(("model", "shown"), TRADE, ids=lambda value: getattr(value, "__name__", ""))
def test_rows_begin_with_what_the_person_may_see(model, shown, inspector, monkeypatch):
    request = RequestFactory().get("/admin/")
    request.user = inspector
    monkeypatch.setattr(type(model._default_manager.all()), "visible_to", lambda rows, user: rows.none())

    assert shown.get_queryset(request).query.is_empty()


def test_the_bureau_reads_and_the_supervised_do_not_come_in(client_for, inspector, unit_member, unit):
    EnforcementActFactory(unit=unit, title="某公司无照经营案")
    url = reverse("admin:cases_enforcementact_changelist")

    assert "某公司无照经营案" in client_for(inspector).get(url).content.decode()
    assert client_for(unit_member).get(url).status_code == 302


def test_the_three_administrators_see_no_trade(client_for, make_person, bureau):
    for role in ("system_admin", "security_admin", "audit_admin"):
        client = client_for(make_person(role, role, role, bureau))
        assert client.get(reverse("admin:cases_enforcementact_changelist")).status_code == 403
        assert "执法行为" not in client.get(reverse("admin:index")).content.decode()


def test_the_way_out_of_the_admin_ends_the_login(client_for, make_person, bureau):
    client = client_for(make_person("向天成", "keeper", "system_admin", bureau))
    page = client.get(reverse("admin:index")).content.decode()

    assert f'action="{reverse("accounts:logout")}"' in page
    assert reverse("admin:logout") not in page
    assert "向天成" in page
