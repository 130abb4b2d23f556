"""The machinery every trade app stands on; it knows no trade noun."""

from django.apps import AppConfig
from django.core.checks import register

from core.checks import unsafe_settings


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础设施"

    def ready(self) -> None:
        register(unsafe_settings, "mingdu")
