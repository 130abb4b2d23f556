"""The unit's officers, and a table on its way to be checked."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.personnel.conftest import make_officer  # noqa: F401 - the register is made the same way here

Made = Callable[..., SimpleUploadedFile]


@pytest.fixture
def workbook() -> Made:
    """An upload of a table with these rows, each a dict by heading."""

    def make(*rows: dict[str, Any], name: str = "拟处罚案件.xlsx") -> SimpleUploadedFile:
        book, target = Workbook(), io.BytesIO()
        book.active.append(list(rows[0]))
        for row in rows:
            book.active.append(list(row.values()))
        book.save(target)
        return SimpleUploadedFile(name, target.getvalue())

    return make
