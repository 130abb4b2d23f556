"""执法行为库: the list of acts; big, so it is fetched by slices and counted up to a limit."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.forms import ModelChoiceField
from django.urls import reverse

from accounts.models import Unit, User
from cases.models import ActKind, EnforcementAct
from core.lists.cells import link
from core.lists.page import Column, Empty, Link, ListPage, Rows, Tab
from core.search.query import numbered


def _units(request: object) -> QuerySet[Unit]:
    """Units in sight; one that was merged away or dissolved as long as acts stand under its name."""
    user: User = request.user  # type: ignore[attr-defined]
    kept = Exists(EnforcementAct.objects.filter(unit=OuterRef("pk")))
    return Unit.objects.visible_to(user).filter(Q(is_active=True) | kept)


class UnitChoice(ModelChoiceField[Unit]):
    """执法单位: says of a unit that it is no more."""

    def label_from_instance(self, unit: Unit) -> str:
        return str(unit) if unit.is_active else f"{unit}（停用）"


class UnitFilter(filters.ModelChoiceFilter):
    field_class = UnitChoice


class ActFilter(filters.FilterSet):
    """单位、种类、决定日期、程序、结案."""

    unit = UnitFilter(label="执法单位", queryset=_units)
    kind = filters.ChoiceFilter(label="行为种类", choices=ActKind.choices)
    decided_from = filters.DateFilter(label="决定日期起", field_name="decided_on", lookup_expr="gte")
    decided_to = filters.DateFilter(label="决定日期止", field_name="decided_on", lookup_expr="lte")
    procedure = filters.ChoiceFilter(label="程序类型", choices=[("普通程序", "普通程序"), ("简易程序", "简易程序")])

    class Meta:
        model = EnforcementAct
        fields = ("unit", "kind", "decided_from", "decided_to", "procedure")


def rows(user: User) -> Rows:
    return EnforcementAct.objects.visible_to(user).select_related("unit")


def search(found: Rows, q: str, user: User | None = None) -> Rows:
    """Any part of 文号、立案号、案件名称、当事人."""
    return found.filter(numbered("document_no", q, "zh") | numbered("case_no", q, "zh") | Q(title__zh=q) | Q(party__zh=q))


def _undecided(found: Rows, user: User, on: date) -> Rows:
    return found.filter(decided_on=None)


def _open(found: Rows, user: User, on: date) -> Rows:
    return found.filter(closed_on=None, decided_on__isnull=False)


def _import(user: User) -> Link | None:
    return Link("导入执法数据", reverse("core:import-new", kwargs={"kind": "penalties"}), "upload") if user.has_perm("cases.import_acts") else None


def _buttons(user: User) -> list[Link]:
    made = _import(user)
    return [Link("一企一档", reverse("companies:company-find"), "building"), *([made] if made else [])]


ACTS = ListPage(
    name="cases.act_lists.ACTS",
    title="执法行为库",
    crumbs=("案卷", "执法行为"),
    rows=rows,
    permission="cases.view_acts",
    noun="件",
    detail="cases:act-detail",
    find="搜文号、案件名称、当事人",
    search=search,
    filters=ActFilter,
    order=("-decided_on", "-pk"),
    slice_by="unit",
    tabs=(Tab("all", "全部"), Tab("undecided", "未作决定", _undecided), Tab("open", "未结案", _open)),
    buttons=_buttons,
    columns=(
        Column(
            "number", "文号", cell=lambda act: act.document_no or act.case_no, sort="document_no", expression=Coalesce(F("document_no"), F("case_no")), width=24
        ),
        Column("title", "案件名称", export=lambda act: act.masked_title, fills=True, width=48),
        Column("party", "当事人", cell=lambda act: party_cell(act), export=lambda act: act.masked_party, width=28, is_hidden=True),
        Column("unit", "执法单位", cell="unit.short_name", expression="unit__name", sort="unit__sort_key", width=24),
        Column("kind", "行为种类", cell="get_kind_display", expression="kind", choices=ActKind.choices, width=12),
        Column("decided_on", "决定日期", expression="decided_on", sort="decided_on", width=12),
        Column(
            "fined",
            "罚没金额（元）",
            cell="fined_total",
            align="num",
            expression=Coalesce(F("fine"), 0, output_field=EnforcementAct._meta.get_field("fine"))
            + Coalesce(F("confiscated"), 0, output_field=EnforcementAct._meta.get_field("confiscated")),
            width=16,
        ),
        Column("officers", "执法人员", cell="officers_text", export=lambda act: act.officers_text, width=20),
        Column("closed_on", "结案日期", expression="closed_on", sort="closed_on", width=12, is_hidden=True),
    ),
    empty=Empty("还没有执法数据", "下载模板填写，或直接导入双公示表。", _import),
)


def party_cell(act: EnforcementAct) -> str:
    """The party, leading to 一企一档 where it is an organisation with a code."""
    return link(act.company_url, act.party) if act.company_url else act.party


def facts_of(act: EnforcementAct) -> list[tuple[str, Any]]:
    """Facts of one act in the order of handling, for its page; numbers of persons are not among them."""
    known = act.extra
    return [
        ("执法单位", act.unit.name), ("当事人", party_cell(act)), ("当事人类别", act.party_kind), ("统一社会信用代码", act.party_code), ("违法行为类型", act.cause), ("程序类型", act.procedure),
        ("案件来源", known.get("source")), ("处罚依据", known.get("basis")), ("处罚类别", "、".join(known.get("kinds", []))), ("处罚内容", known.get("content")),
        ("罚没金额（元）", f"{act.fined_total:,.2f}" if act.decided_on else None), ("裁量档次", known.get("grade")), ("扣除天数", known.get("excluded_days")),
        ("执法人员", "、".join(f"{o['name']}（{o['card']}）" for o in act.officers)),
    ]  # fmt: skip


STEPS = (
    ("立案", "filed_on"), ("先行登记保存", "registered_on"), ("先行登记处理", "registration_settled_on"), ("延期批准", "extended_on"), ("法制审核", "legal_review_on"), ("集体讨论", "discussed_on"),
    ("事先告知", "noticed_on"), ("听证告知", "hearing_noticed_on"), ("听证", "hearing_on"), ("作出决定", "decided_on"), ("送达", "served_on"), ("公示", "published_on"), ("备案", "recorded_on"),
    ("缴款", "paid_on"), ("结案", "closed_on"), ("公示撤下", "withdrawn_on"),
)  # fmt: skip


def steps_of(act: EnforcementAct) -> list[tuple[str, str]]:
    """办理过程: the dated steps in the order they happened."""
    own = {"filed_on": act.filed_on, "decided_on": act.decided_on, "closed_on": act.closed_on}
    dated = [(str(own.get(key) or act.extra.get(key) or ""), label) for label, key in STEPS]
    return [(label, day) for day, label in sorted(pair for pair in dated if pair[0])]
