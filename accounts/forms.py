"""One form per act: what a person types. The rules are in the actions."""

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from accounts import passwords
from accounts.login_names import USERNAME
from accounts.models import AccountBatch, Post, Role, Unit, UnitKind, User
from accounts.models.post import SYSTEM_ROLE
from accounts.units_field import UnitsField
from core.day_bounds import IN_REACH
from core.errors import DomainError
from core.sheets import parse
from core.sheets.cells import CellError, Tidied
from core.stamps import StampedForm


def _password_field(label: str, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=passwords.MAXIMUM, widget=widget, **options)


class LoginForm(forms.Form):
    """登录."""

    username = forms.CharField(
        label="账号", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"})
    )
    password = _password_field("密码", "current-password")


class ConfirmForm(forms.Form):
    """再次验证."""

    password = _password_field("登录密码", "current-password")


class FactorForm(forms.Form):
    """双因子: six digits, or a recovery code."""

    code = forms.CharField(label="动态口令", max_length=24, help_text="验证应用里的 6 位数字；手机不在身边可输恢复码。")
    code.widget.attrs.update({"autocomplete": "one-time-code", "autofocus": True})


class SetupForm(forms.Form):
    """设置双因子: the first code proves that the app holds the seed."""

    code = forms.CharField(label="应用里显示的 6 位数字", max_length=6, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}))


class _NewPasswordForm(forms.Form):
    password = _password_field("新密码", "new-password")
    again = _password_field("再输一次新密码", "new-password", error_messages={"required": "请再输一次新密码。"})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "两次输入的新密码不一样。")
        return cleaned


class PasswordChangeForm(_NewPasswordForm):
    """修改密码."""

    present = _password_field("现在的密码", "current-password")
    field_order = ("present", "password", "again")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = passwords.help_text(user)


