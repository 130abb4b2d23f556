"""Blanks as they were read, and rows for them."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from submissions.tables.blank import read_blank
from submissions.tables.fields import Field, FieldKind
from submissions.tables.layout import Blank
from submissions.tables.rows import Row, read_cell
from tests.submissions.tables.books import FOLDER

WORDS = ("张三", "=1+1", "+86", "-无", "@某", "甲 & 乙 <丙>", "第一行\n第二行", "_x0041_", "007", "县“交通”局", "１２", "'引号")


@pytest.fixture(scope="session")
def officers() -> tuple[bytes, Blank]:
    data = (FOLDER / "blank-15.xlsx").read_bytes()
    return data, read_blank(data, "blank-15.xlsx")


@pytest.fixture(scope="session")
def monthly() -> tuple[bytes, Blank]:
    data = (FOLDER / "blank-40.xlsx").read_bytes()
    return data, read_blank(data, "blank-40.xlsx")


def value_of(field: Field, chance: random.Random) -> str:
    """A canonical text of the field, sometimes none."""
    if not field.required and chance.random() < 0.15:
        return ""
    return read_cell(field, MADE[field.kind](field, chance))


MADE: dict[FieldKind, Callable[[Field, random.Random], str]] = {
    FieldKind.TEXT: lambda field, chance: chance.choice(WORDS),
    FieldKind.INTEGER: lambda field, chance: str(chance.randrange(100_000)),
    FieldKind.DECIMAL: lambda field, chance: chance.choice(("0.5", "12.25", "88", "0")),
    FieldKind.MONEY: lambda field, chance: f"{chance.randrange(10**7) / 100:.2f}",
    FieldKind.DAY: lambda field, chance: (date(2026, 1, 1) + timedelta(days=chance.randrange(300))).isoformat(),
    FieldKind.MONTH: lambda field, chance: f"2026-{chance.randrange(1, 13):02}",
    FieldKind.CHOICE: lambda field, chance: chance.choice(field.choices),
    FieldKind.YES_NO: lambda field, chance: chance.choice(("是", "否")),
    FieldKind.PHONE: lambda field, chance: chance.choice(("13800138000", "0571-88880000")),
}


@pytest.fixture
def made_rows() -> Callable[[Sequence[Field], int], list[Row]]:
    """Canonical rows, the same for the same seed."""

    def make(fields: Sequence[Field], count: int, seed: int = 1) -> list[Row]:
        chance = random.Random(seed)  # noqa: S311 - invented rows
        asked = [field for field in fields if field.is_asked]
        rows = [{field.key: value_of(field, chance) for field in asked} for _ in range(count)]
        return [{**row, asked[0].key: row[asked[0].key] or "2026-01"} for row in rows]

    return make
