"""导入台账的编号: one spelling of a number, what the counter will do told before it is done, a slip that can be taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts.models import Unit, User
from core.errors import DomainError
from core.models import AuditEntry
from core.sheets.actions import check_batch, commit_now, upload
from core.sheets.models import ImportBatch
from rectification.actions import ProblemText, issue_order
from rectification.actions.numbers import set_next_number
from rectification.integrity import check
from rectification.models import Order, OrderCounter, OrderNumberGap
from tests.fixtures.cast import HouseClient
from tests.fixtures.workbooks import as_xlsx

pytestmark = pytest.mark.django_db
HEADS = ("整改编号", "责任单位", "问题", "下达日期", "整改期限", "状态")
Examine = Callable[..., ImportBatch]


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


@pytest.fixture
def examine(inspector: User, unit: Unit, bureau: Unit, tmp_path: Path, at: datetime) -> Examine:
    """A ledger of these numbers, uploaded and checked; `issued` is the day of all of them."""

    def act(*numbers: str, issued: date = date(2026, 1, 12)) -> ImportBatch:
        rows: list[Any] = [[number, "明川县市场监督管理局", f"问题{place}", issued, date(2026, 3, 31), "整改中"] for place, number in enumerate(numbers)]
        content = as_xlsx([list(HEADS), *rows], tmp_path / "台账.xlsx").read_bytes()
        batch = upload(kind="orders", name="台账.xlsx", stream=io.BytesIO(content), options={}, actor=inspector, at=at)
        return check_batch(batch=batch, actor=inspector, at=at)

    return act


@pytest.fixture
def bring(examine: Examine, inspector: User, at: datetime) -> Examine:
    return lambda *numbers, **told: commit_now(batch=examine(*numbers, **told), actor=inspector, at=at)


@pytest.fixture
def issue(inspector: User, unit: Unit, at: datetime) -> Callable[[], str]:
    def act() -> str:
        made = issue_order(unit=unit, title="问题", problems=[ProblemText("x")], source_kind="manual", source_label="检查", actor=inspector, at=at)
        return made.number

    return act


@pytest.fixture
def go_on_with(inspector: User, at: datetime) -> Callable[[int], OrderCounter]:
    return lambda number: set_next_number(year=2026, number=number, reason="台账 900 号是笔误", actor=inspector, at=at)


def problems(batch: ImportBatch, kind: str = "errors") -> list[tuple[str, str]]:
    return [(row.values["number"], one["code"]) for row in batch.rows.order_by("number") for one in getattr(row, kind)]


# --- one spelling -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed", ["明司整[2026]8号", "明司整（2026）8号", "明司整【2026】第8号", "明司整(２０２６)08号", "明司整2026年第8号", "明司整 2026 8号"]
)
def test_a_number_comes_in_in_our_spelling_and_that_is_told(bring: Examine, typed: str) -> None:
    batch = bring(typed)

    assert (Order.objects.get().number, batch.rows.get().tidied) == ("明司整〔2026〕8号", [["整改编号", f"统一文号写法，原为 {typed}", "明司整〔2026〕8号"]])


@pytest.mark.parametrize("typed", ["明司监改字第7号", "ZG2026-008", "明司整〔2026〕8号"])
def test_a_number_of_another_making_is_kept_as_given(bring: Examine, typed: str) -> None:
    batch = bring(typed)

    assert (Order.objects.get().number, batch.rows.get().tidied) == (typed, [])


def test_what_the_system_issued_is_not_brought_in_under_another_spelling(examine: Examine, issue: Callable[[], str]) -> None:
    number = issue().replace("〔", "[").replace("〕", "]")

    assert problems(examine(number)) == [("明司整〔2026〕1号", "number_in_use")]


def test_two_spellings_in_one_file_are_one_number_twice(examine: Examine) -> None:
    assert problems(examine("明司整[2026]8号", "明司整（2026）8号")) == [("明司整〔2026〕8号", "repeated")]


def test_the_same_ledger_in_another_spelling_changes_nothing(bring: Examine, examine: Examine) -> None:
    bring("明司整〔2026〕8号")

    assert examine("明司整(2026)8号").counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("number", "stands"),
    [
        ("明司整[2026]8号", False),
        ("明司整（2026）8号", False),
        ("明司整〔2026〕08号", False),
        ("明司整〔2026〕第8号", False),
        ("明司监改字第7号", True),
        ("ZG[2026]008", True),
    ],
)
def test_the_database_keeps_no_other_spelling(bring: Examine, number: str, stands: bool) -> None:
    bring("明司整〔2026〕9号")

    if stands:
        assert Order.objects.update(number=number) == 1
    else:
        with pytest.raises(IntegrityError, match="order_number_spelt_our_way"), transaction.atomic():
            Order.objects.update(number=number)


# --- told before it is done ---------------------------------------------------------------------------------------------
def test_the_preview_says_what_the_next_number_will_be(examine: Examine, client_for: Callable[[User], HouseClient], inspector: User) -> None:
    batch = examine("明司整〔2026〕8号", "明司整〔2025〕31号", "明司监改字第7号")

    told = [
        "明司整〔2025〕下一号为 32 号，现为 1 号；其间表中没有的号记为启用前已用，系统不再编。",
        "明司整〔2026〕下一号为 9 号，现为 1 号；其间表中没有的号记为启用前已用，系统不再编。",
    ]
    assert batch.reading["foretold"] == told
    page = client_for(inspector).get(f"/imports/{batch.pk}/").content.decode()
    assert ("导入以后" in page, all(sentence in page for sentence in told), OrderCounter.objects.exists()) == (True, True, False)


def test_a_number_below_the_counter_leaves_it_where_it_is(bring: Examine, examine: Examine) -> None:
    bring("明司整〔2026〕8号")

    assert examine("明司整〔2026〕5号").reading["foretold"] == ["明司整〔2026〕下一号仍为 9 号。"]


def test_a_number_far_beyond_the_others_is_told(examine: Examine) -> None:
    batch = examine("明司整〔2026〕4号", "明司整〔2026〕900号", "明司整〔2026〕901号", "明司整〔2026〕50号")

    assert problems(batch, "warnings") == [("明司整〔2026〕900号", "number_jumps")]
    words = "编号从 50 号跳到 900 号，中间空 849 个号；导入后系统从 901 号接着编。"
    assert [one["message"] for row in batch.rows.all() for one in row.warnings] == [words]


def test_a_year_that_is_not_that_of_the_day_is_told(examine: Examine) -> None:
    assert problems(examine("明司整〔2025〕21号"), "warnings") == [("明司整〔2025〕21号", "year_differs")]


# --- a slip is taken back -----------------------------------------------------------------------------------------------
def test_too_far_a_jump_is_taken_back_with_a_reason(bring: Examine, go_on_with: Callable[[int], OrderCounter], issue: Callable[[], str]) -> None:
    bring("明司整〔2026〕4号", "明司整〔2026〕900号")
    assert OrderCounter.objects.get().last == 900

    go_on_with(5)

    assert (issue(), list(OrderNumberGap.objects.values_list("first", "last")), check()) == ("明司整〔2026〕5号", [(1, 4)], [])
    assert AuditEntry.objects.get(act="set_next_number").changes == {"next": [901, 5]}


def test_what_was_brought_in_is_passed_over_when_the_counter_comes_there(
    bring: Examine, go_on_with: Callable[[int], OrderCounter], issue: Callable[[], str]
) -> None:
    bring("明司整〔2026〕4号", "明司整〔2026〕6号", "明司整〔2026〕7号")
    go_on_with(5)

    assert ([issue(), issue()], check()) == (["明司整〔2026〕5号", "明司整〔2026〕8号"], [])


def test_the_right_number_may_be_brought_in_after_the_jump_was_taken_back(bring: Examine, go_on_with: Callable[[int], OrderCounter]) -> None:
    bring("明司整〔2026〕4号", "明司整〔2026〕900号")
    go_on_with(5)

    assert (bring("明司整〔2026〕9号").counts["created"], OrderCounter.objects.get().last, check()) == (1, 9, [])


@pytest.mark.parametrize(("number", "words"), [(901, "系统已编至 901 号，下一号不能小于 902"), (4, "系统已编至 901 号")])
def test_not_once_the_system_has_gone_on_from_there(
    bring: Examine, go_on_with: Callable[[int], OrderCounter], issue: Callable[[], str], number: int, words: str
) -> None:
    bring("明司整〔2026〕900号")
    issue()

    with pytest.raises(DomainError, match=words):
        go_on_with(number)


def test_not_to_a_number_that_came_in(bring: Examine, go_on_with: Callable[[int], OrderCounter]) -> None:
    bring("明司整〔2026〕4号", "明司整〔2026〕900号")

    with pytest.raises(DomainError, match="4 号已由启用前数据使用"):
        go_on_with(4)
