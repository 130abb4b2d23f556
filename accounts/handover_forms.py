"""工作交接的表单: which post, who takes it, and who takes single matters that he may not have."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.actions.handover import takers_for
from accounts.handover import Barred
from accounts.models import Post, Scope, User
from accounts.models.handover import GRANT, PROPOSE


class PersonPostField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's field takes no argument at run time
    """岗位 by its person: 李某某　部门联络员（水利局）."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name}　{obj}"


def _called(person: User) -> str:
    """By name and login, because two may have one name."""
    return f"{person.name}（{person.username}{f'，{person.unit}' if person.unit else ''}）"


def _among(people: Sequence[User], **facts: Any) -> forms.TypedChoiceField:
    """One of `people`, who are loaded already: a page may hold many such choosers."""
    by_pk = {str(person.pk): person for person in people}
    choices = [("", "请选择"), *((pk, _called(person)) for pk, person in by_pk.items())]
    return forms.TypedChoiceField(choices=choices, coerce=by_pk.__getitem__, **facts)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # likewise
    """人员 of a queryset."""

    def label_from_instance(self, obj: Any) -> str:
        return _called(obj)


def posts_to_hand_over(user: User) -> Any:
    """Posts of today of which `user` may ask for a hand-over, or carry it out; also those of disabled accounts, whose work waits."""
    posts = Post.objects.held(timezone.localdate()).own().select_related("user", "role", "unit").order_by("unit__sort_key", "user__name")
    if user.has_perm(GRANT):
        return posts.exclude(user=user)
    if not user.has_perm(PROPOSE) or user.stands_in_for is not None:
        return posts.none()
    ids = user.unit_ids()
    seen = Q() if ids is None else Q(unit__in=ids, role__scope=Scope.SUBTREE)
    return posts.filter(seen, role__is_administrator=False)


class ChoosePostForm(forms.Form):
    """选择岗位: whose post is to be handed over."""

    post = PersonPostField(Post.objects.none(), label="移交的岗位", empty_label="请选择")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts_to_hand_over(user)  # type: ignore[attr-defined]


class TakerForm(forms.Form):
    """选择接手人: the first step, which only looks."""

    taker = PersonField(User.objects.none(), label="接手人", empty_label="请选择", help_text="新来的同志，先由系统管理员建立账号；岗位在交接时一并授予。")

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = takers_for(post).select_related("unit")  # type: ignore[attr-defined]


class HandoverForm(TakerForm):
    """提请或者办理交接: the second step, with a chooser for each matter that the taker may not have."""

    reason = forms.CharField(label="事由", max_length=200, help_text="例：工作调动、轮岗、退休。")

    def __init__(self, post: Post, found: list[Barred], shows_labels: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(post, *args, **kwargs)
        self.fields["taker"].widget = forms.HiddenInput()
        for number, one in enumerate(found, 1):
            label = one.item.label if shows_labels else f"{one.item.source.label}（第 {number} 件）"
            self.fields[f"take-{one.item.key}"] = _among(one.others, label=f"另选接手人：{label}", help_text=f"不能移交：{one.reason}")

    def choices(self) -> dict[str, int]:
        """Who takes what, by the key of the matter."""
        return {name.removeprefix("take-"): user.pk for name, user in self.cleaned_data.items() if name.startswith("take-")}
