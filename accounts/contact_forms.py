"""通讯录的表单: a unit's facts, a person's own numbers, and the reason for seeing a number in full."""

import re
from typing import Any

from django import forms

from accounts.contacts import Entry
from accounts.models import User
from core.sheets import parse
from core.sheets.cells import CellError, Tidied
from core.stamps import StampedForm

LANDLINE = re.compile(r"[0-9+()（）转 \-—]{5,30}")


def _landline(text: str) -> str:
    if text and not LANDLINE.fullmatch(text):
        raise forms.ValidationError("电话应为数字和横线，如 0719-8812345。")
    return text


class ContactForm(StampedForm):
    """修改单位联系方式."""

    head_name = forms.CharField(label="主要负责人", max_length=40, required=False)
    head_duty = forms.CharField(label="职务", max_length=40, required=False)
    legal_office = forms.CharField(label="法制机构", max_length=40, required=False, help_text="如：政策法规股。")
    desk_phone = forms.CharField(label="值班电话", max_length=30, required=False, help_text="单位的座机，各单位都看得到的只有司法局的。")
    address = forms.CharField(label="办公地址", max_length=120, required=False)

    def clean_desk_phone(self) -> str:
        return _landline(self.cleaned_data["desk_phone"])


class OwnNumbersForm(forms.Form):
    """修改本人联系方式."""

    phone = forms.CharField(label="手机", max_length=20, required=False, help_text="加密保存，通讯录里遮蔽显示；留空则不改。")
    office_phone = forms.CharField(label="办公电话", max_length=30, required=False, help_text="座机，在通讯录里显示。")

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        if not text:
            return ""
        try:
            found = parse.phone(text)
        except CellError as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal
        return str(found.value if isinstance(found, Tidied) else found)

    def clean_office_phone(self) -> str:
        return _landline(self.cleaned_data["office_phone"])


class RevealForm(forms.Form):
    """查看完整联系方式: one person of the unit, and why."""

    person_pk = forms.ChoiceField(label="人员")
    reason = forms.CharField(label="查看事由", max_length=200, help_text="本次查看将记入日志。")

    def __init__(self, entries: list[Entry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(entry.person.pk): entry.person for entry in entries}
        self.fields["person_pk"].choices = [(pk, person.name) for pk, person in self.people.items()]  # type: ignore[attr-defined]

    @property
    def person(self) -> User:
        return self.people[self.cleaned_data["person_pk"]]
