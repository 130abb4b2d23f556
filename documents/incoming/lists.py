"""收文与批示: columns, tabs and acts of the list."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from core.lists.page import Column, Empty, Link, ListPage, Rows, Tab
from core.look.marks import badge
from core.search.query import search as find
from core.workdays.week import sunday_of
from documents.incoming.filters import IncomingFilter
from documents.incoming.finding import FIELDS
from documents.incoming.models import Incoming, Kind
from documents.incoming.workflow import HANDLED, INSTRUCT, REGISTER, VIEW, Status

TONES = {
    Status.REGISTERED: "grey",
    Status.ASSIGNED: "blue",
    Status.HANDLING: "blue",
    Status.REPLIED: "blue",
    Status.CLOSED: "green",
    Status.VOIDED: "ink",
}


SHOWN = 24  # characters of a long text in a cell; the sheet has all of it


def shorten(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def asked_of(incoming: Incoming, user: User) -> str:
    """批示, 分办, 办理 or 办结 where it is `user` who is to do it next, else ""."""
    if incoming.awaits_instruction:
        return "批示" if user.has_perm(INSTRUCT) else ""
    if incoming.status == Status.REGISTERED:
        return "分办" if user.has_perm(REGISTER) else ""
    if not incoming.is_led_by(user):
        return ""
    return "办理" if incoming.status in HANDLED else "办结" if incoming.status == Status.REPLIED else ""


def tone_of(incoming: Incoming, user: User) -> str:
    """Amber for who is to act next, else the colour of the state."""
    return "amber" if asked_of(incoming, user) else TONES[Status(incoming.status)]


def prepare(page: list[Incoming], user: User, on: date) -> None:
    for row in page:
        closed_mark = badge("ink", "限阅") if row.is_confidential else ""
        row.badge_html = format_html("{}{}", badge(tone_of(row, user), row.get_status_display()), closed_mark)  # type: ignore[attr-defined]
        row.on = on  # type: ignore[attr-defined]


def is_late(incoming: Incoming) -> bool:
    return incoming.is_overdue(getattr(incoming, "on", None) or timezone.localdate())


def action(incoming: Incoming, user: User) -> Link | None:
    word = asked_of(incoming, user)
    return Link(word, incoming.get_absolute_url()) if word else None


def buttons(user: User) -> list[Link]:
    return [Link("登记收文", reverse("documents:incoming-create"), "plus")] if user.has_perm(REGISTER) else []


def _search(found: Rows, words: str, user: User) -> Rows:
    """收文编号、标题、来文单位、来文字号."""
    return find(found, FIELDS, words)


def _open(found: Rows, user: User, on: date) -> Rows:
    return found.open()  # type: ignore[attr-defined, no-any-return]


def _mine(found: Rows, user: User, on: date) -> Rows:
    return found.open().handled_by(user)  # type: ignore[attr-defined, no-any-return]


def _to_instruct(found: Rows, user: User, on: date) -> Rows:
    return found.awaiting_instruction()  # type: ignore[attr-defined, no-any-return]


def _week(found: Rows, user: User, on: date) -> Rows:
    return found.due_between(on, sunday_of(on))  # type: ignore[attr-defined, no-any-return]


def _late(found: Rows, user: User, on: date) -> Rows:
    return found.overdue(on)  # type: ignore[attr-defined, no-any-return]


def _closed(found: Rows, user: User, on: date) -> Rows:
    return found.filter(status=Status.CLOSED)


INCOMING = ListPage(
    name="documents.incoming.lists.INCOMING",
    title="收文与批示",
    crumbs=("文书", "收文与批示"),
    rows=lambda user: Incoming.objects.visible_to(user).for_display(),
    permission=VIEW,
    noun="件",
    detail="documents:incoming-detail",
    find="搜编号、标题、来文单位、字号",
    search=_search,
    filters=IncomingFilter,
    order=("-received_on", "-pk"),
    tabs=(
        Tab("open", "待办", _open),
        Tab("mine", "我承办的", _mine),
        Tab("instruct", "待批示", _to_instruct),
        Tab("week", "本周到期", _week),
        Tab("late", "逾期", _late),
        Tab("closed", "已办结", _closed),
        Tab("all", "全部"),
    ),
    default_tab="open",
    prepare=prepare,
    is_late=is_late,
    action=action,
    buttons=buttons,
    columns=(
        Column("number", "收文编号", sort="pk", expression="number", width=16),
        Column("sender", "来文单位", sort="sender", expression="sender", width=24, wraps=True),
        Column("sender_number", "来文字号", expression="sender_number", width=22, wraps=True),
        Column("title", "标题", fills=True, expression="title", width=44),
        Column("demand", "办理要求", cell=lambda row: shorten(row.demand), expression="demand", width=40, wraps=True),
        Column("handler", "承办人", cell=lambda row: row.handler.name if row.handler else None, expression="handler__name", sort="handler__name", width=10),
        Column("received_on", "收文日期", sort="received_on", expression="received_on", width=12),
        Column("due_on", "办理期限", sort="due_on", expression="due_on", width=12),
        Column("status", "状态", cell="badge_html", expression="status", choices=Status.choices, width=10),
        Column("kind", "种类", cell="get_kind_display", expression="kind", choices=Kind.choices, is_hidden=True, width=10),
        Column("paper_on", "来文日期", sort="paper_on", expression="paper_on", is_hidden=True, width=12),
        Column("registrar", "登记人", cell="registered_by.name", expression="registered_by__name", is_hidden=True, width=10),
        Column("result", "办理结果", cell=lambda row: shorten(row.result), expression="result", is_hidden=True, width=40),
    ),
    empty=Empty("没有收文", "来文、领导批示和上级交办登记后列在这里，到期的列入承办人的工作台。"),
    export_note="收文与批示",
)
