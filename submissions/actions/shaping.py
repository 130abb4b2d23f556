"""报送形式: the columns of a table, the bureau's own blank, the parts of a report; all of them while the request is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.audit.trail import record
from core.errors import DomainError
from core.files.actions import store
from core.stamps import refuse_stale
from submissions.actions.drafting import draft_of, refuse_changed_draft
from submissions.files import BLANK
from submissions.models import Shape, SubmissionRequest
from submissions.tables.blank import Blank
from submissions.tables.fields import Field, fields_as_json, refused_fields

COLUMNS = ("fields", "sources")


@transaction.atomic
def set_fields(
    *, request: SubmissionRequest, actor: User, at: datetime, fields: Sequence[Field], sources: Mapping[str, str], seen: str = ""
) -> SubmissionRequest:
    """设置表列. Raises StaleForm when they were changed since the page with the stamp `seen` was made.

    DomainError names everything that makes them unusable; of a blank only what its columns hold is set, not which there are.
    """
    found = draft_of(request, actor)
    refuse_stale(found, COLUMNS, seen)
    if not found.is_table:
        raise DomainError(f"报送形式是“{found.get_shape_display()}”，没有表列。")
    if found.blank_layout is not None and {field.key for field in fields} != {field["key"] for field in found.fields}:
        raise DomainError("栏目以司法局表样为准，不能增减；要增减的，请改好表样重新上传。")
    wrong = refused_fields(fields)
    if wrong:
        raise DomainError(" ".join(wrong))
    found.fields, found.sources = fields_as_json(fields), dict(sources)
    found.save(update_fields=["fields", "sources"])
    record(actor=actor, act="set-fields", act_label="设置表列", target=found, at=at, note=f"{len(fields)} 栏")
    return found


@transaction.atomic
def set_blank(*, request: SubmissionRequest, actor: User, at: datetime, name: str, data: bytes, blank: Blank, seen: str = "") -> SubmissionRequest:
    """使用司法局表样: the file is kept as it is; its columns become those of the request, to be looked through. Raises StaleForm."""
    found = draft_of(request, actor)
    refuse_changed_draft(found, seen)
    if found.shape != Shape.WORKBOOK:
        raise DomainError(f"报送形式是“{found.get_shape_display()}”，不用表样。")
    found.blank = store(purpose=BLANK, name=name, stream_or_bytes=data, actor=actor, at=at, owner=found)
    found.blank_layout, found.fields, found.sources = blank.as_json(), fields_as_json(blank.fields), {}
    found.guide = found.guide or blank.guide
    found.save(update_fields=["blank", "blank_layout", "fields", "sources", "guide"])
    record(actor=actor, act="set-blank", act_label="使用司法局表样", target=found, at=at, note=name)
    return found


@transaction.atomic
def set_parts(*, request: SubmissionRequest, actor: User, at: datetime, parts: Sequence[Mapping[str, str]], seen: str = "") -> SubmissionRequest:
    """设置报告组成部分. Raises StaleForm."""
    found = draft_of(request, actor)
    refuse_changed_draft(found, seen)
    if found.shape != Shape.REPORT:
        raise DomainError(f"报送形式是“{found.get_shape_display()}”，没有报告组成部分。")
    found.parts = [dict(part) for part in parts]
    found.save(update_fields=["parts"])
    record(actor=actor, act="set-parts", act_label="设置报告组成部分", target=found, at=at, note="、".join(part["heading"] for part in parts))
    return found
