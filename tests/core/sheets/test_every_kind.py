"""Every kind of workbook of the product: its declaration holds together and its own template is understood."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.urls import reverse

from core.sheets import Sheet
from core.sheets.engine import sheet_of
from core.sheets.header import find_header, normal
from core.sheets.reading import open_workbook
from core.sheets.template import template_of
from core.sheets.worksheets import choose

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(settings.SHEET_KINDS))
def sheet(request: pytest.FixtureRequest) -> Sheet:
    found = sheet_of(request.param)
    assert found.kind == request.param
    return found


def test_its_permission_its_list_and_its_key_exist(sheet: Sheet) -> None:
    label, codename = sheet.permission.split(".")
    assert Permission.objects.filter(content_type__app_label=label, codename=codename).exists()
    if sheet.back:
        reverse(sheet.back)
    assert len(sheet.by_key) == len(sheet.columns)
    assert sheet.lead_columns


def test_no_heading_means_two_columns(sheet: Sheet) -> None:
    meant: dict[str, set[str]] = {}
    for column in sheet.columns:
        for heading in (column.name, *column.aliases):
            meant.setdefault(normal(heading), set()).add(column.key)

    names = {normal(column.name) for column in sheet.columns}
    assert {heading: keys for heading, keys in meant.items() if len(keys) > 1 and heading not in names} == {}


def test_its_template_is_understood_column_by_column(sheet: Sheet, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(template_of(sheet))

    with open_workbook(path, "模板.xlsx") as book:
        header = find_header(sheet, book.worksheets[0])

    assert header.places == {column.key: place for place, column in enumerate(sheet.columns)}
    assert (header.missing, header.unknown) == ([], [])


def test_the_guide_of_its_template_is_neither_read_nor_in_the_way(sheet: Sheet, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_of(sheet)))
    book.worksheets[0].append(["一"] * len(sheet.columns))
    book.save(tmp_path / "a")

    with open_workbook(tmp_path / "a", "模板.xlsx") as opened:
        chosen = choose(sheet, opened.worksheets)

    assert (chosen.worksheet.place, chosen.unread) == (0, ())
