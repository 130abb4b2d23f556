"""一企一档: every act in sight on one company, told by its code; natural persons have no page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit, User
from cases.models import CatalogueEntry, EnforcementAct
from cases.models.act import is_company_code
from cases.workflow import ReviewState
from core.search.sources import look
from core.sheets.cells import CellError
from core.sheets.check_digits import credit_code
from reports.companies.acts import Cut, acts_on, companies_like, overlaps, summary_of
from reports.companies.finding import COMPANIES
from reports.companies.page import lines_of
from tests.factories.cases import EnforcementActFactory
from tests.factories.histories import officer_of
from tests.factories.reviews import drawn_file, review_row
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
CODE, OTHER = "91419921MA001FBQ6Y", "91419921MA001FC0X3"
PAGE = f"/companies/{CODE}/"
IDENTITY = "41992119850505123X"
LookIn = Callable[[User], HouseClient]


def act_on(unit: Unit, on: date = date(2026, 1, 10), **facts: object) -> EnforcementAct:
    known = {
        "party": "明川县宏达商行",
        "party_code": CODE,
        "party_kind": "法人及非法人组织",
        "decided_on": on,
        "fine": Decimal(3000),
        "filed_on": on - timedelta(days=20),
    }
    return EnforcementActFactory(unit=unit, **{**known, **facts})


@pytest.fixture
def acts(unit: Unit, other_unit: Unit) -> list[EnforcementAct]:
    """Two acts of the one body and one of the other, three weeks later."""
    return [act_on(unit, date(2025, 3, 3)), act_on(unit, date(2026, 1, 10), title="本局的案件"), act_on(other_unit, date(2026, 1, 31), title="外局的案件")]


# --- who sees what ---------------------------------------------------------------------------------------------------
def test_the_bureau_sees_the_acts_of_all_bodies(client_for: LookIn, acts: list[EnforcementAct], inspector: User) -> None:
    text = client_for(inspector).get(PAGE).content.decode()

    assert ("外局的案件" in text, "本局的案件" in text, "3 件" in text, "只列本单位的执法行为" in text) == (True, True, True, False)


def test_a_department_sees_only_its_own_acts_and_learns_of_no_other(
    client_for: LookIn, acts: list[EnforcementAct], unit_member: User, other_unit: Unit
) -> None:
    text = client_for(unit_member).get(PAGE).content.decode()

    assert ("本局的案件" in text, "2 件" in text, "只列本单位的执法行为" in text) == (True, True, True)
    assert [word for word in ("外局的案件", other_unit.short_name, "三十日内先后办理") if word in text] == []


def test_a_department_without_an_act_on_it_finds_no_page(client_for: LookIn, unit: Unit, outsider: User) -> None:
    act_on(unit)

    assert client_for(outsider).get(PAGE).status_code == 404


@pytest.mark.parametrize("role", ["reviewer", "certificate_manager", "system_admin"])
def test_without_the_power_to_view_acts_there_is_no_page(
    client_for: LookIn, make_person: Callable[..., User], bureau: Unit, acts: list[EnforcementAct], role: str
) -> None:
    client = client_for(make_person(role, role, role, bureau))

    assert (client.get(PAGE).status_code, client.get("/companies/").status_code) == (404, 403)


# --- no person has a page ----------------------------------------------------------------------------------------------
def test_a_natural_person_never_gets_a_page_or_a_link(client_for: LookIn, unit: Unit, inspector: User) -> None:
    person = act_on(unit, party="于小明", party_kind="自然人")
    client = client_for(inspector)

    assert client.get(PAGE).status_code == 404
    assert person.company_url == ""
    assert "/companies/9" not in client.get(person.get_absolute_url()).content.decode()
    assert (look([COMPANIES], inspector, "于小明"), companies_like(inspector, CODE, 20)) == ([], [])


@pytest.mark.parametrize(
    ("code", "holds"), [(CODE, True), (CODE.lower(), False), ("91419921MA001FBQ6X", False), (IDENTITY, False), ("", False), ("9" * 18, False)]
)
def test_only_a_code_with_its_check_digit_is_an_address(code: str, holds: bool) -> None:
    assert is_company_code(code) is holds


def test_an_identity_number_is_no_address_even_where_it_was_typed_as_a_code(client_for: LookIn, unit: Unit, inspector: User) -> None:
    """The one number in thirty-one that fulfils the check digit of a credit code as well."""
    number = next(candidate for n in range(400) if _fits(candidate := f"4199211985050{n:05d}"[:18]))
    act = act_on(unit, party_code=number)

    assert (is_company_code(number), act.company_url) == (False, "")
    assert (look([COMPANIES], inspector, act.party), companies_like(inspector, act.party, 20)) == ([], [])
    assert client_for(inspector).get(f"/companies/{number}/").status_code == 404


def _fits(number: str) -> bool:
    try:
        return bool(credit_code(number))
    except CellError:
        return False


# --- what the page says ------------------------------------------------------------------------------------------------
def test_acts_stand_on_a_line_of_time_with_body_number_and_amount(client_for: LookIn, acts: list[EnforcementAct], inspector: User) -> None:
    text = client_for(inspector).get(PAGE).content.decode()

    assert [text.index(act.document_no) for act in reversed(acts)] == sorted(text.index(act.document_no) for act in acts)
    assert text.index("2026年") < text.index("2025年")
    assert "3,000.00" in text


def test_bodies_are_in_the_order_of_units_whatever_they_fined(acts: list[EnforcementAct], inspector: User, unit: Unit, other_unit: Unit) -> None:
    EnforcementAct.objects.filter(unit=other_unit).update(fine=Decimal(900_000))

    summary = summary_of(acts_on(inspector, CODE))

    assert summary is not None
    assert [(body.unit, body.count, body.fined) for body in summary.bodies] == [
        (unit.short_name, 2, Decimal(6000)),
        (other_unit.short_name, 1, Decimal(900_000)),
    ]


def test_the_last_name_is_the_name_and_others_are_told(acts: list[EnforcementAct], inspector: User) -> None:
    EnforcementAct.objects.filter(pk=acts[0].pk).update(party="明川县老宏达商行")

    summary = summary_of(acts_on(inspector, CODE))

    assert summary is not None
    assert (summary.name, summary.former_names) == ("明川县宏达商行", ["明川县老宏达商行"])


def test_the_line_may_be_narrowed_to_one_body(client_for: LookIn, acts: list[EnforcementAct], inspector: User, other_unit: Unit) -> None:
    text = client_for(inspector).get(PAGE, {"unit": other_unit.pk}).content.decode()

    assert ("外局的案件" in text, "本局的案件" in text, "看全部单位" in text) == (True, False, True)


@pytest.mark.parametrize(("days", "told"), [(0, True), (30, True), (31, False)])
def test_bodies_within_thirty_days_are_told_as_a_fact(unit: Unit, other_unit: Unit, inspector: User, days: int, told: bool) -> None:
    act_on(unit, date(2026, 1, 1))
    act_on(other_unit, date(2026, 1, 1) + timedelta(days=days))

    assert bool(overlaps(acts_on(inspector, CODE)).count) is told


def test_an_overlap_names_both_acts_and_the_days_between(acts: list[EnforcementAct], inspector: User) -> None:
    assert overlaps(acts_on(inspector, CODE)).rows == ["2026-01-10 市场监督管理局（行政处罚）与 2026-01-31 交通运输局（行政处罚），相隔 21 日"]


def test_two_inspections_point_to_the_plan_of_inspections(acts: list[EnforcementAct], inspector: User) -> None:
    EnforcementAct.objects.update(kind="inspection")

    assert "统筹双随机检查计划" in overlaps(acts_on(inspector, CODE)).rows[0]


def test_acts_of_one_body_are_no_overlap(unit: Unit, inspector: User) -> None:
    act_on(unit, date(2026, 1, 1))
    act_on(unit, date(2026, 1, 2))

    assert overlaps(acts_on(inspector, CODE)) == Cut([], 0)


def test_every_overlap_is_counted_and_reached(client_for: LookIn, unit: Unit, other_unit: Unit, inspector: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(10):
        act_on((unit, other_unit)[day % 2], date(2026, 1, 1) + timedelta(days=day))
    client = client_for(inspector)

    text = client.get(PAGE).content.decode()
    assert ("共 9 次" in text, "其余 3 次" in text, text.count("，相隔 1 日"), "只列近的" in text) == (True, True, 9, False)

    monkeypatch.setattr("reports.companies.acts.MOST_OVERLAPS", 7)
    text = client.get(PAGE).content.decode()
    assert ("共 9 次" in text, text.count("，相隔 1 日"), "只列近的 7 次" in text) == (True, 7, True)


def test_acts_without_a_code_are_counted_beyond_those_listed(client_for: LookIn, unit: Unit, inspector: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.companies.acts.MOST_NAMESAKES", 2)
    act_on(unit)
    for number in range(3):
        act_on(unit, party_code="", title=f"没写代码{number}")

    text = client_for(inspector).get(PAGE).content.decode()

    assert ("共 3 件，不计入上面的件数，只列近的 2 件" in text, text.count("没写代码")) == (True, 2)


def test_a_page_has_one_address_however_its_code_is_typed(client_for: LookIn, acts: list[EnforcementAct], inspector: User) -> None:
    client = client_for(inspector)
    wide = CODE.translate({ord(letter): ord(letter) + 0xFEE0 for letter in CODE})

    assert [client.get(f"/companies/{typed}/")["Location"] for typed in (CODE.lower(), wide)] == [PAGE, PAGE]


def test_the_same_name_without_a_code_is_offered_apart_as_not_verified(client_for: LookIn, unit: Unit, inspector: User) -> None:
    act_on(unit)
    act_on(unit, party_code="", title="没写代码的案件")
    act_on(unit, party_code="", party="明川县宏达商行分店", title="另一家的案件")
    act_on(unit, party_code="", party_kind="自然人", title="同名的人")

    text = client_for(inspector).get(PAGE).content.decode()

    assert ("没写代码的案件" in text.partition("未核实")[2], "1 件" in text) == (True, True)
    assert [word for word in ("另一家的案件", "同名的人") if word in text] == []


def test_officers_are_marked_by_the_card_of_the_day(unit: Unit, inspector: User) -> None:
    good = officer_of(unit, 1, date(2027, 1, 1)).certificates.get().number
    over = officer_of(unit, 2, date(2026, 1, 9)).certificates.get().number
    act = act_on(unit, officers=[{"name": name, "card": card} for name, card in (("甲", good), ("乙", over), ("丙", "0"), ("丁", ""))])

    (line,) = lines_of([act], inspector)

    assert [(person.name, person.fault) for person in line.people] == [("甲", ""), ("乙", "当日证件无效"), ("丙", "名册无此证"), ("丁", "未填证号")]


def test_the_grade_of_a_drawn_file_is_told_to_the_unit_after_the_letter(unit: Unit, inspector: User, unit_member: User, at: datetime) -> None:
    row = review_row(unit, inspector, at)
    file = drawn_file(row, inspector, at, review=ReviewState.CONFIRMED, final_score=88, final_grade="good", confirmed_at=at, confirmed_by=inspector)
    act = act_on(unit)
    CatalogueEntry.objects.filter(pk=file.entry_id).update(act=act)

    before = [lines_of([act], user)[0].review[1] for user in (inspector, unit_member)]
    row.feedback_at = at
    row.save(update_fields=["feedback_at"])

    assert before == ["良好 88.00", "评查中"]
    assert lines_of([act], unit_member)[0].review == ("green", "良好 88.00")


# --- ways to it ---------------------------------------------------------------------------------------------------------
def test_the_page_of_an_act_leads_to_its_company(client_for: LookIn, acts: list[EnforcementAct], inspector: User) -> None:
    assert f'href="{PAGE}"' in client_for(inspector).get(acts[0].get_absolute_url()).content.decode()


@pytest.mark.parametrize("typed", ["宏达", "91419921MA001FB", "91419921ma001fb", "９１４１９９２１ＭＡ００１ＦＢ"])
def test_a_company_is_found_by_name_or_code(client_for: LookIn, acts: list[EnforcementAct], inspector: User, unit: Unit, typed: str) -> None:
    act_on(unit, party="明川县福满商行", party_code=OTHER)
    client = client_for(inspector)

    assert [(hit.kind, hit.title, hit.url, hit.note) for group in look([COMPANIES], inspector, typed) for hit in group.hits] == [
        ("企业", "明川县宏达商行", PAGE, CODE)
    ]
    assert f'href="{PAGE}"' in client.get("/companies/", {"q": typed}).content.decode()
    assert f'href="{PAGE}"' in client.get("/search/", {"q": typed}).content.decode()


def test_another_bodys_company_is_not_found(client_for: LookIn, unit: Unit, outsider: User) -> None:
    act_on(unit)
    client = client_for(outsider)

    assert look([COMPANIES], outsider, "宏达") == []
    assert [url for url in ("/companies/", "/search/") if CODE in client.get(url, {"q": "宏达"}).content.decode()] == []


# --- cost ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 60])
def test_the_page_costs_the_same_for_one_act_and_for_sixty(
    client_for: LookIn, unit: Unit, other_unit: Unit, inspector: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    act_on(other_unit, officers=[{"name": "甲", "card": "1"}])
    for number in range(count):
        act_on(unit, date(2026, 1, 1) + timedelta(days=number), officers=[{"name": "甲", "card": "1"}])
    client = client_for(inspector)
    client.get("/accounts/me/")

    with django_assert_num_queries(9):
        text = client.get(PAGE).content.decode()

    assert text.count('data-label="文号"') == min(count + 1, 50)


def test_an_identity_number_is_not_looked_for_and_stands_nowhere_on_the_page(client_for: LookIn, inspector: User) -> None:
    page = client_for(inspector).get(f"/companies/?q={IDENTITY}").content.decode()

    assert "自然人没有档案，身份证号不在这里查找。" in page
    assert IDENTITY not in page
