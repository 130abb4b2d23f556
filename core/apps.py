"""The machinery every trade app stands on; it knows no trade noun."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础设施"
