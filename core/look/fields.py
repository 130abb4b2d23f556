"""Fields of a form as they are drawn: label above, help below, the error at the field."""

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

SELECTS = (forms.Select, forms.SelectMultiple)
DAYS = {forms.DateInput: ("date", "%Y-%m-%d"), forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"), forms.TimeInput: ("time", "%H:%M")}


@dataclass(frozen=True)
class FieldRow:
    """One field: `kind` is hidden, check, group (radios or tick boxes), file, secret (a password) or line."""

    field: BoundField
    kind: str
    control: SafeString

    @property
    def is_optional(self) -> bool:
        return not self.field.field.required and self.kind != "check"


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect) or (widget.use_fieldset and not isinstance(widget, forms.FileInput)):  # CheckboxSelectMultiple is a RadioSelect
        return "group"
    if isinstance(widget, forms.PasswordInput):
        return "secret"
    return "file" if isinstance(widget, forms.FileInput) else "line"


def _css(field: BoundField, kind: str) -> str:
    if kind in {"check", "group"}:
        return "form-check-input"
    return "form-select" if isinstance(field.field.widget, SELECTS) else "form-control"


def _described_by(field: BoundField) -> str:
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


def _use_native_picker(field: BoundField) -> None:
    """Dates and times are asked by the browser's own picker, which takes its value in one form only."""
    widget = field.field.widget
    if type(widget) in DAYS:
        widget.input_type, widget.format = DAYS[type(widget)]


def field_row(field: BoundField) -> FieldRow:
    """`field` with our classes, and with the ids of its help and its error for readers."""
    kind = _kind(field)
    _use_native_picker(field)
    if kind == "hidden":
        return FieldRow(field, kind, field.as_widget())
    present = field.field.widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"{present} {_css(field, kind)}{' is-invalid' if field.errors else ''}".strip()}
    if described := _described_by(field):
        attrs["aria-describedby"] = described
    if isinstance(field.field.widget, forms.Textarea):
        attrs["rows"] = field.field.widget.attrs.get("rows", 4) if field.field.widget.attrs.get("rows") != "10" else "4"
    return FieldRow(field, kind, field.as_widget(attrs=attrs))


def field_rows(form: forms.BaseForm) -> list[FieldRow]:
    """Those that are seen, then the hidden ones, which would take the space between their neighbours."""
    return [field_row(field) for field in [*form.visible_fields(), *form.hidden_fields()]]


def faulty_fields(form: forms.BaseForm) -> list[BoundField]:
    """Fields with an error, in order, for the note on top of the form."""
    return [field for field in form if field.errors and not field.is_hidden]
