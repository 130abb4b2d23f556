"""Filters of the registers."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Unit, User
from personnel.models import Certificate, CertificateKind, CertificateStatus, Officer, Subject, SubjectKind, SubjectStatus
from personnel.models.certificate import CertificateQuerySet


def _units(request: object) -> QuerySet[Unit]:
    user: User = request.user  # type: ignore[attr-defined]
    return Unit.objects.visible_to(user).active()


class SubjectFilter(filters.FilterSet):
    """主体类别、状态."""

    kind = filters.ChoiceFilter(label="主体类别", choices=SubjectKind.choices)
    status = filters.ChoiceFilter(label="状态", choices=SubjectStatus.choices)

    class Meta:
        model = Subject
        fields = ("kind", "status")


class OfficerFilter(filters.FilterSet):
    """单位、法制审核人员、法律职业资格."""

    unit = filters.ModelChoiceFilter(label="单位", queryset=_units)
    is_legal_reviewer = filters.BooleanFilter(label="法制审核人员")
    has_legal_qualification = filters.BooleanFilter(label="法律职业资格")

    class Meta:
        model = Officer
        fields = ("unit", "is_legal_reviewer", "has_legal_qualification")


class CertificateFilter(filters.FilterSet):
    """单位、证件类型、状态、有效期."""

    unit = filters.ModelChoiceFilter(label="单位", field_name="officer__unit", queryset=_units)
    kind = filters.ChoiceFilter(label="证件类型", choices=CertificateKind.choices)
    status = filters.MultipleChoiceFilter(label="状态", choices=CertificateStatus.choices, method="filter_status")
    expires_to = filters.DateFilter(label="有效期至（不晚于）", field_name="expires_on", lookup_expr="lte")

    class Meta:
        model = Certificate
        fields = ("unit", "kind", "status", "expires_to")

    def filter_status(self, found: CertificateQuerySet, name: str, values: list[str]) -> CertificateQuerySet:
        """As the badge says today, not as stored: an active card past its last day is 已过期."""
        return found.saying(values, timezone.localdate()) if values else found
