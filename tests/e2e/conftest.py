"""People of a journey: each at a desk of their own, logged in once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User

Desk = Callable[[str], Page]
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)  # a machine under load is slow, not broken


@pytest.fixture
def desk(new_page: Callable[..., Page]) -> Desk:
    """The page before which the person with that user name sits; always the same one."""
    pages: dict[str, Page] = {}

    def sit(username: str) -> Page:
        if username not in pages:
            pages[username] = new_page(User.objects.get(username=username))
            pages[username].set_default_timeout(PATIENCE)
        return pages[username]

    return sit
