"""全局搜索: companies by name or code, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from core.search.query import Hit
from core.search.sources import CAP, Source
from reports.companies.acts import Company, companies_like, organisations

if TYPE_CHECKING:
    from accounts.models import User


def _named(user: User, words: str) -> list[Company]:
    return companies_like(user, words, CAP + 1)


def _hit(company: Company, user: User) -> Hit:
    return Hit("企业", company.name, reverse("companies:company-page", args=[company.code]), company.code, number=company.code)


COMPANIES = Source("企业", organisations, _hit, found=_named, list_name="companies:company-find", power="cases.view_acts")
