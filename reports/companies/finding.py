"""全局搜索: companies by name or code, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from core.search.query import Hit
from reports.companies.acts import companies_like

if TYPE_CHECKING:
    from accounts.models import User


def hits(user: User, query: str, limit: int) -> list[Hit]:
    return [
        Hit(kind="企业", title=company.name, url=reverse("companies:company-page", args=[company.code]), note=company.code, state="")
        for company in companies_like(user, query, limit)
    ]
