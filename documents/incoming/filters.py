"""Filters of 收文与批示."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet

from accounts.models import User
from accounts.recipients import bureau_holders
from documents.incoming.models import Incoming, Kind
from documents.incoming.workflow import HANDLE, Status


def handlers(request: object = None) -> QuerySet[User]:
    """承办人 to choose from: people of the bureau who handle papers."""
    people: QuerySet[User] = User.objects.filter(pk__in=[person.pk for person in bureau_holders(HANDLE)]).order_by("name")
    return people


class IncomingFilter(filters.FilterSet):
    """种类、承办人、状态、收文日期、办理期限."""

    kind = filters.MultipleChoiceFilter(label="种类", choices=Kind.choices)
    handler = filters.ModelChoiceFilter(label="承办人", queryset=handlers)
    status = filters.MultipleChoiceFilter(label="状态", choices=Status.choices)
    received_from = filters.DateFilter(label="收文日期起", field_name="received_on", lookup_expr="gte")
    received_to = filters.DateFilter(label="收文日期止", field_name="received_on", lookup_expr="lte")
    due_to = filters.DateFilter(label="办理期限止", field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Incoming
        fields = ("kind", "handler", "status", "received_from", "received_to", "due_to")
