"""执法行为库 and one act: who sees them, how they are found, what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Unit, User
from cases.models import EnforcementAct
from core.crypto import encrypt
from tests.factories.cases import EnforcementActFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LIST = "cases:act-list"


@pytest.fixture
def act(unit: Unit) -> EnforcementAct:
    return EnforcementActFactory(
        unit=unit,
        case_no="明市监立〔2025〕77号",
        document_no="明市监罚决〔2025〕88号",
        party="某某商行",
        extra={"served_on": "2025-04-20", "facts": "超期经营。"},
        fine=23500,
    )


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_act_is_seen_by_the_bureau_and_its_unit(
    act: EnforcementAct, client_for: ClientFor, inspector: User, unit_member: User, outsider: User, client: Client
) -> None:
    address = act.get_absolute_url()

    assert [client_for(person).get(address).status_code for person in (inspector, unit_member, outsider)] == [200, 200, 404]
    assert client.get(address).status_code == 302
    assert "明市监罚决〔2025〕88号" not in body(client_for(outsider), reverse(LIST))


def test_the_library_is_closed_to_reviewers(client_for: ClientFor, make_person: Callable[..., User], unit: Unit) -> None:
    assert client_for(make_person("评查员", "reviewer1", "reviewer", unit)).get(reverse(LIST)).status_code == 403


@pytest.mark.parametrize("q", ["明市监罚决〔2025〕88", "明市监立〔2025〕77", "进货查验", "某某商"])
def test_an_act_is_found_by_numbers_title_and_party(act: EnforcementAct, client_for: ClientFor, inspector: User, q: str) -> None:
    EnforcementActFactory(unit=act.unit, title="另一案", party="别人", case_no="X1", document_no="X2")

    page = body(client_for(inspector), f"{reverse(LIST)}?q={q}")
    assert "明市监罚决〔2025〕88号" in page
    assert "另一案" not in page


@pytest.mark.parametrize(
    ("tab", "closed_on", "decided_on", "shown"),
    [
        ("undecided", None, None, True),
        ("undecided", None, date(2025, 4, 1), False),
        ("open", None, date(2025, 4, 1), True),
        ("open", date(2025, 5, 1), date(2025, 4, 1), False),
    ],
)
def test_tabs_narrow_to_what_is_undecided_or_open(
    unit: Unit, client_for: ClientFor, inspector: User, tab: str, closed_on: date | None, decided_on: date | None, shown: bool
) -> None:
    EnforcementActFactory(unit=unit, title="某某案", decided_on=decided_on, closed_on=closed_on)

    assert ("某某案" in body(client_for(inspector), f"{reverse(LIST)}?tab={tab}")) is shown


def test_a_unit_that_is_no_more_can_be_chosen_while_acts_stand_under_its_name(
    act: EnforcementAct, other_unit: Unit, make_unit: Callable[..., Unit], client_for: ClientFor, inspector: User
) -> None:
    EnforcementActFactory(unit=other_unit, title="留在原单位名下的案件")
    gone = make_unit("明川县无案局", "X099")
    Unit.objects.filter(pk__in=(other_unit.pk, gone.pk)).update(is_active=False)

    page = body(client_for(inspector), f"{reverse(LIST)}?unit={other_unit.pk}&panel=filters")

    assert (f"{other_unit}（停用）" in page, "无案局" in page, "留在原单位名下的案件" in page, act.title in page) == (True, False, True, False)


def test_the_page_tells_the_steps_in_order_and_no_number_of_a_person(act: EnforcementAct, client_for: ClientFor, inspector: User) -> None:
    act.party_identity = encrypt("41992119900101002X", table="cases_enforcementact", field="party_identity", seal=act.seal)
    act.save(update_fields=["party_identity"])

    page = body(client_for(inspector), act.get_absolute_url())
    steps = page[page.index("办理过程") :]
    assert steps.index("2025-03-03") < steps.index("2025-04-14") < steps.index("2025-04-20") < steps.index("2025-05-06")
    assert "23,500.00" in page
    assert "41992119900101002X" not in page
    assert act.party_identity not in page


def test_the_library_asks_the_same_for_one_row_and_for_three(act: EnforcementAct, other_unit: Unit, client_for: ClientFor, inspector: User) -> None:
    client = client_for(inspector)
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(LIST))
    EnforcementActFactory(unit=other_unit)
    EnforcementActFactory(unit=act.unit)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(LIST))

    assert len(three) == len(one) <= 12


def test_a_natural_persons_name_leaves_the_house_masked(unit: Unit, client_for: ClientFor, inspector: User) -> None:
    EnforcementActFactory(unit=unit, party="于欣婷", party_kind="自然人", title="于欣婷擅自占道设摊经营案")
    EnforcementActFactory(unit=unit, party="明川县甲商行", party_kind="法人及非法人组织", title="明川县甲商行超期经营案")
    client, address = client_for(inspector), f"{reverse(LIST)}?columns=title&columns=party"

    assert "于欣婷擅自占道" in body(client, address)
    exported = b"".join(client.get(f"{address}&format=csv").streaming_content).decode()
    assert ("于某某擅自占道设摊经营案,于某某" in exported, "于欣婷" in exported, "明川县甲商行超期经营案,明川县甲商行" in exported) == (True, False, True)
