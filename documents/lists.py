"""监督文书: columns, tabs and acts of the list, in the product's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.lists.page import Column, Empty, Link, ListPage, Rows, Tab
from core.look.marks import badge
from core.search.query import numbered
from documents.actions.steps import SIGN_DECISION, acts_for
from documents.authors import REVIEWING, SIGNING, load_authors, why_not
from documents.filters import DocumentFilter
from documents.models import Document, Service
from documents.models.document import DRAFTED_HERE, HANDLER, TO_REVIEW, TO_SERVE, TO_SIGN
from documents.models.service import ServiceQuerySet
from documents.workflow import TRANSITIONS, Act, Status

DRAFTER_NAME = Case(When(DRAFTED_HERE, then="drafted_by__name"))
SIGN_POWERS = (TRANSITIONS[Act.SIGN].permission, SIGN_DECISION)
TONES = {
    Status.DRAFTED: "grey",
    Status.REVIEWED: "blue",
    Status.SIGNED: "blue",
    Status.ISSUED: "blue",
    Status.SEALED: "blue",
    Status.SERVED: "blue",
    Status.RESPONDED: "green",
    Status.ARCHIVED: "green",
    Status.REVOKED: "ink",
    Status.DROPPED: "ink",
}


def asked_of(document: Document, user: User) -> str:
    """核稿, 签发 or 送达 where it is `user` who is to do it next, else ""."""
    acts = acts_for(document, user)
    if Act.SERVE in acts:
        return "送达"
    word = "签发" if Act.SIGN in acts else "核稿" if Act.REVIEW in acts and document.is_waiting_for_review else ""
    return "" if word and why_not(document, user, SIGNING if word == SIGNING else REVIEWING) else word


def tone_of(document: Document, user: User) -> str:
    """Amber for who is to act next, else the colour of the state."""
    return "amber" if asked_of(document, user) else TONES[Status(document.status)]


def rows(user: User) -> Rows:
    return Document.objects.visible_to(user).for_display()


def search(found: Rows, q: str, user: User) -> Rows:
    """文号、名称、主送."""
    return found.filter(numbered("number", q) | Q(title__contains=q) | Q(to_text__contains=q))


def prepare(page: list[Document], user: User, on: date) -> None:
    load_authors(document for document in page if document.is_waiting_for_review or document.is_waiting_for_signature)
    for document in page:
        document.badge_html = badge(tone_of(document, user), document.state_label())  # type: ignore[attr-defined]
        document.on = on  # type: ignore[attr-defined]


def is_late(document: Document) -> bool:
    """The answer to the document itself is overdue; where the business it came from counts its own days, it is late there."""
    on = getattr(document, "on", None) or timezone.localdate()
    is_owed = document.status == Status.SERVED and document.kind.opens_reply
    return is_owed and document.reply_due_on is not None and document.reply_due_on < on


def action(document: Document, user: User) -> Link | None:
    """One word in 操作."""
    word = asked_of(document, user)
    return Link(word, document.get_absolute_url()) if word else None


def buttons(user: User) -> list[Link]:
    found = []
    if user.has_perm("documents.manage_kinds"):
        found.append(Link("文书种类", reverse("documents:kind-list"), "settings"))
    if user.has_perm("documents.draft_document"):
        if user.has_perm("documents.import_register"):
            found.append(Link("导入登记簿", reverse("core:import-new", kwargs={"kind": "documents"}), "upload"))
        found.append(Link("文号登记", reverse("documents:number-list"), "list"))
        found.append(Link("拟制文书", reverse("documents:document-create"), "plus"))
    if any(user.has_perm(power) for power in SIGN_POWERS):
        found.append(Link("逐件签发", reverse("documents:signing"), "signature"))
    return found


def _mine(found: Rows, user: User, on: date) -> Rows:
    mine: Rows = found.annotate(handler_id=HANDLER).filter(handler_id=user.pk, status=Status.DRAFTED)
    return mine


def _review(found: Rows, user: User, on: date) -> Rows:
    return found.filter(TO_REVIEW)


def _sign(found: Rows, user: User, on: date) -> Rows:
    return found.filter(TO_SIGN)


def _serve(found: Rows, user: User, on: date) -> Rows:
    return found.filter(TO_SERVE)


def _reply(found: Rows, user: User, on: date) -> Rows:
    return found.filter(status=Status.SERVED, reply_due_on__isnull=False, kind__opens_reply=True)


def _own(found: Rows, user: User, on: date, *, stand: Callable[[ServiceQuerySet], ServiceQuerySet]) -> Rows:
    """Documents whose service on one of the user's units stands so."""
    return found.filter(Exists(stand(Service.objects.visible_to(user)).filter(document=OuterRef("pk"))))


