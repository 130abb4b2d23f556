"""What a person may not see stands on no page, sheet or search answer within his reach (S12)."""

import io
import re
import zipfile
from collections import Counter, deque
from dataclasses import replace
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.imports.penalties import IDENTITY as ACT_IDENTITY
from cases.imports.penalties import TABLE as ACT_TABLE
from core.crypto import encrypt
from documents.models import Service
from personnel.models import Officer
from personnel.models.officer import PHONE, TABLE
from rectification.models import Order
from supervision.plans.models import Assignment
from tests.factories.cases import EnforcementActFactory
from tests.factories.world import ROLES, SIBLING, build_world
from tests.url_samples import World
from tests.url_samples.documents import service
from tests.url_samples.personnel import NUMBER, officer
from tests.url_samples.rectification import order
from tests.url_samples.supervision import share

pytestmark = pytest.mark.django_db

PHONE_NUMBER, PARTY_NUMBER = "15468887634", "419921198505051234"
PLAIN = (NUMBER, PHONE_NUMBER, PARTY_NUMBER)
OWN, FOREIGN = "甲标记", "乙标记"
MOST_PAGES, MOST_ALIKE = 160, 1
LINK = re.compile(r'href="([^"#]+)"')
LEFT_OUT = ("/static", "/accounts/logout", "/calendar.ics")
STARTS = ("/", f"/search/?q={FOREIGN}", f"/search/?q={OWN}", f"/search/?q={NUMBER}", f"/cases/acts/?q={FOREIGN}", f"/cases/acts/?q={NUMBER}", "/admin/")
AT_UNIT = ("dept_liaison", "dept_leader", "town_liaison", "justice_office")
WITHOUT_TRADE = ("system_admin", "security_admin")


@pytest.fixture
def world() -> World:
    """One of everything at `unit` and at `other_unit`, each under a mark of its own; numbers that nobody sees in the clear."""
    made = build_world()
    person = Officer.objects.get(**officer(made))
    Officer.objects.filter(pk=person.pk).update(phone=encrypt(PHONE_NUMBER, table=TABLE, field=PHONE, seal=person.seal))
    for unit, mark in ((made.unit, OWN), (made.other_unit, FOREIGN)):
        act = EnforcementActFactory(unit=unit, title=f"{mark}处罚案", party=f"{mark}商行")
        act.party_identity = encrypt(PARTY_NUMBER, table=ACT_TABLE, field=ACT_IDENTITY, seal=act.seal)
        act.save()
        place = replace(made, unit=unit)
        Order.objects.filter(**order(place)).update(title=f"{mark}整改事项")
        Service.objects.filter(pk=service(place)["service_pk"]).update(place=f"{mark}会议室")
        Assignment.objects.filter(**share(place)).update(latest=f"{mark}进展", latest_at=made.at)
    return made


def words_of(answer: HttpResponse) -> str:
    """Everything readable in an answer: a page as it is, a workbook unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "replace")


def everything_within_reach(client: Client) -> dict[str, str]:
    """Address → words of every page that links lead to, one of a kind, each list also as a workbook."""
    waiting, seen, alike = deque(STARTS), {}, Counter[str]()
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.popleft()
        kind = re.sub(r"\d+", "N", url.split("?")[0]) + ("xlsx" if "format=xlsx" in url else "?" if "?" in url else "")
        alike[kind] += url not in STARTS
        if url in seen or alike[kind] > MOST_ALIKE:
            continue
        answer = client.get(url)
        seen[url] = words_of(answer)
        if answer.status_code in (301, 302):
            waiting.append(answer["Location"])
        for link in LINK.findall(seen[url]) if "html" in answer.get("Content-Type", "") else []:
            link = link.replace("&amp;", "&")
            link = url.split("?")[0] + link if link.startswith("?") else link
            if link.startswith("/") and not link.startswith(LEFT_OUT):
                waiting.append(link)
    return seen


def pages_with(word: str, pages: dict[str, str]) -> list[str]:
    """Pages that show `word` beyond repeating the question that was asked."""
    return [url for url, words in pages.items() if word in words and word not in unquote(url)]


@pytest.mark.parametrize("role", [*ROLES, SIBLING])
def test_numbers_of_persons_stand_on_no_page(world: World, role: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.people[role])

    pages = everything_within_reach(client)

    assert len(pages) > len(STARTS)
    assert [url for number in PLAIN for url in pages_with(number, pages)] == []
    if role in AT_UNIT:
        assert pages_with(FOREIGN, pages) == []
        assert pages_with(OWN, pages) != []
    if role == SIBLING:
        assert pages_with(OWN, pages) == []
    if role in WITHOUT_TRADE:
        assert [*pages_with(OWN, pages), *pages_with(FOREIGN, pages)] == []


def test_the_bureau_reaches_both_marks_in_pages_and_workbooks(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.people["bureau_staff"])

    pages = everything_within_reach(client)

    for mark in (OWN, FOREIGN):
        assert pages_with(mark, {url: words for url, words in pages.items() if "format=xlsx" in url}) != []
