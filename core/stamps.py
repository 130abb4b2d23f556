"""修改戳: what a form was shown with, so that nobody writes over what another has saved meanwhile.

The page carries the stamp in `seen`, the act compares it under the row's lock and raises StaleForm; the form is then shown
again with what was typed and the stamp of now.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.crypto import salted_hmac

from core.errors import StaleForm


def stamp_of(row: Model, fields: Iterable[str], beside: Iterable[object] = ()) -> str:
    """Sixteen characters that change when one of `fields` does, or one of the things `beside` the row that belong to it."""
    return salted_hmac("core.stamps", "\x1f".join([*(str(row.serializable_value(name)) for name in fields), *map(str, beside)])).hexdigest()[:16]


def refuse_stale(row: Model, fields: Iterable[str], seen: str, beside: Iterable[object] = ()) -> None:
    """Raises StaleForm when `row` is no longer as `seen`; "" (an act outside a page) is not compared."""
    if seen and seen != stamp_of(row, fields, beside):
        raise StaleForm("他人刚刚修改过，您的内容没有保存但仍在下方，请核对后再存。")


class StampedForm(forms.Form):
    """A form on a stored row; `initial` holds the row as it stands and its stamp."""

    seen: forms.Field | None = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


def show_again(form: forms.BaseForm, initial: Mapping[str, Any], refusal: StaleForm) -> None:
    """After a StaleForm: keep what was typed, take the stamp of now, and name the fields that differ from what is stored now."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = initial["seen"]  # type: ignore[index]
    form.initial = {**form.initial, **initial}
    form.__dict__.pop("changed_data", None)
    names = "、".join(str(form[name].label) for name in form.changed_data if name in initial)
    form.add_error(None, f"{refusal}{f'与现存内容不同的有：{names}。' if names else ''}")
