"""拟制、修改、撤稿、送审、核稿、退回. Basis: REG825-26."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model

from accounts.in_use import refuse_gone
from accounts.separation import same_person
from core.audit.trail import record
from core.errors import DomainError
from core.workdays.models import DeadlineRule
from documents import notices
from documents.actions.steps import advance
from documents.authors import REVIEWING, refuse_maker
from documents.handlers import fixed_parts, is_for_one_unit, may_be_dropped, on_document
from documents.models import Document, DocumentKind, Opinion, OpinionRole, Revision, Service
from documents.sections import ATTACHMENTS, cleaned, missing, parts_of
from documents.workflow import Act, Status

if TYPE_CHECKING:
    from accounts.models import Unit, User

OBJECTION_RULE = "objection"
TEXT_FIELDS = ("title", "to_text", "copy_to", "content", "reply_rule", "reply_days", "reply_unit", "reply_on")


@transaction.atomic
def draft(
    *,
    kind: str,
    title: str,
    to_unit: Unit | None,
    content: Mapping[str, Any],
    actor: User,
    at: datetime,
    source: Model | None = None,
    source_label: str = "",
    source_url: str = "",
    rule_code: str = "",
    reply_days: int | None = None,
    reply_on: date | None = None,
    to_text: str = "",
    copy_to: str = "",
    more_units: Iterable[Unit] = (),
    follows: Document | None = None,
    asks_answer: bool = True,
) -> Document:
    """拟制: a new draft with one service per unit. Without `rule_code`, `reply_days` or `reply_on` the kind's own rule sets the answer.
    `asks_answer` is False where the source has nothing that the unit should report on.

    Raises PermissionDenied, and DomainError for a kind not in use, a vertical unit that the kind is not meant for, or a
    part of the text that the kind does not have.
    """
    if not actor.has_perm("documents.draft_document"):
        raise PermissionDenied
    row, units = _kind_for(kind, to_unit), _units(to_unit, more_units)
    refuse_gone(units, "拟制文书")
    document = Document(kind=row, title=title.strip()[:200], to_unit=to_unit, to_text=to_text or (to_unit.name if to_unit else ""), copy_to=copy_to)
    document.content = cleaned(row.parts, content)
    document.source_kind, document.source_id = (source._meta.label_lower, str(source.pk)) if source is not None else ("", "")
    document.source_label, document.source_url, document.follows = source_label[:200], source_url[:200], follows
    document.drafted_by, document.drafted_at = actor, at
    if asks_answer:
        _set_reply(document, rule_code=rule_code or row.reply_rule, reply_days=reply_days, reply_on=reply_on)
    document.objection_days = _days_of(OBJECTION_RULE) if row.has_objection else None
    document.save()
    Service.objects.bulk_create([Service(document=document, unit=unit) for unit in units])
    record(actor=actor, act="draft_document", act_label="拟制", target=document, at=at)
    return document


def _units(first: Unit | None, more: Iterable[Unit]) -> list[Unit]:
    """Every addressed unit once, in order."""
    return list({unit.pk: unit for unit in (first, *more) if unit is not None}.values())


def _kind_for(code: str, unit: Unit | None) -> DocumentKind:
    """The kind in use; vertical units stay outside kinds that are not for them. Basis: REG825-42."""
    row = DocumentKind.objects.get(pk=code)
    if not row.is_active:
        raise DomainError(f"“{row.short_name}”已停用。")
    if unit is not None and unit.is_vertical and not row.for_vertical:
        raise DomainError(f"{unit.name}为垂直管理单位，默认不制发{row.short_name}；可以制发告知函，告知其上一级主管部门（行政执法监督条例第四十二条）。")
    return row


def _days_of(code: str) -> int | None:
    return DeadlineRule.objects.filter(code=code).values_list("days", flat=True).first()


def _set_reply(document: Document, *, rule_code: str, reply_days: int | None, reply_on: date | None) -> None:
    """The term as the document will say it: a day, a number of days, or the rule's."""
    rule = DeadlineRule.objects.filter(code=rule_code).first() if rule_code else None
    document.reply_rule = rule.code if rule else ""
    document.reply_days = None if reply_on else reply_days or (rule.days if rule else None)
    document.reply_unit = (rule.unit if rule else "calendar") if document.reply_days else ""
    document.reply_on = reply_on


@transaction.atomic
def edit_document(*, document: Document, actor: User, at: datetime, version: int | None = None, units: Iterable[Unit] | None = None, **values: Any) -> Document:
    """修改: title, addressee, text and terms, while the draft is with its drafter; what its source wrote stays. Raises StaleForm when somebody changed it meanwhile."""
    document = advance(document, Act.EDIT, actor, version)
    if document.submitted_at is not None:
        raise DomainError("已经送审，不能再改；需要修改的，请核稿人退回。")
    before = {name: getattr(document, name) for name in TEXT_FIELDS}
    for name in ("title", "to_text", "copy_to"):
        if name in values:
            setattr(document, name, values[name])
    if "content" in values:
        given = {key: value for key, value in values["content"].items() if key not in fixed_parts(document)}
        document.content = cleaned(document.kind.parts, {**document.content, **given})
    if "reply_days" in values or "reply_on" in values:
        _set_reply(document, rule_code=document.reply_rule, reply_days=values.get("reply_days"), reply_on=values.get("reply_on"))
    document.save(update_fields=[*TEXT_FIELDS, "version"])
    if units is not None:
        _set_units(document, list(units))
    changes = _changes(document, before)
    if changes:
        Revision.objects.create(document=document, at=at, author=actor, changes=changes)
    record(actor=actor, act=Act.EDIT, target=document, at=at, note="、".join(change["part"] for change in changes))
    return document


