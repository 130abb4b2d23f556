"""Forms let a person choose from his own rows only, and never touch what the server owns (S11, S16)."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import django_filters
import pytest
from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet

from accounts.models import Role, Unit

APPS = ("accounts", "cases", "core", "documents", "personnel", "rectification", "reports", "supervision")
SERVER_OWNED = {
    "status",
    "state",
    "review_state",
    "final_score",
    "final_grade",
    "number",
    "code",
    "hash",
    "frame_hash",
    "created_by",
    "created_at",
    "set_by",
    "version",
}


def _load() -> None:
    for app in APPS:
        for module in pkgutil.walk_packages([str(settings.BASE_DIR / app)], prefix=f"{app}."):
            if ".migrations" not in module.name:
                import_module(module.name)


def _below(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        yield kind
        yield from _below(kind)


def _ours(base: type) -> list[type]:
    _load()
    return sorted({kind for kind in _below(base) if kind.__module__.split(".")[0] in APPS}, key=lambda kind: f"{kind.__module__}.{kind.__name__}")


def _is_open(rows: QuerySet[Model]) -> bool:
    """Offers rows to anybody; the roles are the same for everybody."""
    return rows.model is not Role and not rows.query.is_empty()


def test_no_form_offers_rows_before_it_knows_who_chooses():
    offered = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in _ours(forms.BaseForm)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ModelChoiceField) and _is_open(field.queryset)
    ]

    assert offered == []


def test_no_filter_offers_rows_before_it_knows_who_chooses():
    offered = [
        f"{table.__module__}.{table.__name__}.{name}"
        for table in _ours(django_filters.FilterSet)
        for name, row in table.base_filters.items()
        if isinstance(row, django_filters.ModelChoiceFilter) and not callable(row.extra["queryset"]) and _is_open(row.extra["queryset"])
    ]

    assert offered == []


@pytest.mark.parametrize("form", _ours(forms.BaseModelForm), ids=lambda form: form.__name__)
def test_a_form_of_a_model_names_its_fields_and_none_that_the_server_owns(form):
    assert isinstance(form._meta.fields, list | tuple)
    assert form._meta.exclude is None
    assert SERVER_OWNED.isdisjoint(form.base_fields)
    assert not [name for name in form._meta.fields if form._meta.model._meta.get_field(name).related_model is Unit]
