"""登录已结束: what somebody was typing is handed back, and nothing leads to the address of an act."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from core.http import page_above

pytestmark = pytest.mark.django_db

PAGE = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}
ACT = "/rectification/orders/16/answer/"


def test_what_was_typed_is_handed_back_and_the_way_leads_to_its_page(client: Client) -> None:
    answer = client.post(ACT, {"answer": "已补正送达回证<b>。", "version": "1", "new_password": "密码不该出现"}, **PAGE)

    page = answer.content.decode()
    assert answer.status_code == 401
    assert "登录已结束，内容没有保存" in page
    assert "已补正送达回证&lt;b&gt;。</textarea>" in page
    assert "密码不该出现" not in page
    assert "next=%2Frectification%2Forders%2F16%2F" in page


def test_scripts_and_parts_of_a_page_are_answered_as_before(client: Client) -> None:
    assert client.post(ACT).status_code == 302
    assert client.post(ACT, headers={"HX-Request": "true", "Accept": "text/html"}).status_code == 302


def test_the_address_of_an_act_opened_by_hand_is_a_page_with_a_way_back(client_for: Callable[[User], Client], inspector: User) -> None:
    answer = client_for(inspector).get(ACT, **PAGE)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert 'href="/rectification/orders/16/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "page"),
    [
        (ACT, "/rectification/orders/16/"),
        ("/cases/batches/2/units/4/scans/3/assign/", "/cases/batches/2/units/4/"),
        ("/accounts/logout/", "/"),
        ("/nowhere/at/all/", "/"),
    ],
)
def test_the_page_of_an_act_is_the_nearest_above(path: str, page: str) -> None:
    assert page_above(path) == page
