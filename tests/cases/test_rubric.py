"""评查标准: the shipped table, its versions, and what a faulty table is told."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import User
from cases.actions.batch import create_batch
from cases.models import Rubric
from cases.rubric_files import SHIPPED, RubricFile, load, read_items

HEAD = SHIPPED[0].path.read_text(encoding="utf-8").splitlines()[0]


def test_the_penalty_rubric_has_24_vetoes_and_32_items_of_100_points() -> None:
    items = read_items(SHIPPED[0].path)
    sections: dict[str, Decimal] = {}
    for item in items:
        sections[item["section"]] = sections.get(item["section"], Decimal(0)) + item["points"]

    assert [sum(item["is_veto"] for item in items), sum(not item["is_veto"] for item in items)] == [24, 32]
    assert sections == {"一票否决": 0, "立案": 10, "调查取证": 25, "审查决定": 36, "送达、执行、结案": 12, "记录与公示": 6, "归档": 11}
    assert {item["dimension"].label for item in items} == {"主体", "证据", "程序", "法律适用", "文书"}


def test_loading_twice_writes_once(db: None, at: datetime) -> None:
    first, is_new = load(SHIPPED[0], at)
    second, is_new_again = load(SHIPPED[0], at)

    assert (is_new, is_new_again, first.pk, first.version, first.items.count()) == (True, False, second.pk, 1, 56)


def test_the_command_says_what_it_did(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_rubrics")
    call_command("load_rubrics")

    assert capsys.readouterr().out.splitlines() == ["行政处罚普通程序案卷评查标准（第1版）：已载入", "行政处罚普通程序案卷评查标准（第1版）：没有变化"]


@pytest.fixture
def changed(tmp_path: Path) -> RubricFile:
    """The shipped table with other words in one item."""
    path = tmp_path / "changed.csv"
    path.write_text(SHIPPED[0].path.read_text(encoding="utf-8").replace("及时立案,2", "立案及时,2"), encoding="utf-8")
    return RubricFile("penalty", "行政处罚普通程序案卷评查标准", SHIPPED[0].kind, path)


def test_an_unused_version_is_rewritten(rubric: Rubric, changed: RubricFile, at: datetime) -> None:
    rewritten, _ = load(changed, at)

    assert (rewritten.pk, rewritten.version, rewritten.items.get(code="CF-103").title) == (rubric.pk, 1, "立案及时")


def test_a_version_in_use_stays_and_the_next_is_opened(rubric: Rubric, changed: RubricFile, inspector: User, at: datetime) -> None:
    day = date(2025, 1, 1)
    create_batch(
        actor=inspector,
        at=at,
        name="批次",
        period_from=day,
        period_to=day,
        rubrics=[rubric],
        units=[],
        reviewers=[],
        catalogue_due_on=day,
        self_report_due_on=day,
        number=1,
    )

    opened, _ = load(changed, at)

    assert (opened.version, rubric.items.get(code="CF-103").title) == (2, "及时立案")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("CF-101,,立案,甲,2,乙,丙=1,,程序,丁", "points sum to 2"),
        ("CF-101,,立案,甲,100,乙,丙=101,,程序,丁", r"row 1 \(CF-101\)"),
        ("CF-101,,立案,甲,100,乙,,,程序,丁", r"row 1 \(CF-101\)"),
        ("CF-V01,是,一票否决,甲,0,乙,丙=1,,程序,丁", r"row 1 \(CF-V01\)"),
    ],
)
def test_a_table_that_does_not_add_up_is_refused_with_its_row(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"{HEAD}\n{row}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=message):
        read_items(path)
