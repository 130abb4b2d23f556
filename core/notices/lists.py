"""提醒记录: the ledger of reminders, and the messages that could not be sent."""

from datetime import date
from typing import Any

import django_filters
from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from core.crypto import mask_address
from core.lists import Column, Empty, Link, ListPage, Tab
from core.notices.digests import is_digest
from core.notices.models import Channel, Message, Notice, NoticeState

TONES = {
    NoticeState.PLANNED: "grey",
    NoticeState.SENT: "blue",
    NoticeState.DELIVERED: "blue",
    NoticeState.READ: "green",
    NoticeState.FAILED: "red",
    NoticeState.CANCELLED: "outline",
    NoticeState.SUPERSEDED: "outline",
}
LEVEL_WORDS = {
    "opened": "任务下达",
    "before": "提前提醒",
    "due": "当日提醒",
    "overdue": "逾期提醒",
    "escalate": "逾期升级",
    "urge": "催办",
    "phone": "电话催办",
}


def level_words(level: str) -> str:
    """提前 7 个工作日, 当日, 逾期 1 个工作日 …"""
    name, _, number = level.partition("_")
    if name in {"before", "overdue", "escalate"}:
        return {"before": f"提前{number}个工作日", "overdue": f"逾期{number}个工作日", "escalate": f"逾期{number}个工作日，告知分管领导"}[name]
    return LEVEL_WORDS.get(name, level)


def content(notice: Notice) -> str:
    """内容: what was said, or what kind of reminder it is while nothing has been said."""
    if notice.channel == Channel.PHONE:
        return notice.note
    return notice.message.title if notice.message and notice.channel == Channel.IN_APP else level_words(notice.level)


def recipient(notice: Notice) -> str:
    """对象: the person told."""
    return notice.person or str(notice.recipient or "")


def outcome(notice: Notice) -> str:
    """送达情况 with its reason."""
    reason = notice.note if notice.state == NoticeState.CANCELLED else ""
    return f"{notice.get_state_display()}{f'（{reason}）' if reason else ''}"


def read_at(notice: Notice) -> Any:
    """查看时间, known for messages in the product only."""
    return notice.message.read_at if notice.message else None


def matter(message: Message) -> str:
    """内容 of what left the house, for who keeps the system: what it was about, never its words."""
    if is_digest(message):
        return "今日待办"
    app, _, model = message.target_kind.partition(".")
    return f"{apps.get_model(app, model)._meta.verbose_name}的通知" if model else "通知"


class NoticeFilter(django_filters.FilterSet):
    deadline = django_filters.NumberFilter(label="期限")
    target_kind = django_filters.CharFilter(field_name="deadline__target_kind", label="对象类型")
    target_id = django_filters.CharFilter(field_name="deadline__target_id", label="对象编号")
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label="方式")
    state = django_filters.ChoiceFilter(choices=NoticeState.choices, label="送达情况")

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()


def _found(rows: QuerySet[Notice], words: str, user: Any) -> QuerySet[Notice]:
    return rows.filter(deadline__title__icontains=words)


def _is_gone(rows: QuerySet[Notice], user: Any, on: date) -> QuerySet[Notice]:
    return rows.filter(state__in=(NoticeState.SENT, NoticeState.DELIVERED, NoticeState.READ))


LEDGER = ListPage(
    name="core.notices.lists.LEDGER",
    title="提醒记录",
    crumbs=("提醒", "提醒记录"),
    rows=lambda user: Notice.objects.visible_to(user).select_related("deadline", "recipient", "message"),
    columns=(
        Column("at", "时间", lambda notice: notice.sent_at or notice.not_before, sort="not_before", export=lambda notice: notice.sent_at or notice.not_before),
        Column("matter", "事项", "deadline.title", expression="deadline__title", fills=True, width=40),
        Column("recipient", "对象", recipient, export=recipient),
        Column("channel", "方式", "get_channel_display", expression="channel", choices=Channel.choices),
        Column("content", "内容", content, export=content, width=40),
        Column("state", "送达情况", outcome, export=outcome, sort="state", width=24),
        Column("read_at", "查看时间", read_at, export=read_at),
    ),
    url=lambda notice: reverse("core:deadline-detail", args=[notice.deadline_id]),
    search=_found,
    find="搜事项",
    filters=NoticeFilter,
    tabs=(
        Tab("all", "全部"),
        Tab("gone", "已发出", _is_gone),
        Tab("planned", "待发送", lambda rows, user, on: rows.filter(state=NoticeState.PLANNED)),
        Tab("failed", "发送失败", lambda rows, user, on: rows.filter(state=NoticeState.FAILED)),
    ),
    default_tab="gone",
    empty=Empty("还没有提醒", "期限建立后，系统按提前 7、3、1 个工作日、当日和逾期安排提醒，都记在这里。"),
)

OUTBOX = ListPage(
    name="core.notices.lists.OUTBOX",
    title="对外消息",
    crumbs=("提醒", "对外消息"),
    permission="core.view_health",
    rows=lambda user: Message.objects.visible_to(user).outgoing().select_related("recipient"),
    columns=(
        Column("matter", "内容", matter, export=matter, fills=True, width=24),
        Column("recipient", "对象", "recipient.name", expression="recipient__name"),
        Column(
            "address", "地址", lambda message: mask_address(message.recipient.email), export=lambda message: mask_address(message.recipient.email), width=24
        ),
        Column("channel", "方式", "get_channel_display", expression="channel", choices=Channel.choices),
        Column("created_at", "时间", expression="created_at", sort="created_at"),
        Column("tries", "次数", expression="tries", align="num"),
        Column("next_try_at", "下次发送", expression="next_try_at"),
        Column("state", "送达情况", "get_state_display", expression="state", choices=NoticeState.choices),
    ),
    detail="core:message-detail",
    tabs=(
        Tab("failed", "发送失败", lambda rows, user, on: rows.filter(state=NoticeState.FAILED)),
        Tab("waiting", "待发送", lambda rows, user, on: rows.filter(state=NoticeState.PLANNED)),
        Tab("all", "全部"),
    ),
    empty=Empty("没有对外消息", "用邮件发出的消息列在这里。"),
    action=lambda message, user: Link("查看", reverse("core:message-detail", args=[message.pk])),
)
