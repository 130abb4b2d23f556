"""Django admin under the product's name: configuration and accounts for the administrators, trade data read-only."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class MingduAdminSite(AdminSite):
    site_header = "明督 · 系统管理"
    site_title = "明督 · 系统管理"
    index_title = "系统管理"
    enable_nav_sidebar = False


class MingduAdminConfig(AdminConfig):
    default_site = "config.admin.MingduAdminSite"
