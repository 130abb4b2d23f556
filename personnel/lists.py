"""执法主体名录、执法人员名册、执法证件台账: columns as in the product's words; identity numbers always masked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from core.lists.page import Column, Empty, Link, ListPage, Rows, Tab
from core.look.marks import badge
from personnel.filters import CertificateFilter, OfficerFilter, SubjectFilter
from personnel.models import Certificate, CertificateStatus, Officer, Subject

SOON = timedelta(days=60)
IMPORT = "personnel.import_register"


def _import(kind: str, label: str) -> Any:
    def link(user: User) -> Link | None:
        return Link(label, reverse("core:import-new", kwargs={"kind": kind}), "upload") if user.has_perm(IMPORT) else None

    return link


def _buttons(kind: str, label: str) -> Any:
    link = _import(kind, label)
    return lambda user: [made] if (made := link(user)) else []


# --- subjects ------------------------------------------------------------------------------------------------------
def subject_rows(user: User) -> Rows:
    return Subject.objects.visible_to(user).select_related("unit", "delegator")


def subject_search(found: Rows, q: str, user: User) -> Rows:
    return found.filter(Q(unit__name__contains=q) | Q(unit__short_name__contains=q) | Q(credit_code__startswith=q.upper()))


def subject_prepare(page: list[Subject], user: User, on: date) -> None:
    """持证人数 of one page as one query."""
    valid = Certificate.objects.valid_on(on).filter(officer__unit__in=[subject.unit_id for subject in page])
    counts = dict(valid.values_list("officer__unit").annotate(n=Count("officer", distinct=True)).values_list("officer__unit", "n"))
    for subject in page:
        subject.holders = counts.get(subject.unit_id, 0)  # type: ignore[attr-defined]
        subject.badge_html = badge(subject.tone, subject.get_status_display())  # type: ignore[attr-defined]


SUBJECTS = ListPage(
    name="personnel.lists.SUBJECTS",
    title="执法主体名录",
    crumbs=("人员", "执法主体"),
    rows=subject_rows,
    permission="personnel.view_register",
    noun="个",
    detail="personnel:subject-detail",
    find="搜主体名称、信用代码",
    search=subject_search,
    filters=SubjectFilter,
    order=("unit__sort_key", "pk"),
    prepare=subject_prepare,
    buttons=_buttons("subjects", "导入主体"),
    columns=(
        Column("unit", "主体名称", cell="unit.name", expression="unit__name", sort="unit__sort_key", fills=True, width=32),
        Column("kind", "主体类别", cell="get_kind_display", expression="kind", width=16),
        Column("act_kinds", "行为种类", cell="act_kinds_text", export=lambda row: row.act_kinds_text, width=40),
        Column(
            "delegator",
            "委托机关",
            cell=lambda row: row.delegator.short_name if row.delegator else "",
            export=lambda row: row.delegator.name if row.delegator else "",
            width=24,
        ),
        Column("expires_on", "委托期限", expression="expires_on", width=12),
        Column("holders", "持证人数", align="num", export=lambda row: getattr(row, "holders", ""), width=10),
        Column("announced_on", "公告日期", expression="announced_on", sort="announced_on", width=12),
        Column("status", "状态", cell="badge_html", export=lambda row: row.get_status_display(), width=10),
    ),
    empty=Empty("还没有执法主体", "可导入经确认的执法主体清单，列名不必一致。", _import("subjects", "导入主体")),
)


# --- officers ------------------------------------------------------------------------------------------------------
def officer_rows(user: User) -> Rows:
    return Officer.objects.visible_to(user).select_related("unit").prefetch_related("certificates")


def officer_search(found: Any, q: str, user: User) -> Any:
    """姓名、单位、证件号码. Identity numbers are not searched for in addresses: see `officer_find`."""
    units = list(Unit.objects.visible_to(user).filter(Q(name__contains=q) | Q(short_name__contains=q)).values_list("pk", flat=True))
    cards = list(Certificate.objects.visible_to(user).filter(number__startswith=q).values_list("officer", flat=True)[:200])
    return found.filter(Q(name__zh=q) | Q(unit_id__in=units) | Q(pk__in=cards))


def officer_buttons(user: User) -> list[Link]:
    return [Link("按身份证号查找", reverse("personnel:officer-find"), "search"), *_buttons("officers", "导入名册")(user)]


def _card(officer: Officer) -> Certificate | None:
    return next(iter(officer.certificates.all()), None)


def officer_prepare(page: list[Officer], user: User, on: date) -> None:
    """The newest card of each person, as of today."""
    for officer in page:
        card = _card(officer)
        officer.card_number = card.number if card else ""  # type: ignore[attr-defined]
        officer.card_expires = card.expires_on if card else None  # type: ignore[attr-defined]
        officer.badge_html = card.badge_on(on) if card else "无证"  # type: ignore[attr-defined]


def _without_card(found: Any, user: User, on: date) -> Any:
    return found.exclude(pk__in=Certificate.objects.valid_on(on).values("officer"))


def _reviewers(found: Any, user: User, on: date) -> Any:
    return found.filter(is_legal_reviewer=True)


OFFICERS = ListPage(
    name="personnel.lists.OFFICERS",
    title="执法人员名册",
    crumbs=("人员", "执法人员"),
    rows=officer_rows,
    permission="personnel.view_register",
    noun="人",
    detail="personnel:officer-detail",
    find="搜姓名、单位、证件号码",
    search=officer_search,
    filters=OfficerFilter,
    order=("unit__sort_key", "pk"),
    tabs=(Tab("all", "全部"), Tab("without", "无有效证件", _without_card), Tab("reviewers", "法制审核人员", _reviewers)),
    prepare=officer_prepare,
    buttons=officer_buttons,
    columns=(
        Column("name", "姓名", expression="name", sort="name", width=12),
        Column("unit", "单位", cell="unit.short_name", expression="unit__name", sort="unit__sort_key", fills=True, width=28),
        Column("duty", "职务", expression="duty", width=16),
        Column("identity", "身份证号", cell="identity_tail", expression="identity_tail", width=20, is_hidden=True),
        Column("categories", "执法类别", cell="categories_text", export=lambda row: row.categories_text, width=30, is_hidden=True),
        Column("card", "证件号码", cell="card_number", export=lambda row: card.number if (card := _card(row)) else "", width=18),
        Column(
            "card_status",
            "证件状态",
            cell="badge_html",
            export=lambda row: card.status_on(timezone.localdate()).label if (card := _card(row)) else "无证",
            width=12,
        ),
        Column("card_expires", "有效期至", cell="card_expires", export=lambda row: card.expires_on if (card := _card(row)) else None, width=12),
        Column("is_legal_reviewer", "法制审核人员", expression="is_legal_reviewer", width=12),
    ),
    empty=Empty("还没有人员", "可导入省平台导出的名册，列名不必一致。", _import("officers", "导入名册")),
)


# --- certificates --------------------------------------------------------------------------------------------------
def certificate_rows(user: User) -> Rows:
    return Certificate.objects.visible_to(user).select_related("officer__unit")


def certificate_search(found: Rows, q: str, user: User) -> Rows:
    return found.filter(Q(number__startswith=q) | Q(officer__name__contains=q) | Q(officer__unit__name__contains=q))


def certificate_prepare(page: list[Certificate], user: User, on: date) -> None:
    for card in page:
        card.badge_html = card.badge_on(on)  # type: ignore[attr-defined]
        card.days_left = max((card.expires_on - on).days, 0) if card.status_on(on) == CertificateStatus.ACTIVE else None  # type: ignore[attr-defined]


def _ending(found: Any, user: User, on: date) -> Any:
    return found.valid_on(on).filter(expires_on__lte=on + SOON)


def _valid(found: Any, user: User, on: date) -> Any:
    return found.valid_on(on)


CERTIFICATES = ListPage(
    name="personnel.lists.CERTIFICATES",
    title="执法证件台账",
    crumbs=("人员", "执法证件"),
    rows=certificate_rows,
    permission="personnel.view_register",
    noun="件",
    url=lambda card: card.officer.get_absolute_url(),
    find="搜证件号码、姓名、单位",
    search=certificate_search,
    filters=CertificateFilter,
    order=("expires_on", "pk"),
    tabs=(Tab("all", "全部"), Tab("valid", "有效", _valid), Tab("ending", "60 日内到期", _ending)),
    prepare=certificate_prepare,
    columns=(
        Column("number", "证件号码", expression="number", sort="number", width=18),
        Column("officer", "姓名", cell="officer.name", expression="officer__name", width=12),
        Column("unit", "单位", cell="officer.unit.short_name", expression="officer__unit__name", sort="officer__unit__sort_key", fills=True, width=28),
        Column("kind", "证件类型", cell="get_kind_display", export=lambda row: row.get_kind_display(), width=20),
        Column("issued_on", "发证日期", expression="issued_on", sort="issued_on", width=12),
        Column("expires_on", "有效期至", expression="expires_on", sort="expires_on", width=12),
        Column("days_left", "剩余天数（日）", align="num", export=lambda row: max((row.expires_on - timezone.localdate()).days, 0), width=14),
        Column("status", "状态", cell="badge_html", export=lambda row: row.status_on(timezone.localdate()).label, width=10),
    ),
    empty=Empty("还没有证件", "导入执法人员名册时，证件一并登记。"),
)
