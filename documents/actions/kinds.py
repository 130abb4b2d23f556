"""维护文书种类: what the bureau sets for itself, on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.audit.trail import record
from core.stamps import refuse_stale
from documents.models import DocumentKind

if TYPE_CHECKING:
    from accounts.models import User


FIELDS = (
    "short_name",
    "full_name",
    "title_pattern",
    "agency_code",
    "form",
    "reply_rule",
    "reply_what",
    "has_objection",
    "for_vertical",
    "needs_review",
    "basis",
    "is_active",
)


@transaction.atomic
def change_kind(*, code: str, values: Mapping[str, Any], actor: User, at: datetime, seen: str = "") -> DocumentKind:
    """修改文书种类: documents drafted from now on follow it; those under way keep what they say. Raises StaleForm when it is no longer as `seen`."""
    if not actor.has_perm("documents.manage_kinds"):
        raise PermissionDenied
    kind = DocumentKind.objects.select_for_update().get(pk=code)
    refuse_stale(kind, FIELDS, seen)
    changes = {name: [getattr(kind, name), value] for name, value in values.items() if getattr(kind, name) != value}
    if not changes:
        return kind
    for name, (_, value) in changes.items():
        setattr(kind, name, value)
    kind.save(update_fields=[*changes])
    record(actor=actor, act="change_document_kind", act_label="修改文书种类", target=kind, at=at, changes=changes)
    return kind
