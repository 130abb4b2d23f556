"""企业的执法行为: acts on one organisation, found by its 统一社会信用代码. Natural persons have no page, and no identity number is an address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Generic, TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, DateField, ExpressionWrapper, F, Max, Q, QuerySet, Sum, Value, Window
from django.db.models.functions import Coalesce, Lag

from accounts.models import User
from cases.models import ActKind, EnforcementAct
from cases.models.act import EnforcementActQuerySet, is_company_code
from core.lists.page import Rows
from core.search.fold import fold

T = TypeVar("T")
NEAR = timedelta(days=30)
MOST_NAMESAKES, MOST_OVERLAPS, MOST_MATCHED = 50, 200, 2_000


def canonical(code: str) -> str:
    """A code, or the beginning of one, as the register writes it: half-width capitals without blanks."""
    return "".join(fold(code).split()).upper()


def organisations(user: User) -> EnforcementActQuerySet:
    """Acts in sight on organisations that have a code."""
    return EnforcementAct.objects.visible_to(user).on_organisations()


def acts_on(user: User, code: str) -> EnforcementActQuerySet:
    """Acts on one company, each with the day it stands under: of the decision, else of the filing."""
    return organisations(user).filter(party_code=code).annotate(day=Coalesce("decided_on", "filed_on"))


@dataclass(frozen=True)
class Body:
    """One body and kind of act: how many, the last day, and the sum, which is told and never ranked. Basis: PUN-74."""

    unit_id: int
    unit: str
    kind: str
    count: int
    last_on: date | None
    fined: Decimal


@dataclass(frozen=True)
class Summary:
    """What is known of a company: its names, the last first, and the bodies in the order of units."""

    name: str
    former_names: list[str]
    bodies: list[Body]

    @property
    def count(self) -> int:
        return sum(body.count for body in self.bodies)


def summary_of(acts: EnforcementActQuerySet) -> Summary | None:
    """One statement over all acts on the company; None where there is none in sight."""
    money = Sum(Coalesce("fine", Decimal(0)) + Coalesce("confiscated", Decimal(0)))
    names = ArrayAgg("party", order_by=(F("decided_on").desc(nulls_last=True), F("pk").desc()), default=Value([]))
    rows = acts.order_by().values("unit_id", "unit__sort_key", "unit__short_name", "kind")
    found = list(rows.annotate(n=Count("pk"), last=Max("day"), fined=money, names=names).order_by("unit__sort_key", "kind"))
    if not found:
        return None
    latest = max(found, key=lambda row: (row["last"] is not None, row["last"]))
    every = list(dict.fromkeys([*latest["names"], *(name for row in found for name in row["names"])]))
    bodies = [Body(row["unit_id"], row["unit__short_name"], ActKind(row["kind"]).label, row["n"], row["last"], row["fined"]) for row in found]
    return Summary(every[0], every[1:], bodies)


@dataclass(frozen=True)
class Cut(Generic[T]):
    """The first of some rows, with how many there are in all."""

    rows: list[T]
    count: int

    @property
    def is_whole(self) -> bool:
        return self.count == len(self.rows)


def namesakes(user: User, names: Iterable[str]) -> Cut[EnforcementAct]:
    """同名而没有代码: acts whose party is called the same and has no code; whether it is the same company is not known."""
    same = Q()
    for name in names:
        same |= Q(party__zh=name, party=name)
    rows = EnforcementAct.objects.visible_to(user).filter(same, party_code="").exclude_persons()
    return _cut(rows.select_related("unit").order_by("-decided_on", "-pk"), MOST_NAMESAKES)


def _cut(rows: QuerySet[Any, T], most: int) -> Cut[T]:
    """One statement more only where there are more."""
    found = list(rows[: most + 1])
    return Cut(found[:most], len(found) if len(found) <= most else rows.count())


def overlaps(acts: Rows) -> Cut[str]:
    """多个单位三十日内先后办理: neighbours in time of different bodies, the last first, told as a fact."""
    order = [F("day").asc(), F("pk").asc()]
    before = {
        f"before_{name}": Window(Lag(path), order_by=order)
        for name, path in (("unit", "unit_id"), ("body", "unit__short_name"), ("day", "day"), ("kind", "kind"))
    }
    limit = ExpressionWrapper(F("before_day") + Value(NEAR.days), output_field=DateField())
    rows = acts.filter(day__isnull=False).annotate(**before).filter(day__lte=limit).exclude(unit_id=F("before_unit")).order_by("-day", "-pk")
    found: QuerySet[Any, dict[str, Any]] = rows.values("day", "kind", "unit__short_name", "before_day", "before_kind", "before_body")
    cut = _cut(found, MOST_OVERLAPS)
    return Cut([_told(row) for row in cut.rows], cut.count)


def _told(row: dict[str, Any]) -> str:
    kinds = [ActKind(row["before_kind"]), ActKind(row["kind"])]
    apart = (row["day"] - row["before_day"]).days
    hint = "，属多头检查的，请统筹双随机检查计划" if kinds == [ActKind.INSPECTION] * 2 else ""
    return (
        f"{row['before_day']:%Y-%m-%d} {row['before_body']}（{kinds[0].label}）与 {row['day']:%Y-%m-%d} {row['unit__short_name']}（{kinds[1].label}）"
        f"，{f'相隔 {apart} 日' if apart else '同日'}{hint}"
    )


@dataclass(frozen=True)
class Company:
    """A company as a search finds it."""

    code: str
    name: str
    last_on: date | None


def companies_like(user: User, words: str, limit: int) -> list[Company]:
    """Companies in sight by part of the name or the beginning of the code; what is no code of an organisation has no page to lead to."""
    known = organisations(user)
    matched = known.filter(Q(party__zh=words) | Q(party_code__startswith=canonical(words))).order_by().values("pk")[:MOST_MATCHED]
    rows = known.filter(pk__in=matched).order_by().values("party_code").annotate(name=Max("party"), last=Max("decided_on")).order_by("name", "party_code")
    found = (Company(row["party_code"], row["name"], row["last"]) for row in rows if is_company_code(row["party_code"]))
    return list(islice(found, limit))
