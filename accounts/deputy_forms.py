"""请假代理的表单: which post, who stands in, for which days."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.actions.handover import takers_for
from accounts.handover_forms import PersonField, PersonPostField
from accounts.models import Post, User
from core.day_bounds import IN_REACH


def posts_to_lend(user: User) -> Any:
    """Posts of today for which `user` may name a deputy."""
    posts = Post.objects.held(timezone.localdate()).lendable_by(user)
    return posts.select_related("user", "role", "unit").order_by("unit__sort_key", "user__name")


class LendForm(forms.Form):
    """选择岗位."""

    post = PersonPostField(Post.objects.none(), label="请假的岗位", empty_label="请选择")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts_to_lend(user)  # type: ignore[attr-defined]


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, validators=IN_REACH, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class DeputyForm(forms.Form):
    """指定代理人."""

    deputy = PersonField(User.objects.none(), label="代理人", empty_label="请选择", help_text="本单位人员。代理人以本人名义办理，记录写明代谁办理。")
    first_on = _day("开始日期")
    last_on = _day("结束日期")
    reason = forms.CharField(label="请假事由", max_length=200, help_text="例：年休假、出差、培训。")

    def __init__(self, post: Post, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = takers_for(post).select_related("unit")  # type: ignore[attr-defined]
        self.fields["first_on"].initial = on
