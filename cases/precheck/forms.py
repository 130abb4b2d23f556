"""自助预查: what is typed of one case; nothing has to be filled, and nothing typed is kept."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cases.forms.batch import day_field
from cases.rules.draft import PERSON, SIMPLE, TRADER
from cases.rules.rule import Section

ENTITY = "法人及非法人组织"
NOTHING = ("", "未填")
YES_NO = (NOTHING, ("yes", "是"), ("no", "否"))
MOST_INSTALMENTS = 60


def _text(label: str, length: int = 80, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **options)


def _day(label: str, **options: Any) -> forms.DateField:
    return day_field(label, required=False, **options)


def _one_of(label: str, *choices: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=(NOTHING, *((word, word) for word in choices)), required=False, **options)


def _yes_no(label: str, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=YES_NO, coerce=lambda value: value == "yes", empty_value=None, required=False, **options)


def _money(label: str, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=16, decimal_places=2, required=False, **options)


class PrecheckForm(forms.Form):
    """预查一件."""

    case_no = _text("立案号")
    party = _text("当事人", 120)
    party_kind = _one_of("当事人类别", PERSON, TRADER, ENTITY)
    cause = _text("违法行为", 300)
    procedure = _one_of("程序类型", "普通程序", SIMPLE)
    is_major = _yes_no("是否重大", help_text="情节复杂、重大违法，或者列入本单位重大执法决定法制审核目录。")
    filed_on = _day("立案日期")
    registered_on = _day("先行登记保存日期")
    registration_settled_on = _day("先行登记处理日期")
    officer1 = _text("执法人员一姓名", 40)
    card1 = _text("执法人员一证号", 30)
    from1 = _day("执法人员一办案起", help_text="不填的，从立案日期起算。")
    to1 = _day("执法人员一办案止", help_text="不填的，算到决定日期。")
    officer2 = _text("执法人员二姓名", 40)
    card2 = _text("执法人员二证号", 30)
    from2 = _day("执法人员二办案起")
    to2 = _day("执法人员二办案止")
    noticed_on = _day("事先告知日期")
    waived_defence = _yes_no("是否放弃陈述申辩")
    hearing_noticed_on = _day("听证告知日期")
    hearing_asked = _yes_no("当事人是否申请听证")
    waived_hearing = _yes_no("是否放弃听证")
    hearing_called_on = _day("听证通知日期", help_text="通知听证时间、地点的日期。")
    hearing_on = _day("听证日期")
    legal_review_on = _day("法制审核日期")
    legal_review = _one_of("法制审核结论", "同意", "修改后同意", "不同意")
    discussed_on = _day("集体讨论日期")
    decided_on = _day("处罚决定日期")
    document_no = _text("决定书文号")
    basis = _text("处罚依据", 300)
    kinds = _text("处罚种类", 200, help_text="几种的用顿号隔开，如：罚款、没收违法所得。")
    excluded_days = forms.IntegerField(label="扣除天数", min_value=0, max_value=3650, required=False, help_text="检验、鉴定、听证、公告等依法不计入的天数。")
    extended_on = _day("延期批准日期")
    fine = _money("罚款数额（元）")
    confiscated = _money("没收金额（元）")
    instalments = _text("分期各期数额（元）", 400, help_text="分期缴纳的填写，用顿号隔开，如：5000、5000、3000。")
    served_on = _day("送达日期")
    published_on = _day("公示日期")
    unpublished_reason = _text("不公开理由", 100, help_text="依法不公开的填写。")
    recorded_on = _day("备案日期")
    state = _one_of("决定状态", "有效", "变更", "撤销", "确认违法", "确认无效")
    state_on = _day("状态变更日期")
    withdrawn_on = _day("公示撤下日期")

    def clean_kinds(self) -> tuple[str, ...]:
        return tuple(_parts(self.cleaned_data["kinds"], "、，,；;"))

    def clean_instalments(self) -> tuple[Decimal, ...]:
        try:
            amounts = tuple(Decimal(part) for part in _parts(self.cleaned_data["instalments"], "、，；;"))
        except InvalidOperation:
            raise forms.ValidationError("金额应为数字，不带“元”“万”，用顿号隔开。") from None
        if len(amounts) > MOST_INSTALMENTS or any(not amount.is_finite() or not 0 < amount < 10**12 for amount in amounts):
            raise forms.ValidationError(f"每期数额应大于零，最多 {MOST_INSTALMENTS} 期。")
        return amounts

    @property
    def sections(self) -> list[tuple[str, list[list[BoundField]]]]:
        """The fields under their heads, two in a row."""
        return [(section.label, _in_pairs([self[name] for name in names])) for section, names in LAYOUT.items()]


LAYOUT = {
    Section.FILING: ("case_no", "filed_on", "party", "party_kind", "cause", "procedure", "is_major", "registered_on", "registration_settled_on"),
    Section.PEOPLE: ("officer1", "card1", "from1", "to1", "officer2", "card2", "from2", "to2"),
    Section.NOTICE: ("noticed_on", "waived_defence"),
    Section.HEARING: ("hearing_noticed_on", "hearing_asked", "waived_hearing", "hearing_called_on", "hearing_on"),
    Section.REVIEW: ("legal_review_on", "legal_review", "discussed_on"),
    Section.DECISION: ("document_no", "decided_on", "basis", "kinds", "excluded_days", "extended_on"),
    Section.AMOUNT: ("fine", "confiscated", "instalments"),
    Section.SERVICE: ("served_on",),
    Section.PUBLICATION: ("published_on", "unpublished_reason", "recorded_on", "state", "state_on", "withdrawn_on"),
}


def _parts(text: str, separators: str) -> list[str]:
    for separator in separators:
        text = text.replace(separator, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


def _in_pairs(fields: list[BoundField]) -> list[list[BoundField]]:
    return [fields[place : place + 2] for place in range(0, len(fields), 2)]
