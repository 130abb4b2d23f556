"""报错的句子: what a field says when it refuses, with its name in it, instead of the sentences that come with Django.

A form that words a refusal itself keeps its words. The renderer hands the class of the bound fields to every form.
"""

import re
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise

UNIT = re.compile("（[^（）]*）$")
CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)
FROM_LIST = "请从列出的选项里选择{label}。"
SENTENCES = {
    "required": "请填写{label}。",
    "invalid": "{label}的写法不对，请核对。",
    "invalid_choice": FROM_LIST,
    "invalid_pk_value": FROM_LIST,
    "invalid_list": FROM_LIST,
    "min_value": "{label}不能小于 %(limit_value)s。",
    "max_value": "{label}不能大于 %(limit_value)s。",
    "step_size": "{label}应为 %(limit_value)s 的倍数。",
    "min_length": "{label}至少 %(limit_value)d 个字，现在 %(show_value)d 个。",
    "max_length": "{label}最多 %(limit_value)d 个字，现在 %(show_value)d 个。",
    "max_digits": "{label}最多 %(max)s 位数字。",
    "max_decimal_places": "{label}最多 %(max)s 位小数。",
    "max_whole_digits": "{label}的整数部分最多 %(max)s 位。",
    "null_characters_not_allowed": "{label}里有不能保存的字符，请重新填写。",
}
ROWS: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.IntegerField, {"invalid": "{label}应为整数。"}),
    (forms.FloatField, {"invalid": "{label}应为数字，不带单位。"}),
    (forms.DecimalField, {"invalid": "{label}应为数字，不带单位。"}),
    (forms.DateField, {"invalid": "{label}应为日期，如 2026-03-05。"}),
    (forms.DateTimeField, {"invalid": "{label}应为日期和时间，如 2026-03-05 14:30。"}),
    (forms.TimeField, {"invalid": "{label}应为时间，如 14:30。"}),
    (forms.EmailField, {"invalid": "请填写正确的邮箱地址。"}),
    (forms.BooleanField, {"required": "请先勾选“{label}”。"}),
    (
        forms.FileField,
        {
            "invalid": "没有收到{label}，请重新选择文件。",
            "missing": "没有收到{label}，请重新选择文件。",
            "empty": "文件是空的（0 字节），没有保存。",
            "max_length": "文件名最多 %(max)d 个字，现在 %(length)d 个。",
        },
    ),
)


def spoken(label: str) -> str:
    """The label as it stands in a sentence: 抽取比例 of 抽取比例（%）."""
    return UNIT.sub("", label).replace("%", "％")  # the sentences are filled in with the % operator


def sentences_for(field: forms.Field) -> dict[str, str]:
    """Every sentence of `field` that it does not word itself."""
    wanted = dict(SENTENCES)
    if isinstance(field, CHOSEN):
        wanted["required"] = "请选择{label}。"
    for kind, words in ROWS:
        if isinstance(field, kind):
            wanted.update(words)
    own = {code for code, words in field.error_messages.items() if not isinstance(words, Promise)}  # Django's are translated when they are shown
    return {code: words.replace("{label}", spoken(str(field.label or ""))) for code, words in wanted.items() if code not in own}


class SpokenField(BoundField):
    """A field of a form; made before the form is judged, so that it refuses in our words."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        field.error_messages.update(sentences_for(field))


class Renderer(TemplatesSetting):
    """The renderer of every form."""

    bound_field_class: Any = SpokenField
