"""选单位: by kind, by branch, by group and one by one; the same with and without a form."""

from datetime import datetime

import pytest
from django import forms
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.choosing import Picks, chosen_units, offer_to
from accounts.models import Unit, UnitGroup, User
from accounts.models.unit import SUPERVISED_KINDS
from accounts.units_field import UnitsField, picks_of
from tests.factories.accounts import UnitFactory

pytestmark = pytest.mark.django_db


class AskingForm(forms.Form):
    """A form of another app."""

    units = UnitsField(label="报送单位", kinds=SUPERVISED_KINDS)

    def __init__(self, user: User, *args: object) -> None:
        super().__init__(*args)
        self.fields["units"].offer(user)


@pytest.fixture
def county(bureau: Unit) -> dict[str, Unit]:
    """交通 with its team below, 水利, one town, and a department out of use."""
    roads = UnitFactory(name="明川县交通运输局", short_name="交通局", code="D1")
    return {
        "roads": roads,
        "team": UnitFactory(name="明川县交通大队", short_name="交通大队", code="D2", kind="team", parent=roads),
        "water": UnitFactory(name="明川县水利局", short_name="水利局", code="D3"),
        "town": UnitFactory(name="明川县城关镇", short_name="城关镇", code="D4", kind="town"),
        "closed": UnitFactory(name="明川县撤并局", short_name="撤并局", code="D5", is_active=False),
    }


@pytest.fixture
def group(county: dict[str, Unit], staff: User, at: datetime) -> UnitGroup:
    return actions.create_group(name="一组", units=[county["water"], county["closed"]], is_shared=True, actor=staff, at=at)


def names(units: list[Unit]) -> list[str]:
    return [unit.short_name for unit in units]


CHOICES = [
    ({"kinds": ["department"]}, ["交通局", "水利局"]),
    ({"branches": ["roads"]}, ["交通局", "交通大队"]),
    ({"groups": ["group"]}, ["水利局"]),
    ({"units": ["town"]}, ["城关镇"]),
    ({"kinds": ["town"], "branches": ["roads"], "groups": ["group"], "units": ["water"]}, ["交通局", "交通大队", "水利局", "城关镇"]),
    ({}, []),
]


def numbers(choice: dict[str, list[str]], county: dict[str, Unit], group: UnitGroup) -> dict[str, list[int | str]]:
    known = {name: unit.pk for name, unit in county.items()} | {"group": group.pk}
    rest = {part: [known[value] for value in choice.get(part, [])] for part in ("branches", "groups", "units")}
    return {"kinds": list(choice.get("kinds", [])), **rest}


@pytest.mark.parametrize(("choice", "meant"), CHOICES)
def test_the_four_ways_add_up_and_pass_over_units_out_of_use(choice, meant, county: dict[str, Unit], group: UnitGroup, staff: User) -> None:
    assert names(chosen_units(**numbers(choice, county, group), user=staff)) == meant


@pytest.mark.parametrize(("choice", "meant"), CHOICES[:-1])
def test_a_form_means_the_same(choice, meant, county: dict[str, Unit], group: UnitGroup, staff: User) -> None:
    data = QueryDict(mutable=True)
    for part, values in numbers(choice, county, group).items():
        data.setlist("units" if part == "units" else f"units_{part}", values)

    form = AskingForm(staff, data)

    assert form.is_valid(), form.errors
    assert names(form.cleaned_data["units"]) == meant
    assert names(chosen_units(**vars(picks_of(data, "units")), user=staff)) == meant


def test_a_form_offers_only_the_kinds_it_asks_for(county: dict[str, Unit], staff: User) -> None:
    page = str(AskingForm(staff)["units"])

    assert "水利局" in page
    assert "司法局" not in page
    assert "撤并局" not in page


def test_without_a_choice_the_form_asks_for_one(county: dict[str, Unit], staff: User) -> None:
    form = AskingForm(staff, QueryDict())

    assert form.errors == {"units": ["请选择单位。"]}


@pytest.mark.parametrize(
    "data", ["units=999999", "units_branches=999999", "units_groups=999999", "units_kinds=bureau", "units=x", "units=99999999999999999999"]
)
def test_what_was_not_offered_is_refused_whole(county: dict[str, Unit], staff: User, data: str) -> None:
    form = AskingForm(staff, QueryDict(f"{data}&units={county['water'].pk}"))

    assert form.errors == {"units": ["请从列出的单位里选择。"]}


def test_a_unit_chooses_within_its_own_branch(county: dict[str, Unit], group: UnitGroup, liaison: User) -> None:
    roads = county["roads"]
    liaison.unit = roads
    liaison.post.unit = roads
    liaison.post.save()

    assert names(chosen_units(["department", "team"], [county["water"].pk], [group.pk], [county["town"].pk], liaison)) == ["交通局", "交通大队"]
    assert not offer_to(liaison).groups


def test_the_page_shows_what_was_ticked_and_how_many_that_is(county: dict[str, Unit], group: UnitGroup, staff: User) -> None:
    form = AskingForm(staff, QueryDict(f"units_branches={county['roads'].pk}&units_groups={group.pk}"))

    page = str(form["units"])

    assert "<b data-units-count>3</b>" in page
    assert f'name="units_branches" value="{county["roads"].pk}" data-units-of="{county["roads"].pk} {county["team"].pk}" checked' in page


@pytest.mark.parametrize("more", [0, 20])
def test_drawing_and_judging_ask_three_times_whatever_the_number(
    county: dict[str, Unit], group: UnitGroup, staff: User, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    for _ in range(more):
        UnitFactory()
    staff.has_perm("accounts.view_units")

    with django_assert_num_queries(3):
        form = AskingForm(staff, QueryDict("units_kinds=department"))
        assert form.is_valid()
        str(form["units"])


def test_picks_know_whether_anything_was_ticked() -> None:
    assert not Picks()
    assert Picks(kinds=("town",))
