"""Input of the steps of an import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.sheets.models import ImportBatch
from core.sheets.sheet import Sheet

MOST_BYTES = 20 * 1024 * 1024
ACCEPTED = ".xlsx,.csv"


class UploadForm(forms.Form):
    """上传: one workbook."""

    file = forms.FileField(
        label="文件",
        help_text="xlsx 或 csv，20 MB 以内；列名和列的先后不必与模板一致。",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not file.size:
            raise forms.ValidationError("文件是空的（0 字节），没有保存。")
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请删去图片或分成几个文件再导。")
        return file


class AssignForm(forms.Form):
    """指定列: for each column of the sheet the heading in the file that holds it."""

    def __init__(self, sheet: Sheet, batch: ImportBatch, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reading = batch.reading
        choices = [("", "（文件里没有）"), *((str(place), f"{text[:40] or '（无列名）'}　第 {place + 1} 列") for place, text in reading.get("headings", []))]
        places = reading.get("places", {})
        ordered = sorted(sheet.columns, key=lambda column: column.key not in reading.get("missing", []))
        for column in ordered:
            needed = column.required or column.expected
            self.fields[column.key] = forms.TypedChoiceField(
                label=column.name, choices=choices, coerce=int, empty_value=None, required=needed, initial=places.get(column.key, "")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken = [place for place in cleaned.values() if place is not None]
        if len(set(taken)) != len(taken):
            raise forms.ValidationError("同一列不能指定给两项，请核对。")
        return cleaned

    def mapping(self) -> dict[str, int | None]:
        """Column key → place in the file, None for a column that the file does not have."""
        return dict(self.cleaned_data)
