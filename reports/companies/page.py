"""企业页的内容: summary, line of time with licences and reviews, overlaps, namesakes; at most twelve statements with the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F

from accounts.models import User
from cases.lists import GRADE_TONES
from cases.models import DrawnFile, EnforcementAct
from cases.models.act import EnforcementActQuerySet
from cases.workflow import Grade
from personnel.models import Certificate
from reports.companies.acts import Cut, Summary, namesakes, overlaps

PER_PAGE = 50
REGISTER = "personnel.view_register"


@dataclass(frozen=True)
class Person:
    """An officer of an act; `fault` says what is wrong with the card on the day, "" when it was in force, None where the reader may not know."""

    name: str
    fault: str | None


@dataclass(frozen=True)
class Line:
    """One act on the line of time."""

    act: EnforcementAct
    day: date | None
    people: list[Person]
    review: tuple[str, str]  # colour and words, both empty where the file was never drawn


class Counted(Paginator[EnforcementAct]):
    """Pages of a known number of acts: the summary has counted them."""

    def __init__(self, acts: EnforcementActQuerySet, count: int) -> None:
        super().__init__(acts, PER_PAGE)
        self.count = count


def page_of(acts: EnforcementActQuerySet, summary: Summary, user: User, *, number: str, body: int) -> dict[str, Any]:
    """Everything the page prints; `body` narrows the line of time to one unit, 0 shows all."""
    shown = acts.filter(unit_id=body) if body else acts
    count = sum(one.count for one in summary.bodies if not body or one.unit_id == body)
    ordered = shown.select_related("unit").order_by(F("day").desc(nulls_last=True), "-pk")
    page: Page[EnforcementAct] = Counted(ordered, count).get_page(number)
    lines = lines_of(list(page), user)
    return {
        "summary": summary,
        "page": page,
        "years": [(year, list(own)) for year, own in groupby(lines, key=lambda line: line.day.year if line.day else 0)],
        "overlaps": overlaps(acts) if len({one.unit_id for one in summary.bodies}) > 1 else Cut([], 0),
        "namesakes": namesakes(user, [summary.name, *summary.former_names][:5]),
        "body": body,
    }


def lines_of(acts: Sequence[EnforcementAct], user: User) -> list[Line]:
    """The acts with licences and reviews, looked up for all of them at once."""
    cards = _cards(acts) if user.has_perm(REGISTER) else None
    files = {
        file.entry.act_id: file
        for file in DrawnFile.objects.visible_to(user).standing().filter(entry__act__in=acts).select_related("entry", "row__batch").order_by("pk")
    }
    return [Line(act, _day(act), _people(act, cards), _review(files.get(act.pk), user)) for act in acts]


def _day(act: EnforcementAct) -> date | None:
    return act.decided_on or act.filed_on


def _cards(acts: Sequence[EnforcementAct]) -> dict[str, Certificate]:
    """Cards by number, of the whole register: whether one was in force is judged by it, and nothing else of it is shown."""
    numbers = {officer["card"] for act in acts for officer in act.officers if officer.get("card")}
    return {card.number: card for card in Certificate.objects.filter(number__in=numbers)} if numbers else {}


def _people(act: EnforcementAct, cards: dict[str, Certificate] | None) -> list[Person]:
    return [Person(officer["name"], None if cards is None else _fault(officer.get("card", ""), _day(act), cards)) for officer in act.officers]


def _fault(number: str, day: date | None, cards: dict[str, Certificate]) -> str:
    """未填证号, 名册无此证, 当日无效, or nothing."""
    if not number:
        return "未填证号"
    card = cards.get(number)
    if card is None:
        return "名册无此证"
    return "" if day is None or card.is_valid_on(day) else "当日证件无效"


def _review(file: DrawnFile | None, user: User) -> tuple[str, str]:
    """评查: the grade once the reader may know it, else how far it is."""
    if file is None:
        return "", ""
    if file.is_graded and file.shows_grade_to(user):
        grade = Grade(file.final_grade)
        return GRADE_TONES[grade], f"{grade.label} {file.final_score}"
    return file.state_words(user)
