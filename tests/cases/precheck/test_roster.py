"""持证核对: only the own register is asked, and for every day the officer worked."""

from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit, User
from cases.precheck.roster import Named, Roster
from cases.rules.draft import Handler, Standing
from personnel.models import Certificate, Officer

TODAY = date(2026, 3, 5)
FIRST, LAST = date(2025, 7, 1), date(2025, 9, 26)
IDENTITY = "41992619900101{:04}".format
Ask = Callable[..., Handler]


@pytest.fixture
def ask(unit_member: User) -> Ask:
    """What the register tells the unit's liaison of one handler."""

    def one(name: str = "", card: str = "", first: date | None = FIRST, last: date | None = LAST, user: User = unit_member) -> Handler:
        named = Named(name, card, first, last)
        return Roster.load(user, [named]).handler(named, TODAY)

    return one


@pytest.fixture
def officer(make_officer: Callable[..., Officer], unit: Unit) -> Officer:
    return make_officer("任倩", unit, IDENTITY(1), "16992100193")


@pytest.mark.parametrize("named", [{"name": "任倩"}, {"card": "16992100193"}, {"name": "任倩", "card": "16992100193"}])
def test_an_officer_is_found_by_name_or_by_card(officer: Officer, ask: Ask, named: dict[str, str]) -> None:
    assert ask(**named).standing is Standing.LICENSED


def test_an_officer_named_with_the_card_and_without_is_one_person(officer: Officer, ask: Ask) -> None:
    assert ask("任倩").identity == ask("任倩", "16992100193").identity


def test_an_officer_of_another_unit_is_not_looked_up(make_officer: Callable[..., Officer], other_unit: Unit, ask: Ask) -> None:
    make_officer("韩立", other_unit, IDENTITY(2), "16992100888")

    assert [(ask("韩立").standing, ask("韩立").sentence), ask(card="16992100888").sentence] == [
        (Standing.NOT_LISTED, "韩立不在本单位名册。"),
        "证号 16992100888不在本单位名册。",
    ]


def test_a_card_that_is_registered_for_somebody_else_is_said(officer: Officer, ask: Ask) -> None:
    answer = ask("王某", "16992100193")

    assert (answer.standing, answer.sentence) == (Standing.MISMATCHED, "证号 16992100193 在名册上是任倩，与所填王某不一致。")


def test_two_of_one_name_are_not_guessed(officer: Officer, make_officer: Callable[..., Officer], unit: Unit, ask: Ask) -> None:
    make_officer("任倩", unit, IDENTITY(3), "16992100194")

    assert (ask("任倩").sentence, ask("任倩", "16992100194").standing) == ("本单位有 2 名任倩，请填证号。", Standing.LICENSED)


@pytest.mark.parametrize(
    ("issued", "expires", "standing"),
    [
        (FIRST, LAST, Standing.LICENSED),
        (date(2025, 7, 2), LAST, Standing.UNLICENSED),
        (FIRST, date(2025, 9, 25), Standing.UNLICENSED),
    ],
)
def test_the_card_covers_the_first_and_the_last_day(
    make_officer: Callable[..., Officer], unit: Unit, ask: Ask, issued: date, expires: date, standing: Standing
) -> None:
    make_officer("任倩", unit, IDENTITY(1), "16992100193", issued_on=issued, expires_on=expires)

    assert ask("任倩").standing is standing


def test_a_renewed_card_goes_on_where_the_old_one_ended(officer: Officer, ask: Ask) -> None:
    officer.certificates.update(expires_on=date(2025, 8, 1))
    fresh = Certificate.objects.create(officer=officer, kind="ministry", number="B-1", issued_on=date(2025, 8, 2), expires_on=date(2030, 8, 1))
    whole = ask("任倩").standing
    Certificate.objects.filter(pk=fresh.pk).update(issued_on=date(2025, 8, 3))

    answer = ask("任倩")
    assert (whole, answer.standing) == (Standing.LICENSED, Standing.UNLICENSED)
    assert answer.sentence == "任倩2025年8月2日没有有效证件（证号 B-1 有效期 2025年8月3日至2030年8月1日）。"


def test_a_supervision_card_gives_no_power_to_enforce(make_officer: Callable[..., Officer], unit: Unit, ask: Ask) -> None:
    make_officer("任倩", unit, IDENTITY(1), "16992100193", kind="supervision")

    assert ask("任倩").sentence == "任倩2025年7月1日没有有效证件（名册上没有执法证件）。"


@pytest.mark.parametrize(("last", "standing"), [(LAST, Standing.UNCLEAR), (TODAY, Standing.UNLICENSED), (None, Standing.UNLICENSED)])
def test_a_card_suspended_now_is_bad_today_and_unclear_for_the_past(officer: Officer, ask: Ask, last: date | None, standing: Standing) -> None:
    officer.certificates.update(status="suspended")

    assert ask("任倩", last=last).standing is standing


@pytest.mark.parametrize(("first", "last"), [(None, LAST), (LAST, FIRST)])
def test_without_the_days_of_work_nothing_is_said(officer: Officer, ask: Ask, first: date | None, last: date | None) -> None:
    assert ask("任倩", first=first, last=last).sentence == "任倩的办案日期没有填全，无法核对持证情况。"


def test_any_number_of_drafts_takes_two_queries(officer: Officer, unit_member: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit_member.has_perm("personnel.view_register")
    unit_member.unit_ids()
    with django_assert_num_queries(2):
        Roster.load(unit_member, [Named("任倩"), *(Named(card=str(number)) for number in range(50))])
