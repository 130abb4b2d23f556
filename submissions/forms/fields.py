"""表列: the typed columns of a request, one row of boxes each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

from django import forms

from submissions.models import SubmissionRequest
from submissions.prefill import source_choices
from submissions.tables.fields import BOUNDED, Field, FieldKind, fields_from_json, usual_least

SPARE = 5
SPLIT = re.compile(r"[、，,;；\n\r]+")
ASKED_KINDS = [(kind.value, kind.label) for kind in FieldKind if kind != FieldKind.FORMULA]


class FieldRowForm(forms.Form):
    """一栏. `key` stays what it was, so that answers keep their place when a heading is reworded."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    heading = forms.CharField(label="栏目名称", max_length=60, required=False)
    group = forms.CharField(label="上级表头", max_length=60, required=False)
    kind = forms.ChoiceField(label="类型", choices=ASKED_KINDS, required=False)
    required = forms.BooleanField(label="必填", required=False)
    choices = forms.CharField(label="选项", max_length=2000, required=False, widget=forms.TextInput(attrs={"placeholder": "用、隔开"}))
    help = forms.CharField(label="填写提示", max_length=200, required=False)
    least = forms.CharField(label="最小", max_length=20, required=False)
    most = forms.CharField(label="最大", max_length=20, required=False)
    source = forms.ChoiceField(label="预填", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "不预填"), *source_choices()]  # type: ignore[attr-defined]


FieldRowFormSet = forms.formset_factory(FieldRowForm, extra=SPARE, max_num=65, absolute_max=80)


def rows_of(request: SubmissionRequest) -> list[dict[str, Any]]:
    """The columns a person sets, as initial data; formulas of a blank are its own."""
    fields = [field for field in fields_from_json(request.fields) if field.is_asked]
    return [
        {
            "key": field.key,
            "heading": field.heading,
            "group": field.group,
            "kind": field.kind.value,
            "required": field.required,
            "choices": "、".join(field.choices),
            "help": field.help,
            "least": field.least,
            "most": field.most,
            "source": request.sources.get(field.key, ""),
        }
        for field in fields
    ]


def fields_of(rows: Sequence[Mapping[str, Any]], before: Sequence[Field]) -> tuple[list[Field], dict[str, str]]:
    """The columns as typed (rows without a heading left out) and where they are filled in from; formulas keep their place."""
    known = {field.key: field for field in before}
    taken = set(known)
    made: list[Field] = []
    sources: dict[str, str] = {}
    for row in rows:
        if not row.get("heading"):
            continue
        key = str(row["key"]) if row.get("key") in known else _new_key(taken)
        taken.add(key)
        old, kind = known.get(key), FieldKind(row.get("kind") or FieldKind.TEXT)
        least, most = _bounds(row, kind, old)
        made.append(
            Field(
                key=key, heading=row["heading"], kind=kind, required=bool(row.get("required")),
                choices=tuple(filter(None, map(str.strip, SPLIT.split(row.get("choices", ""))))) if row.get("kind") == FieldKind.CHOICE else (),
                help=row.get("help", ""), width=old.width if old else 14, group=row.get("group", ""), least=least, most=most,
            )
        )  # fmt: skip
        if row.get("source"):
            sources[key] = row["source"]
    return _with_formulas(made, before), sources


def _bounds(row: Mapping[str, Any], kind: FieldKind, old: Field | None) -> tuple[str, str]:
    """下限、上限 as typed. Those of another kind are not carried over to the new one; a column that now counts something gets the usual limit."""
    least, most = (normalize("NFKC", row.get(name, "")).replace(",", "").strip() for name in ("least", "most"))
    if old is not None and old.kind == kind:
        return least, most
    if kind not in BOUNDED or (old is not None and (least, most) == (old.least, old.most)):
        least = most = ""
    return least or usual_least(kind, row["heading"]), most


def _new_key(taken: set[str]) -> str:
    return next(f"c{number}" for number in range(1, 200) if f"c{number}" not in taken)


def _with_formulas(made: list[Field], before: Sequence[Field]) -> list[Field]:
    """Computed columns of the blank stay behind the column they stood behind."""
    result = list(made)
    for place, field in enumerate(before):
        if not field.is_asked:
            earlier = [one.key for one in before[:place]]
            last = max((index for index, one in enumerate(result) if one.key in earlier), default=-1)
            result.insert(last + 1, field)
    return result
