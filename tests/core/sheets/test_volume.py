"""Memory of large exports and imports stays flat. Run with -m volume."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.sheets.copy import insert_rows
from core.sheets.engine import read
from core.sheets.sql_rows import sql_rows
from core.sheets.stream import Heading, python_rows, xlsx_stream
from core.workdays.models import DeadlineRule
from tests.core.sheets.kind import HEADS, RULES

pytestmark = [pytest.mark.volume, pytest.mark.django_db]
FIELDS = ("code", "name", "days", "unit", "basis")
MEBIBYTE = 1024


def peak_growth(steps: Iterator[object]) -> int:
    """How many KiB of memory walking through `steps` adds at its worst."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    for _ in steps:
        pass
    return _status("VmHWM") - before


def _status(name: str) -> int:
    return int(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name)).split()[1])


def lines(count: int) -> Iterator[tuple[str, str, int, str, str]]:
    return ((f"v-{n:06}", f"未取得施工许可证擅自施工的办理期限{n}", n % 300 + 1, "working", "《中华人民共和国建筑法》第七条") for n in range(count))


def exported(count: int, how: str) -> Iterator[bytes]:
    rows = DeadlineRule.objects.filter(code__startswith="v-").order_by("pk")[:count]
    built = (
        sql_rows(rows, FIELDS, [()] * len(FIELDS), "Asia/Shanghai") if how == "database" else python_rows(rows.values_list(*FIELDS).iterator(chunk_size=2000))
    )
    return xlsx_stream("期限规则", [Heading(name) for name in FIELDS], built, lambda written: [("行数", str(written))])


@pytest.mark.parametrize("how", ["database", "python"])
def test_an_export_of_100000_rows_takes_no_more_memory_than_one_of_20000(how: str) -> None:
    insert_rows(DeadlineRule, FIELDS, lines(100_000))
    peak_growth(exported(2_000, how))

    small, large = peak_growth(exported(20_000, how)), peak_growth(exported(100_000, how))

    assert large - small < 10 * MEBIBYTE
    assert large < 40 * MEBIBYTE


def test_reading_50000_rows_grows_by_less_than_100_mebibytes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = ([f"R{n:06}", "办结期限", n % 300 + 1, "日", None, "2026-03-05", 0.5, None] for n in range(50_000))
    with path.open("wb") as target:
        target.writelines(xlsx_stream("期限规则", [Heading(head) for head in HEADS], python_rows(rows), lambda written: []))
    kept = []

    def steps() -> Iterator[object]:
        kept.append(read(RULES, path, "a.xlsx"))
        yield

    growth = peak_growth(steps())

    assert kept[0].counts()["rows"] == 50_000
    assert growth < 100 * MEBIBYTE
