"""Units, accounts, posts, login security and the three administrators."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "单位与账号"

    def ready(self) -> None:
        import_module("accounts.checks")  # registers the system checks; models are loaded only now