class ActivateForm(_NewPasswordForm):
    """激活账号."""

    username = forms.CharField(label="账号", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}))
    code = forms.CharField(
        label="激活码", max_length=40, help_text="系统管理员给您的 24 位激活码，横线可以不输。", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ("username", "code", "password", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = passwords.help_text(None)


class TakePostForm(forms.Form):
    """切换岗位: one of the posts held."""

    post = forms.ModelChoiceField(Post.objects.none(), label="岗位")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.filter(pk__in=[post.pk for post in user.held_posts])  # type: ignore[attr-defined]


def _parsed(parser: Any, text: str) -> str:
    try:
        value = parser(text)
    except CellError as refusal:
        raise forms.ValidationError(str(refusal.message)) from refusal
    return str(value.value if isinstance(value, Tidied) else value)


class AccountForm(StampedForm):
    """修改账号."""

    name = forms.CharField(label="姓名", max_length=40)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择")
    email = forms.EmailField(label="邮箱", required=False, help_text="用于接收提醒。")
    phone = forms.CharField(label="电话", max_length=20, required=False, help_text="加密保存；留空则不改。")
    identity = forms.CharField(label="身份证号", max_length=18, required=False, help_text="只用来认出同一人的多个账号，号码本身不保存；留空则不改。")

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(actor).active()  # type: ignore[attr-defined]

    def clean_identity(self) -> str:
        text: str = self.cleaned_data["identity"]
        return _parsed(parse.identity, text) if text else ""

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        return _parsed(parse.phone, text) if text else ""


class NewAccountForm(AccountForm):
    """建立账号."""

    seen = None  # nothing stands there yet
    username = forms.CharField(
        label="登录名", max_length=40, help_text="小写字母开头，3 到 40 位，可用数字、点、横线。", widget=forms.TextInput(attrs={"autocapitalize": "none"})
    )
    field_order = ("username", "name", "unit", "email", "phone", "identity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = "加密保存。"
        self.fields["identity"].help_text = "只用来认出同一人的多个账号，号码本身不保存。"

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip().lower()
        if not USERNAME.fullmatch(username):
            raise forms.ValidationError("登录名须以小写字母开头，3 到 40 位，只用小写字母、数字、点、横线和下划线。")
        return username


class ReasonForm(forms.Form):
    """事由 of an act on another's account."""

    reason = forms.CharField(label="事由", max_length=200)


class GrantPostForm(forms.Form):
    """授予岗位."""

    role = forms.ModelChoiceField(Role.objects.exclude(pk=SYSTEM_ROLE), label="角色", empty_label="请选择")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="任职单位", empty_label="请选择")
    since = forms.DateField(label="任职日期", validators=IN_REACH, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(
        label="止任日期", required=False, validators=IN_REACH, help_text="到期自动失效；长期任职不填。", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, actor: User, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = on
        self.fields["role"].queryset = Role.objects.filter(pk__in=settings.ROLES).exclude(pk=SYSTEM_ROLE)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.visible_to(actor).active()  # type: ignore[attr-defined]


class UnitForm(StampedForm):
    """修改单位."""

    name = forms.CharField(label="单位名称", max_length=80)
    short_name = forms.CharField(label="简称", max_length=40)
    aliases = forms.CharField(label="别名", required=False, max_length=400, help_text="表格里常见的其他写法，用顿号隔开。")
    kind = forms.ChoiceField(label="类型", choices=UnitKind.choices)
    area_code = forms.RegexField(r"^\d{6}(\d{3})?$", label="行政区划代码", error_messages={"invalid": "应为 6 位数字，乡镇街道为 9 位。"})
    credit_code = forms.CharField(label="统一社会信用代码", required=False, max_length=18)
    is_vertical = forms.BooleanField(label="垂直管理", required=False, help_text="垂直管理单位不参与排名和约谈。")

    def clean_aliases(self) -> list[str]:
        return [part.strip() for part in re.split(r"[、,，;；\n]", self.cleaned_data["aliases"]) if part.strip()]

    def clean_credit_code(self) -> str:
        text: str = self.cleaned_data["credit_code"]
        return _parsed(parse.credit_code, text) if text else ""


class NewUnitForm(UnitForm):
    """新增单位."""

    seen = None  # nothing stands there yet
    code = forms.RegexField(r"^[0-9A-Za-z]{1,20}$", label="单位编码", error_messages={"invalid": "单位编码用数字或字母，最多 20 位。"})
    parent = forms.ModelChoiceField(Unit.objects.none(), label="上级单位", empty_label="请选择", required=False)
    field_order = ("code", "name", "short_name", "kind", "parent")

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.visible_to(actor).active()  # type: ignore[attr-defined]


class MoveUnitForm(forms.Form):
    """变更上级单位."""

    parent = forms.ModelChoiceField(Unit.objects.none(), label="新的上级单位", empty_label="请选择")

    def __init__(self, actor: User, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.visible_to(actor).active().exclude(path__startswith=unit.path)  # type: ignore[attr-defined]


class ProposalsForm(forms.Form):
    """授予或不予授予: the proposals ticked on the page of a batch; the reason is asked of a refusal."""

    proposal = forms.TypedMultipleChoiceField(label="岗位", coerce=int, error_messages={"required": "请勾选岗位。"})
    reason = forms.CharField(label="不予授予的理由", max_length=200, required=False)

    def __init__(self, waiting: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].choices = [(pk, pk) for pk in waiting]  # type: ignore[attr-defined]


class SlipsForm(forms.Form):
    """打印激活通知单: for all of a batch, or for one unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", required=False, empty_label="全部单位")

    def __init__(self, batch: AccountBatch, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = batch.accounts.active().without_password()
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=waiting.values("unit"))  # type: ignore[attr-defined]


class GroupForm(StampedForm):
    """修改单位组."""

    name = forms.CharField(label="组名", max_length=40)
    is_shared = forms.BooleanField(label="共用", required=False, help_text="监督岗都能选用和修改；不勾选的只有本人看得到。")
    units = UnitsField(label="单位")

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].offer(actor)  # type: ignore[attr-defined]


class NewGroupForm(GroupForm):
    """新建单位组."""

    seen = None  # nothing stands there yet


def add_refusal(form: forms.Form, refusal: DomainError | forms.ValidationError, field: str | None = None) -> None:
    """The refusal of an act, in words, at the form or at one of its fields."""
    form.add_error(field, refusal if isinstance(refusal, forms.ValidationError) else str(refusal))
