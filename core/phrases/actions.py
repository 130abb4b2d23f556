"""增加、修改常用语."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit
from core.errors import DomainError
from core.phrases.models import Phrase
from core.stamps import refuse_stale

POWER = "core.manage_dictionaries"
FIELDS = ("text", "position", "is_active")


@transaction.atomic
def add_phrase(*, kind: str, text: str, position: int, actor: Any, at: datetime) -> Phrase:
    """增加常用语; the same sentence stands once in a kind."""
    _may_manage(actor)
    row, is_new = Phrase.objects.get_or_create(kind=kind, text=text.strip(), defaults={"position": position, "changed_by": actor, "changed_at": at})
    if not is_new:
        raise DomainError("这一类里已经有这句。" if row.is_active else "这一类里已经有这句，现在停用，可以恢复使用。")
    audit.record(actor=actor, act="add_phrase", act_label="增加常用语", target=row, at=at)
    return row


@transaction.atomic
def change_phrase(*, phrase: Phrase, actor: Any, at: datetime, seen: str = "", **values: Any) -> Phrase:
    """修改常用语: its words, its place, or whether it is offered at all. Texts already written keep their words.

    Raises StaleForm when it is no longer as `seen`.
    """
    _may_manage(actor)
    row = Phrase.objects.select_for_update(of=("self",)).get(pk=phrase.pk)
    refuse_stale(row, FIELDS, seen)
    if Phrase.objects.filter(kind=row.kind, text=values.get("text", row.text)).exclude(pk=row.pk).exists():
        raise DomainError("这一类里已经有这句。")
    changes = {name: [getattr(row, name), values[name]] for name in FIELDS if name in values and getattr(row, name) != values[name]}
    if not changes:
        return row
    for name, (_, new) in changes.items():
        setattr(row, name, new)
    row.changed_by, row.changed_at = actor, at
    row.save(update_fields=[*changes, "changed_by", "changed_at"])
    audit.record(actor=actor, act="change_phrase", act_label="修改常用语", target=row, at=at, changes=changes)
    return row


def _may_manage(actor: Any) -> None:
    if not actor.has_perm(POWER):
        raise PermissionDenied
