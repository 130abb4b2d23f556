"""Workbooks for the tests of the import, and the kind that reads them."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings

from tests.core.sheets.kind import HEADS


@pytest.fixture(autouse=True)
def rules_kind(settings: LazySettings) -> None:
    """The small kind is open to holders of core.manage_calendar."""
    settings.SHEET_KINDS = {**settings.SHEET_KINDS, "rules": "tests.core.sheets.kind.RULES"}


Lines = Sequence[Sequence[Any]]


def book_bytes(lines: Lines, title: str = "期限规则") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for line in lines:
        page.append(list(line))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows under the full header as an xlsx file."""

    def write(*lines: Sequence[Any], heads: Sequence[Any] | None = HEADS, name: str = "rules.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(book_bytes([*([heads] if heads is not None else []), *lines]))
        return path

    return write
