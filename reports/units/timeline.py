"""大事记: dated events of every kind about one unit, newest first; one statement for a page of them, however long the history is.

Every source gives rows of the same columns, cut to a page before they are merged, so the cost depends on the page alone. The
place of an event is its instant, the number of its source and its row: what is older than a place is asked from each source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, DateTimeField, F, Min, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat, Left
from django.urls import reverse
from django.utils import timezone

from accounts.models import ChangeKind, UnitChange
from cases.models import BatchUnit
from core.lists.page import Rows
from core.notices.lists import level_words
from core.notices.models import Channel, Deadline, Notice
from documents.models import Service
from rectification.models import Order, OrderState
from rectification.story import ACT_WORDS
from rectification.workflow import Act
from reports.units.asked import Asked
from submissions.models import Submission, SubmissionStep
from supervision.plans.models import Assignment, Progress
from supervision.plans.workflow import ShareAct

PER_PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOKEN = re.compile(r"(-?\d{1,18})\.(\d{1,3})\.(\d{1,18})", re.ASCII)
COLUMNS = tuple(f"event_{name}" for name in ("at", "source", "row", "ref", "title", "note", "code", "url"))
NOTHING = Value("")


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this event."""

    at: datetime
    source: int
    row: int

    @classmethod
    def parse(cls, token: str) -> Place | None:
        """From the address; None for anything else."""
        found = TOKEN.fullmatch(token)
        if found is None:
            return None
        try:
            return cls(EPOCH + timedelta(microseconds=int(found[1])), int(found[2]), int(found[3]))
        except OverflowError:
            return None

    @property
    def token(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.source}.{self.row}"

    def older(self, source: int) -> Q:
        """Rows of that source which stand behind this place."""
        before = Q(event_at__lt=self.at)
        if source > self.source:
            return before | Q(event_at=self.at)
        return before | Q(event_at=self.at, event_row__lt=self.row) if source == self.source else before


@dataclass(frozen=True)
class Event:
    """One line: the day, what happened, what was said, where it leads."""

    on: date
    title: str
    note: str
    url: str
    kind: str


@dataclass(frozen=True)
class Source:
    """来源: which rows are events, what they are called and where they lead; `power` opens it."""

    power: str
    label: str
    rows: Callable[[Asked], Rows]
    route: str = ""
    is_act: bool = False


@dataclass(frozen=True)
class Page:
    """Some events and the place after which the older ones come, "" at the end."""

    events: list[Event]
    after: str


def _columns(rows: Rows, *, at: Any, row: Any, ref: Any, title: Any, note: Any = NOTHING, code: Any = NOTHING, url: Any = NOTHING) -> Rows:
    """The columns that all sources share."""
    texts = {"title": title, "note": note, "code": code, "url": url}
    cast = {f"event_{name}": Cast(column, TextField()) for name, column in texts.items()}
    made: Rows = rows.annotate(event_at=Cast(at, DateTimeField()), event_row=Cast(row, BigIntegerField()), event_ref=Cast(ref, BigIntegerField()), **cast)
    return made


# --- 整改 ------------------------------------------------------------------------------------------------------------
def _own_orders(asked: Asked) -> Rows:
    return Order.objects.visible_to(asked.user).filter(unit=asked.unit)


def _issued(asked: Asked) -> Rows:
    return _columns(_own_orders(asked), at=F("issued_on"), row=F("pk"), ref=F("pk"), title=F("title"), note=F("source_label"))


def _order_acts(asked: Asked) -> Rows:
    rows = OrderState.objects.filter(order__in=_own_orders(asked)).exclude(act="")
    return _columns(rows, at=F("at"), row=F("pk"), ref=F("order_id"), title=F("order__title"), note=Left("note", 80), code=F("act"))


# --- 文书 ------------------------------------------------------------------------------------------------------------
def _services(field: str) -> Callable[[Asked], Rows]:
    def rows(asked: Asked) -> Rows:
        own = Service.objects.visible_to(asked.user).filter(unit=asked.unit, **{f"{field}__isnull": False})
        return _columns(own, at=F(field), row=F("pk"), ref=F("document_id"), title=F("document__title"), note=F("document__number"))

    return rows


# --- 案卷评查 --------------------------------------------------------------------------------------------------------
def _review_rows(field: str) -> Callable[[Asked], Rows]:
    def rows(asked: Asked) -> Rows:
        own = BatchUnit.objects.visible_to(asked.user).filter(unit=asked.unit, **{f"{field}__isnull": False})
        return _columns(own, at=F(field), row=F("pk"), ref=F("batch_id"), title=F("batch__name"))

    return rows


# --- 台账任务 --------------------------------------------------------------------------------------------------------
def _progress(field: str) -> Callable[[Asked], Rows]:
    def rows(asked: Asked) -> Rows:
        own = Progress.objects.filter(assignment__in=Assignment.objects.visible_to(asked.user).filter(unit=asked.unit), **{f"{field}__isnull": False})
        said = F("reason") if field == "answered_at" else Left("text", 80)
        return _columns(own, at=F(field), row=F("pk"), ref=F("assignment_id"), title=F("assignment__item__text"), note=said, code=F("answer"))

    return rows


# --- 报送 ------------------------------------------------------------------------------------------------------------
def _steps(asked: Asked) -> Rows:
    rows = SubmissionStep.objects.filter(submission__in=Submission.objects.visible_to(asked.user).filter(unit=asked.unit))
    columns = {"title": F("submission__request__title"), "note": Left("note", 80), "code": F("label")}
    return _columns(rows, at=F("at"), row=F("pk"), ref=F("submission_id"), **columns)


