"""URL matrix: every address × GET and POST × everybody, with the exact answer kept as data in tests/url_matrix.csv.

A new address without a row fails; the failure prints the row with the answers seen, to be judged and pasted. Every request
runs in a savepoint that is rolled back, on an object made once for all who ask. Who may look at a page belongs in the row, not in the code of this test.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache as shared_cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories.accounts import UnitFactory
from tests.factories.world import ROLES, SIBLING, build_world
from tests.url_samples import World, samples

TABLE = Path(__file__).parent / "url_matrix.csv"
ANON = "anon"
EVERYBODY = [ANON, *ROLES, SIBLING]
FEW = [ANON, "bureau_staff", SIBLING]  # who is asked where the method is refused before anybody is looked at
METHODS = ("get", "post")
DEFAULTS = {"int": 999_999_999, "uuid": UUID(int=1), "slug": "missing", "str": "missing", "path": "missing"}
MAY_BE_WRITTEN_BY_GET = {"accounts_loginsession", "accounts_secondfactor", "core_auditentry"}  # access, and the device that a person begins to set up
FIXED = {"app_label": "accounts"}  # Django admin knows its apps by a closed pattern

# The only pages that need no login.
PUBLIC = {
    "accounts:activate",
    "accounts:login",
    "core:calendar-feed",  # the address itself is the secret: random, revocable
    "csp-report",
    "healthz",
    "look:style",  # 404 without DEBUG
    "look:style-part",
    "readyz",
    "verification:document-verify",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    name: str
    arguments: tuple[tuple[str, str], ...]  # keyword, converter
    is_public: bool
    can_reverse: bool

    def path(self, found: dict[str, Any]) -> str:
        if not self.can_reverse:
            return f"/{self.name.removeprefix('route:').split('(?P')[0]}missing"
        values = {keyword: found.get(keyword, FIXED.get(keyword, DEFAULTS[kind])) for keyword, kind in self.arguments}
        return reverse(self.name, kwargs=values, query=found.get("query"))


def _converter(pattern: URLPattern, keyword: str) -> str:
    kind = type(pattern.pattern.converters.get(keyword)).__name__.removesuffix("Converter").lower()
    return {"string": "str", "nonetype": "str"}.get(kind, kind)


def _walk(resolver: URLResolver, spaces: tuple[str, ...] = (), above: tuple[tuple[str, str], ...] = (), route: str = "") -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = tuple((keyword, "str") for keyword in entry.pattern.regex.groupindex)
            yield from _walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces, (*above, *inner), here)
            continue
        arguments = (*above, *((keyword, _converter(entry, keyword)) for keyword in entry.pattern.regex.groupindex))
        name = ":".join((*spaces, entry.name)) if entry.name else f"route:{here}"
        yield Address(name, arguments, not getattr(entry.callback, "login_required", True), bool(entry.name))


@cache
def addresses() -> dict[str, Address]:
    return {address.name: address for address in _walk(get_resolver())}


@cache
def rows() -> list[dict[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return list(csv.DictReader(lines))


def row_of(name: str) -> dict[str, str] | None:
    """The row of exactly this name, else the one whose pattern fits."""
    exact = next((row for row in rows() if row["name"] == name), None)
    return exact or next((row for row in rows() if "*" in row["name"] and fnmatchcase(name, row["name"])), None)


def expected(cell: str, address: Address) -> dict[str, int]:
    """Who gets which code: 405 for "-"; else the codes named, 403 for the rest, and 302 for who is not logged in."""
    if cell == "-":
        return {who: 302 if who == ANON and not address.is_public else 405 for who in EVERYBODY}
    named = {who: int(code) for code, _, names in (item.partition(":") for item in cell.split()) for who in names.split("|")}
    rest = named.pop("*", 403)
    return {**dict.fromkeys(EVERYBODY, rest), ANON: rest if address.is_public else 302, **named}


def in_words(seen: dict[str, int], address: Address) -> str:
    """The shortest cell that says what was seen."""
    common = Counter(code for who, code in seen.items() if who != ANON).most_common(1)[0][0]
    if seen == expected("-", address):
        return "-"
    usual = expected(f"{common}:*", address)
    groups: dict[int, list[str]] = defaultdict(list)
    for who, code in seen.items():
        if code != usual[who]:
            groups[code].append(who)
    return " ".join([*([] if common == 403 else [f"{common}:*"]), *(f"{code}:{'|'.join(who)}" for code, who in sorted(groups.items()))])


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever is written inside is rolled back."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)
        shared_cache.clear()


@dataclass
class Matrix:
    """The world and a client for everybody in it."""

    world: World
    clients: dict[str, Client]

    def ask(self, who: str, method: str, path: str) -> int:
        """One request as `who`, whose login stays as it was."""
        client = self.clients[who]
        kept = {name: morsel.value for name, morsel in client.cookies.items()}
        try:
            answer = getattr(client, method)(path)
            answer.getvalue()  # a stream is read to its end, which closes what it comes from
            status: int = answer.status_code
            return status
        finally:
            client.cookies.clear()
            for name, value in kept.items():
                client.cookies[name] = value

    @contextmanager
    def standing(self, sample: str) -> Iterator[dict[str, Any]]:
        """The object of the address, for as long as it is asked about."""
        with _undone():
            yield samples()[sample](self.world) if sample else {}

    def answers(self, address: Address, method: str, sample: str, people: Sequence[str] = EVERYBODY) -> dict[str, int]:
        seen = {}
        with self.standing(sample) as found:
            for who in people:
                with _undone():
                    seen[who] = self.ask(who, method, address.path(found))
        return seen

    def line(self, address: Address, sample: str) -> str:
        """The row of the table as the product answers now."""
        return ",".join([address.name, sample, *(in_words(self.answers(address, method, sample), address) for method in METHODS)])


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """One county for all addresses, in one transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        clients = {who: Client(raise_request_exception=False) for who in EVERYBODY}
        for who, user in world.people.items():
            clients[who].force_login(user)
        yield Matrix(world, clients)
        transaction.set_rollback(True)


