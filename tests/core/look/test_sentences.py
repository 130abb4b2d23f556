"""报错的句子: no field of ours answers in the words that come with Django."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.forms import ActivateForm
from cases.forms.batch import BatchForm
from rectification.forms import ExtensionForm


class EveryField(forms.Form):
    """One field of each kind that is asked."""

    name = forms.CharField(label="姓名", min_length=2, max_length=3)
    area = forms.RegexField(r"\d{6}", label="行政区划代码")
    own = forms.CharField(label="理由", error_messages={"required": "请填写退回理由，写明缺什么、怎么补。"})
    people = forms.IntegerField(label="人数", min_value=1, max_value=9)
    ratio = forms.DecimalField(label="抽取比例（%）", max_digits=4, decimal_places=1, max_value=100)
    due_on = forms.DateField(label="整改期限")
    held_at = forms.DateTimeField(label="时间")
    mail = forms.EmailField(label="邮箱")
    way = forms.ChoiceField(label="方式", choices=[("a", "电子送达")])
    ways = forms.MultipleChoiceField(label="途径", choices=[("a", "网站")])
    agreed = forms.BooleanField(label="我已核对")
    paper = forms.FileField(label="签批件", max_length=8)


def said(name: str, typed: Any = None) -> str:
    is_file = name == "paper"
    form = EveryField({name: typed} if typed is not None and not is_file else {}, {name: typed} if is_file and typed is not None else {})
    [error] = form.errors[name]
    return str(error)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("name", "请填写姓名。"), ("own", "请填写退回理由，写明缺什么、怎么补。"), ("due_on", "请填写整改期限。"), ("way", "请选择方式。"),
        ("ways", "请选择途径。"), ("agreed", "请先勾选“我已核对”。"), ("paper", "请选择签批件。"), ("ratio", "请填写抽取比例。"),
    ],
)  # fmt: skip
def test_an_empty_field_says_what_to_fill_in(name: str, sentence: str) -> None:
    assert said(name) == sentence


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("name", "一", "姓名至少 2 个字，现在 1 个。"), ("name", "一二三四", "姓名最多 3 个字，现在 4 个。"), ("name", "一\x00二", "姓名里有不能保存的字符，请重新填写。"),
        ("area", "4199", "行政区划代码的写法不对，请核对。"), ("people", "三人", "人数应为整数。"), ("people", "0", "人数不能小于 1。"), ("people", "10", "人数不能大于 9。"),
        ("ratio", "两成", "抽取比例应为数字，不带单位。"), ("ratio", "100.5", "抽取比例不能大于 100。"), ("ratio", "1.25", "抽取比例最多 1 位小数。"),
        ("due_on", "下周", "整改期限应为日期，如 2026-03-05。"), ("held_at", "下午", "时间应为日期和时间，如 2026-03-05 14:30。"), ("mail", "wang@", "请填写正确的邮箱地址。"),
        ("way", "b", "请从列出的选项里选择方式。"), ("ways", ["b"], "请从列出的选项里选择途径。"),
        ("paper", SimpleUploadedFile("a.pdf", b""), "文件是空的（0 字节），没有保存。"), ("paper", SimpleUploadedFile("a" * 9, b"1"), "文件名最多 8 个字，现在 9 个。"),
    ],
)  # fmt: skip
def test_a_wrong_entry_says_what_is_wanted(name: str, typed: Any, sentence: str) -> None:
    assert said(name, typed) == sentence


@pytest.mark.parametrize(
    ("form", "name", "sentence"),
    [
        (ActivateForm, "again", "请再输一次新密码。"),
        (ExtensionForm, "new_due_on", "请填写延期至哪一天。"),
        (BatchForm, "minimum", "请填写每单位至少抽取的卷数。"),
    ],
)
def test_a_label_that_makes_no_sentence_has_one_of_its_own(form: type[forms.Form], name: str, sentence: str) -> None:
    assert form.base_fields[name].error_messages["required"] == sentence