# --- 单位变更 --------------------------------------------------------------------------------------------------------
def _changes(asked: Asked) -> Rows:
    """更名、合并、撤销: its own, and those by which others came to it; whoever sees the unit may know its name of before."""
    rows = UnitChange.objects.filter(Q(unit=asked.unit) | Q(successor=asked.unit))
    words = Case(
        When(kind=ChangeKind.RENAME, then=Concat("former_name", Value("更名为"), "new_name")),
        When(kind=ChangeKind.MERGE, then=Concat("former_name", Value("并入"), "successor__name")),
        When(successor__isnull=False, then=Concat("former_name", Value("撤销，职能划入"), "successor__name")),
        When(kind=ChangeKind.REOPEN, then=Concat("former_name", Value("恢复"))),
        default=Concat("former_name", Value("撤销")),
        output_field=TextField(),
    )
    return _columns(rows, at=F("on"), row=F("pk"), ref=F("unit_id"), title=words, note=F("basis"))


# --- 催办 ------------------------------------------------------------------------------------------------------------
def _urgings(asked: Asked) -> Rows:
    """One event a deadline and day of urging, however many people were told."""
    own = Deadline.objects.visible_to(asked.user).filter(unit=asked.unit)
    told = Notice.objects.filter(deadline__in=own, channel__in=(Channel.IN_APP, Channel.PHONE)).filter(
        Q(level__startswith="urge") | Q(level__startswith="phone")
    )
    grouped = told.values("deadline_id", "level", "deadline__title", "deadline__url").annotate(first_at=Min("not_before"), first=Min("pk"))
    return _columns(grouped, at=F("first_at"), row=F("first"), ref=F("deadline_id"), title=F("deadline__title"), code=F("level"), url=F("deadline__url"))


SUBMISSIONS = "submissions.view_requests"
ORDERS, DOCUMENTS, REVIEWS, PLANS = "rectification.view_orders", "documents.view_documents", "cases.view_reviews", "supervision.view_plans"
SOURCES: tuple[Source, ...] = (
    Source(ORDERS, "下达整改", _issued, "rectification:order-detail", is_act=True),
    Source(ORDERS, "", _order_acts, "rectification:order-detail"),
    Source(DOCUMENTS, "送达文书", _services("served_at"), "documents:document-detail", is_act=True),
    Source(DOCUMENTS, "签收文书", _services("received_at"), "documents:document-detail"),
    Source(DOCUMENTS, "回复文书", _services("replied_at"), "documents:document-detail"),
    Source(REVIEWS, "列入评查", _review_rows("batch__published_at"), "cases:unit-detail", is_act=True),
    Source(REVIEWS, "确认评查目录", _review_rows("confirmed_at"), "cases:unit-detail"),
    Source(REVIEWS, "自评报告报送", _review_rows("approved_at"), "cases:unit-detail"),
    Source(REVIEWS, "送达评查反馈函", _review_rows("feedback_at"), "cases:unit-detail", is_act=True),
    Source(REVIEWS, "整改报告报送", _review_rows("report_at"), "cases:unit-detail"),
    Source(REVIEWS, "评查整改复核通过", _review_rows("verified_at"), "cases:unit-detail", is_act=True),
    Source(PLANS, "报送任务进展", _progress("at"), "supervision:assignment-detail"),
    Source(PLANS, "", _progress("answered_at"), "supervision:assignment-detail", is_act=True),
    Source(SUBMISSIONS, "", _steps, "submissions:submission-detail"),
    Source("", "单位变更", _changes, "units:unit-page", is_act=True),
    Source(DOCUMENTS, "", _urgings, "core:deadline-detail", is_act=True),
)


def timeline(asked: Asked, after: str = "", most: int = PER_PAGE) -> Page:
    """A page of events, newest first, those behind `after`."""
    place = Place.parse(after)
    parts = [_part(number, source, asked, place, most) for number, source in enumerate(SOURCES) if not source.power or asked.user.has_perm(source.power)]
    found = list(_merged(parts, most))
    here = found[:most]
    last = Place(here[-1]["event_at"], here[-1]["event_source"], here[-1]["event_row"]).token if len(found) > most else ""
    return Page([_event(row) for row in here], last)


def _part(number: int, source: Source, asked: Asked, place: Place | None, most: int) -> Rows:
    rows = source.rows(asked).annotate(event_source=Value(number, BigIntegerField()))
    if place is not None:
        rows = rows.filter(place.older(number))
    cut_rows: Rows = rows.order_by("-event_at", "-event_row").values(*COLUMNS)[: most + 1]
    return cut_rows


def _merged(parts: list[Rows], most: int) -> Iterable[dict[str, Any]]:
    if len(parts) < 2:  # already in order and cut
        return parts[0] if parts else ()
    return parts[0].union(*parts[1:], all=True).order_by("-event_at", "event_source", "-event_row")[: most + 1]


def _event(row: dict[str, Any]) -> Event:
    source = SOURCES[row["event_source"]]
    words = source.label or _words(row)
    address = [row["event_ref"], row["event_row"]] if source.route == "cases:unit-detail" else [row["event_ref"]]
    return Event(
        on=timezone.localdate(row["event_at"]),
        title=f"{words}：{row['event_title']}",
        note=row["event_note"],
        url=row["event_url"] or reverse(source.route, args=address),
        kind="act" if source.is_act else "event",
    )


def _words(row: dict[str, Any]) -> str:
    """What an act, an answer or an urging is called."""
    code = row["event_code"]
    if SOURCES[row["event_source"]].rows is _order_acts:
        return ACT_WORDS.get(Act(code), Act(code).label)
    if SOURCES[row["event_source"]].rows is _urgings:
        return level_words(code.split("_")[0])
    return "退回进展" if code == ShareAct.RETURN.label else code
