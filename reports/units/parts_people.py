"""人员与证件 and 台账任务 of a unit."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from core.lists.desk import Tally
from personnel.lists import CERTIFICATES, OFFICERS, SOON
from personnel.models import Certificate, CertificateStatus
from personnel.models.certificate import TONES as CARD_TONES
from reports.units.asked import Asked, Cell, Head, Part, day, due
from supervision.plans.lists import SHARES, tone_for
from supervision.plans.models import Assignment
from supervision.plans.workflow import DONE_SHARES

STOPPED = (CertificateStatus.SUSPENDED, CertificateStatus.RECALLED, CertificateStatus.EXPIRED)


# --- 人员与证件 ------------------------------------------------------------------------------------------------------
def _people(asked: Asked) -> list[Tally]:
    officers, cards = "personnel:officer-list", "personnel:certificate-list"
    stopped = Certificate.objects.visible_to(asked.user).filter(officer__unit=asked.unit).saying(STOPPED, asked.on)
    return [
        Tally("执法人员", asked.of_tab(OFFICERS, "all"), asked.listed(officers)),
        Tally("无有效证件", asked.of_tab(OFFICERS, "without"), asked.listed(officers, tab="without"), is_alarm=True),
        Tally("法制审核人员", asked.of_tab(OFFICERS, "reviewers"), asked.listed(officers, tab="reviewers")),
        Tally("有效证件", asked.of_tab(CERTIFICATES, "valid", "officer__unit"), asked.listed(cards, tab="valid")),
        Tally("60 日内到期", asked.of_tab(CERTIFICATES, "ending", "officer__unit"), asked.listed(cards, tab="ending")),
        Tally("过期、暂扣、收回", stopped, asked.listed(cards, status=[status.value for status in STOPPED])),
    ]


def _cards(asked: Asked, most: int) -> list[list[Cell]]:
    """Certificates that are stopped or end within sixty days, the next to end first."""
    rows = Certificate.objects.visible_to(asked.user).filter(officer__unit=asked.unit, officer__is_active=True, expires_on__lte=asked.on + SOON)
    rows = rows.filter(Q(expires_on__gte=asked.on - timedelta(days=365))).exclude(status=CertificateStatus.CANCELLED).select_related("officer")
    return [
        [
            Cell(card.officer.name, card.officer.get_absolute_url()),
            Cell(card.number),
            Cell(card.get_kind_display()),
            Cell(day(card.expires_on)),
            Cell(card.status_on(asked.on).label, tone=CARD_TONES.get(card.status_on(asked.on), "grey")),
        ]
        for card in rows.order_by("expires_on", "pk")[:most]
    ]


PEOPLE = Part(
    "people", "人员与证件", "personnel.view_register", "personnel:officer-list",
    (Head("姓名"), Head("证件号码", fills=True), Head("证件类型"), Head("有效期至"), Head("状态")), _people, _cards,
    "没有将到期或者已停用的证件。", listed="60 日内到期和近一年过期的证件",
)  # fmt: skip


# --- 台账任务 --------------------------------------------------------------------------------------------------------
def _plans(asked: Asked) -> list[Tally]:
    url = "supervision:assignment-list"
    done = Assignment.objects.visible_to(asked.user).in_force().filter(unit=asked.unit, status__in=DONE_SHARES)
    return [
        Tally("未完成", asked.of_tab(SHARES, "open"), asked.listed(url, tab="open")),
        Tally("逾期", asked.of_tab(SHARES, "overdue"), asked.listed(url, tab="overdue"), is_alarm=True),
        Tally("待确认进展", asked.of_tab(SHARES, "waiting"), asked.listed(url, tab="waiting")),
        Tally("已完成", done, asked.listed(url, status=[status.value for status in DONE_SHARES])),
    ]


def _shares(asked: Asked, most: int) -> list[list[Cell]]:
    rows = Assignment.objects.visible_to(asked.user).open().in_force().filter(unit=asked.unit).select_related("item__plan")
    return [
        [
            Cell(share.item.bare_text, share.get_absolute_url()),
            Cell(share.get_part_display()),
            due(day(share.due_on) if share.due_on else share.item.get_term_kind_display(), share.is_overdue(asked.on)),
            Cell(share.get_status_display(), tone=tone_for(share, asked.user)),
        ]
        for share in rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:most]
    ]


PLANS = Part(
    "plans", "台账任务", "supervision.view_plans", "supervision:assignment-list",
    (Head("任务", fills=True), Head("分工"), Head("完成时限"), Head("状态")), _plans, _shares,
    "没有未完成的台账任务。", listed="未完成的任务，先到期的在前",
)  # fmt: skip
