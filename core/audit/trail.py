"""Writing the audit trail: no audit row, no act."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, TextChoices

from core.audit.digest import digest_of
from core.audit.models import AuditEntry
from core.http import request_number


def record(
    *,
    actor: Any,
    act: str | TextChoices,
    target: Model | None,
    at: datetime,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    result: str = "ok",
    act_label: str = "",
) -> AuditEntry:
    """记录一件事: insert the entry with its digest in the present transaction; the chain link follows at COMMIT.

    `actor` is None for a person who is not logged in; one who acts in another's place (代…办理) is named with it. `changes` maps a field to [before, after] and holds no personal
    value in the clear. Basis: GB22239-AUDIT.
    """
    entry = _entry(actor=actor, act=act, target=target, at=at, note=note, changes=changes, result=result, act_label=act_label)
    entry.save(force_insert=True)
    return entry


def record_each(*, actor: Any, act: str, act_label: str, changed: Sequence[tuple[Model, Mapping[str, Any]]], at: datetime) -> list[AuditEntry]:
    """The same act on many rows, one entry each, in a few statements; `changed` pairs each row with its changes."""
    entries = [_entry(actor=actor, act=act, target=target, at=at, note="", changes=changes, result="ok", act_label=act_label) for target, changes in changed]
    return AuditEntry.objects.bulk_create(entries, batch_size=500)


def _entry(
    *, actor: Any, act: str | TextChoices, target: Model | None, at: datetime, note: str, changes: Mapping[str, Any] | None, result: str, act_label: str
) -> AuditEntry:
    """The entry with its digest, not yet stored."""
    facts = {
        "actor_id": actor.pk if actor is not None else None,
        "actor_post": getattr(actor, "role_code", ""),
        "act": str(act),
        "act_label": act_label or (str(act.label) if isinstance(act, TextChoices) else str(act)),
        "target_kind": target._meta.label_lower if target is not None else "",
        "target_id": str(target.pk) if target is not None else "",
        "target_text": str(getattr(target, "audit_text", target))[:200] if target is not None else "",
        "result": result,
        "note": "。".join(words for words in (getattr(actor, "acting_words", ""), note) if words),
        "changes": json.loads(json.dumps(dict(changes or {}), cls=DjangoJSONEncoder)),
        "request_number": request_number(),
    }
    algorithm = settings.FIELD_DIGEST
    return AuditEntry(at=at, algorithm=algorithm, digest=digest_of(at, facts, algorithm), **facts)
