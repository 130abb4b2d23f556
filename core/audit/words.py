"""审计日志 in words: rows, fields and values as the models of the trade name them. An entry itself keeps the names of the program."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core.audit.models import AuditEntry


def kind_name(entry: AuditEntry) -> str:
    """账号 of accounts.user; a kind that the program no longer has keeps its name."""
    model = _model(entry.target_kind)
    return str(model._meta.verbose_name) if model is not None else entry.target_kind


def changes_of(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """项目, 原来, 现在 of everything that the entry says was changed."""
    model = _model(entry.target_kind)
    pairs = ((name, value if isinstance(value, list) and len(value) == 2 else ["", value]) for name, value in entry.changes.items())
    return [_line(_field(model, name), name, before, after) for name, (before, after) in pairs]


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> models.Field[Any, Any] | None:
    """None for what an act named in words of its own."""
    if model is None:
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _line(field: models.Field[Any, Any] | None, name: str, before: Any, after: Any) -> tuple[str, str, str]:
    choices = dict(field.flatchoices) if field is not None else {}
    return str(field.verbose_name) if field is not None else name, _words(before, choices), _words(after, choices)


def _words(value: Any, choices: dict[Any, Any]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_words(part, choices) for part in value)
    return str(choices.get(value, "" if value is None else value))
