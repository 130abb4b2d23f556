"""What every test may use. The fixtures live in `tests/fixtures`, one file per kind."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import HealthCheck
from hypothesis import settings as property_settings

from tests.fixtures.template_vars import UndefinedVariable

property_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine is no failure
property_settings.load_profile("house")

pytest_plugins = ["tests.fixtures.cast", "tests.fixtures.database", "tests.fixtures.live", "tests.fixtures.browser"]

settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
Path(settings.MEDIA_DIR).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test sees what another one cached or how often another one tried."""
    cache.clear()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that leads the run removes the run's folder."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(Path(settings.RUN), ignore_errors=True)
