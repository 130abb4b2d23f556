"""Writing the audit trail: no audit row, no act."""

import json
from collections.abc import Mapping
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

    `actor` is None for a person who is not logged in. `changes` maps a field to [before, after] and holds no personal
    value in the clear. Basis: GB22239-AUDIT.
    """
    facts = {
        "actor_id": actor.pk if actor is not None else None,
        "actor_post": getattr(actor, "role_code", ""),
        "act": str(act),
        "act_label": act_label or (str(act.label) if isinstance(act, TextChoices) else str(act)),
        "target_kind": target._meta.label_lower if target is not None else "",
        "target_id": str(target.pk) if target is not None else "",
        "target_text": str(target)[:200] if target is not None else "",
        "result": result,
        "note": note,
        "changes": json.loads(json.dumps(dict(changes or {}), cls=DjangoJSONEncoder)),
        "request_number": request_number(),
    }
    algorithm = settings.FIELD_DIGEST
    return AuditEntry.objects.create(at=at, algorithm=algorithm, digest=digest_of(at, facts, algorithm), **facts)
