"""报送一览: units × requests, each cell the answer's state in words. A fixed number of statements, however many units and requests there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from accounts.models import Unit, User
from submissions.models import Submission, SubmissionRequest
from submissions.models.request import PUBLISHED
from submissions.workflow import HANDED_IN, OWED, WITH_UNIT, RequestStatus, SubmissionStatus

COLUMNS, MOST_COLUMNS, ROWS = 12, 24, 50
SHORT = 14  # characters of a title in a head
NEEDED = ("unit_id", "request_id", "status", "due_on", "is_nil", "is_late")


@dataclass(frozen=True)
class MatrixQuery:
    """筛选: which requests are the columns, which units the rows."""

    series: int | None = None
    open_only: bool = False
    due_from: date | None = None
    due_to: date | None = None
    columns: int = COLUMNS
    kind: str = ""
    group: int | None = None
    branch: str = ""  # path of the unit with everything below it
    q: str = ""


@dataclass(frozen=True)
class MatrixCell:
    """One answer: `words` always say what `tone` shows."""

    words: str
    tone: str
    pk: int | None = None


@dataclass
class MatrixColumn:
    """One request with what has come in from all units."""

    request: SubmissionRequest
    owed: int
    handed_in: int
    missing: int
    late: int

    @property
    def heading(self) -> str:
        """The beginning of the title."""
        title = self.request.title
        return f"{title[:SHORT]}…" if len(title) > SHORT + 1 else title

    @property
    def may_be_urged(self) -> bool:
        return self.request.is_open and self.missing > 0


@dataclass
class MatrixRow:
    """One unit with its cells, in the order of the columns."""

    unit: Unit
    cells: list[MatrixCell]
    owed: int = 0
    late: int = 0
    missing: int = 0


@dataclass
class Matrix:
    """一览: the columns, the rows of this page, and the page."""

    columns: list[MatrixColumn]
    rows: list[MatrixRow]
    page: Page[Unit] | None = None
    same_title: str = ""
    is_summed: bool = False  # sums of the county are for those who see it


NOT_ASKED = MatrixCell("", "none")


def words_and_tone(row: Submission, is_open: bool, on: date) -> tuple[str, str]:
    """未报, 已报, 退回, 零报告, 逾期, 迟报, 免报, 单位审核中 – as it stands on that day."""
    if row.status in WITH_UNIT and row.due_on < on:
        return ("退回，逾期", "red") if row.status == SubmissionStatus.RETURNED else ("逾期", "red")
    if row.status in WITH_UNIT and not is_open:
        return "未报", "red"
    if row.status in HANDED_IN:
        words = "零报告" if row.is_nil else "已报" if row.status == SubmissionStatus.REPORTED else "审核通过"
        return (f"{words}（迟报）" if row.is_nil else "迟报") if row.is_late else words, "amber" if row.is_late else "green"
    tones = {SubmissionStatus.RETURNED: "amber", SubmissionStatus.UNIT_REVIEW: "blue", SubmissionStatus.BEFORE: "green"}
    return SubmissionStatus(row.status).label, tones.get(SubmissionStatus(row.status), "grey")


def columns_of(user: User, asked: MatrixQuery, on: date) -> list[MatrixColumn]:
    """The newest requests that are asked for, oldest first; counted over the whole county."""
    found = SubmissionRequest.objects.visible_to(user).filter(status__in=(RequestStatus.OPEN,) if asked.open_only else PUBLISHED)
    wanted = {"series": asked.series, "due_on__gte": asked.due_from, "due_on__lte": asked.due_to}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    newest = found.with_counts(on).defer("fields", "parts", "sources", "blank_layout", "guide").order_by("-due_on", "-pk")[: min(asked.columns, MOST_COLUMNS)]
    counts = [
        MatrixColumn(request, row["owed"], row["handed_in"], row["owed"] - row["handed_in"], row["late"]) for request in newest for row in (vars(request),)
    ]
    return counts[::-1]


def units_of_matrix(user: User, asked: MatrixQuery, columns: Sequence[MatrixColumn]) -> QuerySet[Unit]:
    """Units of whom at least one of the columns asks something, as filtered, in the order of the tree."""
    named = Submission.objects.visible_to(user).filter(request__in=[column.request.pk for column in columns]).exclude(status=SubmissionStatus.CANCELLED)
    found = Unit.objects.filter(pk__in=named.values("unit"))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.group:
        found = found.filter(groups=asked.group)
    if asked.branch:
        found = found.filter(path__startswith=asked.branch)
    if asked.q:
        found = found.filter(Q(name__contains=asked.q) | Q(short_name__contains=asked.q))
    return found


def rows_of(user: User, units: Iterable[Unit], columns: Sequence[MatrixColumn], on: date) -> list[MatrixRow]:
    """The cells of these units, in one statement."""
    listed = list(units)
    answers = Submission.objects.visible_to(user).filter(unit__in=[unit.pk for unit in listed], request__in=[column.request.pk for column in columns])
    known = {(row.unit_id, row.request_id): row for row in answers.only(*NEEDED)}
    return [_row(unit, [known.get((unit.pk, column.request.pk)) for column in columns], columns, on) for unit in listed]


def _row(unit: Unit, answers: Sequence[Submission | None], columns: Sequence[MatrixColumn], on: date) -> MatrixRow:
    row = MatrixRow(unit, [])
    for answer, column in zip(answers, columns, strict=True):
        if answer is None or answer.status == SubmissionStatus.CANCELLED:
            row.cells.append(NOT_ASKED)
            continue
        words, tone = words_and_tone(answer, column.request.is_open, on)
        row.cells.append(MatrixCell(words, tone, answer.pk))
        row.owed += answer.status in OWED
        row.missing += column.request.is_open and answer.status in WITH_UNIT
        row.late += answer.is_late if answer.status in HANDED_IN else answer.status in WITH_UNIT and answer.due_on < on
    return row


def matrix_of(user: User, asked: MatrixQuery, on: date, number: int = 1) -> Matrix:
    """One page of the matrix."""
    columns = columns_of(user, asked, on)
    if not columns:
        return Matrix([], [])
    page = Paginator(units_of_matrix(user, asked, columns), ROWS).get_page(number)
    titles = {column.request.title for column in columns}
    return Matrix(columns, rows_of(user, page.object_list, columns, on), page, titles.pop() if len(titles) == 1 else "", user.unit_ids() is None)