@transaction.atomic
def drop_draft(*, document: Document, actor: User, at: datetime, reason: str, version: int | None = None) -> Document:
    """撤稿: a draft that shall not be sent ends with a reason and stays on record; what it was drafted from is free for another."""
    document = advance(document, Act.DROP, actor, version)
    if document.submitted_at is not None:
        raise DomainError("已经送审，退回后才能撤稿。")
    if not may_be_dropped(document):
        raise DomainError(f"这份文书随“{document.source_label}”拟制，不能撤稿。")
    if not reason.strip():
        raise DomainError("请填写撤稿理由。")
    document.dropped_at, document.drop_reason = at, reason.strip()[:200]
    document.save(update_fields=["status", "dropped_at", "drop_reason", "version"])
    record(actor=actor, act=Act.DROP, target=document, at=at, note=reason)
    notices.end_signing(document, actor, at)
    on_document("on_dropped", document, actor, at)
    return document


def _changes(document: Document, before: Mapping[str, Any]) -> list[dict[str, str]]:
    """What differs, by the name people know it by; items and tables as lines. The audit trail gets the names only."""
    names = {field.name: str(field.verbose_name) for field in Document._meta.concrete_fields}
    labels = {part.key: part.label for part in parts_of(document.kind.parts)} | {ATTACHMENTS: "附件"}
    old = {name: value for name, value in before.items() if name != "content"} | before["content"]
    new = {name: getattr(document, name) for name in before if name != "content"} | document.content
    found = []
    for key in new:
        if old.get(key) != new[key]:
            label = labels.get(key) or names[key]
            found.append({"part": label, "before": _lines(old.get(key)), "after": _lines(new[key])})
    return found


def _lines(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(str(line.get("title", "")) if isinstance(line, dict) else str(line) for line in value)
    return "" if value is None else str(value)


def _set_units(document: Document, units: list[Unit]) -> None:
    """The units the draft is to be served on; the main addressee always stays."""
    wanted = {unit.pk: unit for unit in _units(document.to_unit, units)}
    if len(wanted) > 1 and is_for_one_unit(document):
        raise DomainError(f"这份文书随“{document.source_label}”拟制，只送达{document.to_unit}。")
    document.services.exclude(unit__in=wanted).delete()
    have = set(document.services.values_list("unit_id", flat=True))
    fresh = [unit for pk, unit in wanted.items() if pk not in have]
    refuse_gone(fresh, "列为主送单位")
    Service.objects.bulk_create([Service(document=document, unit=unit) for unit in fresh])


def refuse_incomplete(document: Document) -> None:
    """A document goes on only with everything in it."""
    empty = missing(document.kind.parts, document.content)
    if not document.to_text:
        empty = ["主送", *empty]
    if empty:
        raise DomainError(f"还缺 {len(empty)} 项：{'、'.join(empty)}。填齐后才能送审。")


@transaction.atomic
def submit_for_review(*, document: Document, actor: User, at: datetime, text: str = "", version: int | None = None) -> Document:
    """送审: to the reviewer, or straight to the signer where the kind needs no review."""
    document = advance(document, Act.SUBMIT, actor, version)
    if document.submitted_at is not None:
        raise DomainError("已经送审。")
    refuse_incomplete(document)
    document.submitted_at = at
    if not document.kind.needs_review:
        document.status = Status.REVIEWED
    document.save(update_fields=["status", "submitted_at", "version"])
    _note(document, OpinionRole.DRAFT, actor, text, at)
    record(actor=actor, act=Act.SUBMIT, target=document, at=at, note=text)
    if document.kind.needs_review:
        notices.ask_for_review(document, at)
    else:
        notices.ask_for_signature(document, actor, at)
    return document


@transaction.atomic
def review(*, document: Document, actor: User, at: datetime, text: str = "", version: int | None = None) -> Document:
    """核稿: by somebody who neither wrote any of the draft nor took it over. Basis: SEPARATION."""
    document = advance(document, Act.REVIEW, actor, version)
    if document.submitted_at is None:
        raise DomainError("拟制人还没有送审。")
    refuse_maker(document, actor, REVIEWING)
    document.reviewed_by, document.reviewed_at = actor, at
    document.save(update_fields=["status", "reviewed_by", "reviewed_at", "version"])
    _note(document, OpinionRole.REVIEW, actor, text, at)
    record(actor=actor, act=Act.REVIEW, target=document, at=at, note=text)
    notices.ask_for_signature(document, actor, at)
    return document


@transaction.atomic
def return_to_drafter(*, document: Document, actor: User, at: datetime, reason: str, version: int | None = None) -> Document:
    """退回修改: with a reason, from review or from signature; done by whoever handles it it is 撤回, and no opinion on his own paper."""
    document = advance(document, Act.RETURN, actor, version)
    if document.submitted_at is None:
        raise DomainError("文书在拟制人手里，不用退回。")
    document.status, document.submitted_at, document.reviewed_by, document.reviewed_at = Status.DRAFTED, None, None, None
    document.save(update_fields=["status", "submitted_at", "reviewed_by", "reviewed_at", "version"])
    if same_person(document.handler, actor):
        record(actor=actor, act=Act.RETURN, act_label="撤回", target=document, at=at, note=reason)
        notices.end_signing(document, actor, at)
        return document
    _note(document, OpinionRole.RETURN, actor, reason, at)
    record(actor=actor, act=Act.RETURN, target=document, at=at, note=reason)
    notices.tell_return(document, actor, reason, at)
    return document


def _note(document: Document, role: OpinionRole, actor: User, text: str, at: datetime) -> None:
    Opinion.objects.create(document=document, role=role, author=actor, author_name=actor.signed_name, at=at, text=text)