# --- tests ---------------------------------------------------------------------------------------------------------
def test_the_public_pages_are_those_listed() -> None:
    assert {address.name for address in addresses().values() if address.is_public} == PUBLIC


def test_every_row_belongs_to_an_address() -> None:
    stale = [row["name"] for row in rows() if "*" not in row["name"] and row["name"] not in addresses()]
    assert stale == [], f"rows of tests/url_matrix.csv without an address: {stale}"


def test_every_name_is_given_once() -> None:
    doubled = [name for name, count in Counter(row["name"] for row in rows()).items() if count > 1]
    assert doubled == []


@pytest.mark.parametrize("name", sorted(addresses()))
def test_answers(matrix: Matrix, name: str) -> None:
    address, row = addresses()[name], row_of(name)
    if row is None:
        pytest.fail(f"tests/url_matrix.csv has no row for {name}; seen (judge before pasting):\n{matrix.line(address, '')}")
    for method in METHODS:
        wanted = expected(row[method], address)
        seen = matrix.answers(address, method, row["sample"], FEW if row[method] == "-" else EVERYBODY)
        wrong = {who: (wanted[who], code) for who, code in seen.items() if wanted[who] != code}
        if wrong:
            pytest.fail(f"{method.upper()} {name}: who → (expected, seen): {wrong}\nseen: {matrix.line(address, row['sample'])}")


@pytest.mark.parametrize("name", sorted(addresses()))
def test_a_post_without_the_token_is_refused(matrix: Matrix, name: str) -> None:
    """CSRF stands before everything on every address that takes a POST; only the browser's own complaints come without a token."""
    address, row = addresses()[name], row_of(name)
    if name == "csp-report" or row is None or row["post"] == "-":
        return
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(matrix.world.people["bureau_staff"])

    with matrix.standing(row["sample"]) as found:
        answer = client.post(address.path(found))

    assert answer.status_code == 403, f"{name} takes a POST without a token: {answer.status_code}"


def _written() -> dict[str, int]:
    """Rows written by this transaction so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


@pytest.mark.parametrize("name", sorted(addresses()))
def test_a_get_changes_nothing_but_records_of_access(matrix: Matrix, name: str) -> None:
    address, row = addresses()[name], row_of(name)
    if row is None or row["get"] == "-":
        return
    for who in ("bureau_staff", "dept_liaison", "system_admin"):
        with matrix.standing(row["sample"]) as found:
            path, before = address.path(found), _written()
            matrix.ask(who, "get", path)
            changed = {table for table, count in _written().items() if count != before.get(table, 0)}

        assert changed <= MAY_BE_WRITTEN_BY_GET, f"GET {path} as {who} writes {changed - MAY_BE_WRITTEN_BY_GET}"


def test_a_write_would_be_seen(matrix: Matrix) -> None:
    before = _written()
    UnitFactory()

    assert _written()["accounts_unit"] > before["accounts_unit"]
