"""Django admin under the product's name: configuration and accounts for the administrators, trade data read-only."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class MingduAdminSite(AdminSite):
    site_header = "明督 · 系统管理"
    site_title = "明督 · 系统管理"
    index_title = "系统管理"
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one door, with its limits and its second factor; whoever is inside already has no business here."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect(f"{reverse('accounts:login')}?next={reverse('admin:index')}")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("accounts:password-change")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("accounts:me")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("accounts:me")


class MingduAdminConfig(AdminConfig):
    default_site = "config.admin.MingduAdminSite"