DOCUMENTS = ListPage(
    name="documents.lists.DOCUMENTS",
    title="监督文书",
    crumbs=("文书", "监督文书"),
    rows=rows,
    permission="documents.view_documents",
    noun="件",
    detail="documents:document-detail",
    find="搜文号、名称、主送单位",
    search=search,
    filters=DocumentFilter,
    order=("-drafted_at", "-pk"),
    tabs=(
        Tab("all", "全部"),
        Tab("mine", "我的草稿", _mine),
        Tab("review", "待核稿", _review),
        Tab("sign", "待签发", _sign),
        Tab("serve", "待送达", _serve),
        Tab("reply", "待回复", _reply),
    ),
    default_tab="all",
    prepare=prepare,
    is_late=is_late,
    action=action,
    buttons=buttons,
    columns=(
        Column("number", "文号", cell=lambda document: document.number or "未编号", sort="number", expression="number", width=24),
        Column("title", "文书名称", fills=True, expression="title", width=48),
        Column("kind", "种类", cell="kind.short_name", sort="kind__position", expression="kind__short_name", width=12),
        Column("to", "主送单位", cell="to_text", expression="to_text", width=28),
        Column("signer", "签发人", cell="signer_name", expression="signer_name", width=12),
        Column("issued_on", "制发日期", cell="dated_on", sort="dated_on", expression="dated_on", width=12),
        Column("served_on", "送达日期", sort="served_on", expression="served_on", width=12),
        Column("reply_due_on", "回复期限", sort="reply_due_on", expression="reply_due_on", width=12),
        Column("source", "来源", cell="source_label", expression="source_label", is_hidden=True, width=24),
        Column("drafter", "拟制人", cell=lambda document: document.drafter or "", expression=DRAFTER_NAME, is_hidden=True, width=12),
        Column("status", "状态", cell="badge_html", expression="status", choices=Status.choices, width=10),
    ),
    empty=Empty("还没有文书", "文书一般从问题、线索、评查批次页面拟制。"),
    export_note="监督文书",
)


def prepare_received(page: list[Document], user: User, on: date) -> None:
    """签收 and 回复 where one of the user's units still owes it."""
    prepare(page, user, on)
    if not user.has_perm("documents.receive_document"):
        return
    own = Service.objects.visible_to(user).filter(document__in=page)
    owed = {
        **dict.fromkeys(own.to_answer().values_list("document", flat=True), "回复"),
        **dict.fromkeys(own.to_receive().values_list("document", flat=True), "签收"),
    }
    for document in page:
        document.owed = owed.get(document.pk, "")  # type: ignore[attr-defined]
        if document.owed:  # type: ignore[attr-defined]
            document.badge_html = badge("amber", document.state_label())  # type: ignore[attr-defined]


def action_received(document: Document, user: User) -> Link | None:
    word = getattr(document, "owed", "")
    return Link(word, document.get_absolute_url()) if word else None


INSIDE = {"source", "drafter"}  # columns that stay inside the bureau
RECEIVED = replace(
    DOCUMENTS,
    name="documents.lists.RECEIVED",
    tabs=(
        Tab("all", "全部"),
        Tab("receive", "待签收", partial(_own, stand=ServiceQuerySet.to_receive)),
        Tab("reply", "待回复", partial(_own, stand=ServiceQuerySet.to_answer)),
        Tab("replied", "已回复", partial(_own, stand=ServiceQuerySet.answered)),
    ),
    prepare=prepare_received,
    action=action_received,
    columns=tuple(column for column in DOCUMENTS.columns if column.key not in INSIDE),
    empty=Empty("还没有收到文书", "司法局制发的文书送达后列在这里，请及时签收。"),
)
