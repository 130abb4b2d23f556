"""检索: the golden set with two-character words, one folding in Python and SQL, the index in the plan, and slices per unit."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Unit
from accounts.models.unit import UnitKind
from core.search.fold import bigrams, fold
from core.search.keyset import Order, after_place
from core.search.newest import newest
from core.search.query import search, words_of
from core.workdays.models import DeadlineRule

TITLES = [
    "明川县城市管理局渎职线索核查",
    "行政处罚案卷评查：渎 职",
    "关于超期未办结案件的督办函",
    "某某食品有限公司（ABC-12）经营超过保质期的食品案",
    "某某食品有限公司ＡＢＣ－１２复查",
    "100%合格_抽查",
    "1000合格x抽查",
    "张三",
    "三张清单",
    "饕餮盛宴",
]
GOLDEN = [
    ("渎职", [0]),
    ("职线", [0]),
    ("案卷评查", [1]),
    ("超期未办结", [2]),
    ("abc-12", [3, 4]),
    ("ＡＢＣ", [3, 4]),
    ("(ABC", [3]),
    ("张三", [7]),
    ("三张", [8]),
    ("饕餮", [9]),
    ("餮盛", [9]),
    ("100%", [5]),
    ("格_抽", [5]),
    ("格\\抽", []),
    ("某", [3, 4]),
    ("三", [8]),
    ("公司 复查", [4]),
    ("公司　食品", [3, 4]),
    ("没有的词", []),
    ("", list(range(len(TITLES)))),
    ("   ", list(range(len(TITLES)))),
    ("\x00", list(range(len(TITLES)))),
]


def rules() -> QuerySet[DeadlineRule]:
    return DeadlineRule.objects.filter(code__startswith="s-")


@pytest.fixture
def titles(db: None) -> None:
    for place, title in enumerate(TITLES):
        DeadlineRule.objects.create(code=f"s-{place}", name=title, days=place + 1, start_event="", basis="")


@pytest.mark.parametrize(("typed", "expected"), GOLDEN)
def test_golden_searches_find_exactly_the_titles_that_hold_the_words(titles: None, typed: str, expected: list[int]) -> None:
    found = search(rules(), ["name"], typed)

    assert sorted(rule.days - 1 for rule in found) == expected


def test_a_number_is_found_from_its_beginning_only(titles: None) -> None:
    assert [rule.code for rule in search(rules(), ["name"], "s-7", numbers=["code"])] == ["s-7"]
    assert not search(rules(), ["name"], "-7", numbers=["code"]).exists()


def test_the_plan_of_a_two_character_search_uses_the_bigram_index(titles: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX rule_name_bigrams ON core_deadlinerule USING gin (zh_bigrams(name))")
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = search(DeadlineRule.objects.all(), ["name"], "渎职").explain()

    assert "Bitmap Index Scan on rule_name_bigrams" in plan


class FoldingTest(TestCase):
    @given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
    @settings(max_examples=60, deadline=None)
    def test_python_and_sql_fold_alike(self, text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT zh_fold(%s), zh_bigrams(%s)", [text, text])
            assert cursor.fetchone() == (fold(text), bigrams(text))


def test_a_search_holds_at_most_five_words_of_eighty_characters() -> None:
    assert words_of("一 二 三 四 五 六 七") == ["一", "二", "三", "四", "五"]
    assert sum(map(len, words_of("长" * 500))) == 80


# --- order and place -----------------------------------------------------------------------------------------------
@pytest.fixture
def units(make_unit: Callable[..., Unit], government: Unit) -> list[Unit]:
    return [make_unit(f"明川县第{n}单位", f"N{n:02}", UnitKind.TEAM, government if n % 3 else None) for n in range(9)]


@pytest.mark.parametrize("order", [("parent_id", "-code"), ("-parent_id", "code"), ("-code",), ("kind",), ("name", "pk")])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_walking_by_place_meets_every_row_once_in_both_directions(units: list[Unit], order: tuple[str, ...], size: int) -> None:
    rows, by = Unit.objects.filter(code__startswith="N"), Order.parse(order, Unit)
    whole = list(rows.order_by(*by.terms()))
    seen = list(rows.order_by(*by.terms())[:size])
    while step := list(rows.filter(after_place(by, by.read_token(by.token(seen[-1])) or [])).order_by(*by.terms())[:size]):
        seen += step
    assert seen == whole

    back = whole[-1:]
    while step := list(rows.filter(after_place(by, by.place_of(back[0]), backwards=True)).order_by(*by.terms(backwards=True))[:size]):
        back = [*reversed(step), *back]
    assert back == whole


@given(token=st.text(max_size=30))
def test_no_token_from_outside_makes_an_error(token: str) -> None:
    Order.parse(("-code",), Unit).read_token(token)


@pytest.mark.parametrize("ids", [None, [], [0], [0, 1], list(range(5)), list(range(70))])
def test_newest_rows_of_some_units_are_the_same_by_slices_and_by_walk(units: list[Unit], ids: list[int] | None) -> None:
    parents = [unit.pk for unit in units]
    children = [
        Unit(code=f"C{n:03}", name=f"下级{n}", short_name="", kind=UnitKind.TEAM, area_code="1", path=f"/{n}/", parent_id=parents[n % 5]) for n in range(60)
    ]
    Unit.objects.bulk_create(children)
    asked = None if ids is None else [parents[place] if place < len(parents) else -place for place in ids]
    rows = Unit.objects.filter(code__startswith="C", kind=UnitKind.TEAM).select_related("parent")

    first = newest(rows, asked, order=("-name",), limit=7, unit="parent")
    by = Order.parse(("-name",), Unit)
    second = newest(rows, asked, order=("-name",), limit=7, unit="parent", after=by.place_of(first[-1])) if first else []

    plain = rows if asked is None else rows.filter(parent__in=asked)
    assert first + second == list(plain.order_by("-name", "-pk")[:14])
