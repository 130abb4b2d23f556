"""导入登记簿的文号: one spelling of a number, what each counter will do told before it is done, a slip that can be taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts.models import Unit, User
from core.errors import DomainError
from core.sheets.actions import check_batch, commit_now, upload
from core.sheets.models import ImportBatch
from documents import actions, integrity
from documents.actions.numbers import next_number, take_number
from documents.models import Document, NumberCounter, NumberGap
from tests.fixtures.workbooks import as_xlsx

pytestmark = pytest.mark.django_db
HEADS = ("文号", "标题", "种类", "主送单位", "成文日期", "状态")
Examine = Callable[..., ImportBatch]


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


@pytest.fixture
def examine(inspector: User, unit: Unit, tmp_path: Path, at: datetime) -> Examine:
    """A register of these numbers, uploaded and checked."""

    def act(*numbers: str, kind: str = "意见书") -> ImportBatch:
        rows = [[number, f"文书{place}", kind, "明川县市场监督管理局", date(2026, 1, 10), "已归档"] for place, number in enumerate(numbers)]
        content = as_xlsx([list(HEADS), *rows], tmp_path / "登记簿.xlsx").read_bytes()
        batch = upload(kind="documents", name="登记簿.xlsx", stream=io.BytesIO(content), options={}, actor=inspector, at=at)
        return check_batch(batch=batch, actor=inspector, at=at)

    return act


@pytest.fixture
def bring(examine: Examine, inspector: User, at: datetime) -> Examine:
    return lambda *numbers, **told: commit_now(batch=examine(*numbers, **told), actor=inspector, at=at)


@pytest.fixture
def go_on_with(inspector: User, at: datetime) -> Callable[[int], NumberCounter]:
    return lambda number: actions.set_next_number(agency_code="明司执监意", year=2026, number=number, reason="900 号是笔误", actor=inspector, at=at)


def problems(batch: ImportBatch, kind: str = "errors") -> list[tuple[str, str]]:
    return [(row.values["number"], one["code"]) for row in batch.rows.order_by("number") for one in getattr(row, kind)]


def test_a_number_comes_in_in_our_spelling_and_has_its_place(bring: Examine) -> None:
    batch = bring("明司执监意[2026]3号")

    document = Document.objects.get()
    assert (document.number, document.numbers.get().seq) == ("明司执监意〔2026〕3号", 3)
    assert (batch.rows.get().tidied, integrity.check()) == ([["文号", "统一文号写法，原为 明司执监意[2026]3号", "明司执监意〔2026〕3号"]], [])


def test_a_number_of_the_system_is_not_taken_again_in_another_spelling(examine: Examine, signed: Document) -> None:
    assert problems(examine(signed.number.replace("〔", "（").replace("〕", "）"))) == [(signed.number, "number_in_use")]


def test_the_database_keeps_no_other_spelling(reviewed: Document) -> None:
    with pytest.raises(IntegrityError, match="document_number_spelt_our_way"), transaction.atomic():
        Document.objects.update(number="明司执监意[2026]3号")


def test_the_preview_says_what_the_next_number_of_each_series_will_be(examine: Examine, signed: Document) -> None:
    batch = examine("明司执监意〔2026〕8号", "明司执监意〔2025〕31号", "明司函字第12号")

    assert batch.reading["foretold"] == [
        "明司执监意〔2025〕下一号为 32 号，现为 1 号；其间表中没有的号记为启用前已用，系统不再编。",
        "明司执监意〔2026〕下一号为 9 号，现为 2 号；其间表中没有的号记为启用前已用，系统不再编。",
    ]


def test_of_numbers_that_the_government_gives_nothing_is_foretold(examine: Examine) -> None:
    batch = examine("明政执监决〔2026〕900号", kind="决定书")

    assert (batch.reading["foretold"], problems(batch, "warnings")) == ([], [])


def test_a_jump_and_a_strange_year_are_told(examine: Examine) -> None:
    batch = examine("明司执监意〔2026〕4号", "明司执监意〔2026〕900号", "明司执监意〔2025〕2号")

    assert problems(batch, "warnings") == [("明司执监意〔2026〕900号", "number_jumps"), ("明司执监意〔2025〕2号", "year_differs")]


def test_too_far_a_jump_is_taken_back_and_what_came_in_is_passed_over(
    bring: Examine, go_on_with: Callable[[int], NumberCounter], reviewed: Document, leader: User, at: datetime
) -> None:
    bring("明司执监意〔2026〕3号", "明司执监意〔2026〕4号", "明司执监意〔2026〕900号")

    assert go_on_with(2).last == 1
    assert list(NumberGap.objects.values_list("first", "last")) == [(1, 1)]
    assert actions.sign(document=reviewed, actor=leader, at=at).number == "明司执监意〔2026〕2号"
    assert next_number("明司执监意", 2026) == "明司执监意〔2026〕5号"
    assert [fault for fault in integrity.check() if "不连续" in fault] == []


def test_a_typed_number_is_the_next_that_is_free(
    bring: Examine, go_on_with: Callable[[int], NumberCounter], reviewed: Document, inspector: User, at: datetime
) -> None:
    bring("明司执监意〔2026〕3号", "明司执监意〔2026〕900号")
    go_on_with(4)

    with pytest.raises(DomainError, match="下一号为 4，不能用 5"):
        take_number(reviewed, typed="明司执监意〔2026〕5号", year=2026, actor=inspector, at=at)
    assert take_number(reviewed, typed="明司执监意[2026]4号", year=2026, actor=inspector, at=at) == "明司执监意〔2026〕4号"
    assert NumberCounter.objects.get().last == 4


def test_not_once_the_system_has_gone_on_from_there(
    bring: Examine, go_on_with: Callable[[int], NumberCounter], reviewed: Document, leader: User, at: datetime
) -> None:
    bring("明司执监意〔2026〕900号")
    actions.sign(document=reviewed, actor=leader, at=at)

    with pytest.raises(DomainError, match="系统已编至 901 号，下一号不能小于 902"):
        go_on_with(5)
