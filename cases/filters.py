"""Filters of the lists of 案卷."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet

from accounts.models import Unit, User
from cases.models import DrawnFile, ReviewBatch
from cases.workflow import BatchState, FileState, Grade, ReviewState


def units_in_sight(request: object) -> QuerySet[Unit]:
    """Units the asking person may see, for the choices."""
    user: User = request.user  # type: ignore[attr-defined]
    return Unit.objects.visible_to(user).active().enforcing()


def batches_in_sight(request: object) -> QuerySet[ReviewBatch]:
    """Batches the asking person may see."""
    user: User = request.user  # type: ignore[attr-defined]
    return ReviewBatch.objects.visible_to(user)


class BatchFilter(filters.FilterSet):
    """年度、环节."""

    state = filters.MultipleChoiceFilter(label="当前环节", choices=BatchState.choices)
    year = filters.NumberFilter(label="年度", field_name="created_at", lookup_expr="year")

    class Meta:
        model = ReviewBatch
        fields = ("state", "year")


class FileFilter(filters.FilterSet):
    """批次、单位、到卷状态."""

    batch = filters.ModelChoiceFilter(label="批次", field_name="row__batch", queryset=batches_in_sight)
    unit = filters.ModelChoiceFilter(label="单位", field_name="row__unit", queryset=units_in_sight)
    state = filters.MultipleChoiceFilter(label="到卷状态", choices=FileState.choices)

    class Meta:
        model = DrawnFile
        fields = ("batch", "unit", "state")


class OfficeFileFilter(FileFilter):
    """For the organiser also 评查状态 and 等次, which units do not see before the feedback."""

    review_state = filters.MultipleChoiceFilter(label="评查状态", choices=ReviewState.choices)
    final_grade = filters.MultipleChoiceFilter(label="等次", choices=Grade.choices)

    class Meta:
        model = DrawnFile
        fields = ("batch", "unit", "state", "review_state", "final_grade")
