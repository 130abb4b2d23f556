"""评查数字: pass rate, unit means and agreement, each computed in one place for page, letter and report."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.models import BatchUnit, DrawnFile, Finding, ReviewBatch
from cases.scoring import half_up
from cases.workflow import GRADED_REVIEWS, FileState, Grade


def rate_text(part: int, whole: int) -> str:
    """95.65%（22/23）; — when there is nothing to divide by."""
    return f"{half_up(Decimal(part) * 100 / whole)}%（{part}/{whole}）" if whole else "—"


@dataclass(frozen=True)
class RowNumbers:
    """Numbers of one unit, or of the batch; grades count when the office has confirmed them."""

    drawn: int = 0
    received: int = 0
    scored: int = 0
    passed: int = 0
    mean: Decimal | None = None

    @property
    def rate_text(self) -> str:
        return rate_text(self.passed, self.scored)

    @property
    def mean_text(self) -> str:
        return "—" if self.mean is None else str(self.mean)


def numbers_of(files: Iterable[DrawnFile]) -> RowNumbers:
    """合格率 = files not 不合格 ÷ files confirmed; unit score = mean of its files. Replaced files do not count."""
    standing = [file for file in files if file.state != FileState.REPLACED]
    graded = [file for file in standing if file.review_state in GRADED_REVIEWS and file.final_score is not None]
    scores = [file.final_score for file in graded if file.final_score is not None]
    return RowNumbers(
        drawn=len(standing),
        received=sum(file.state == FileState.RECEIVED for file in standing),
        scored=len(graded),
        passed=sum(file.final_grade != Grade.FAIL for file in graded),
        mean=half_up(sum(scores, Decimal(0)) / len(scores)) if scores else None,
    )


def numbers_by_row(rows: Sequence[BatchUnit], files: Iterable[DrawnFile]) -> dict[int, RowNumbers]:
    """Numbers of many unit rows from all their files."""
    by_row: dict[int, list[DrawnFile]] = {row.pk: [] for row in rows}
    for file in files:
        by_row[file.row_id].append(file)
    return {pk: numbers_of(own) for pk, own in by_row.items()}


@dataclass(frozen=True)
class Agreement:
    """评查一致性: how often the two first reviewers agreed, and how far apart they were."""

    pairs: int
    agreed: int
    mean_gap: Decimal | None

    @property
    def rate_text(self) -> str:
        return rate_text(self.agreed, self.pairs)

    @property
    def gap_text(self) -> str:
        return "—" if self.mean_gap is None else f"{self.mean_gap} 分"


def agreement_of(files: Iterable[DrawnFile]) -> Agreement:
    """Over the files on which both first reviewers have handed in and the result is open. `files` come with their sheets prefetched."""
    compared = [file for file in files if file.is_open and file.gap is not None]
    third = sum(any(sheet.seat == 3 for sheet in file.sheets.all()) for file in compared)
    gaps = [file.gap for file in compared if file.gap is not None]
    return Agreement(len(compared), len(compared) - third, half_up(sum(gaps, Decimal(0)) / len(gaps)) if gaps else None)


def common_problems(batch: ReviewBatch, limit: int = 10) -> list[tuple[str, int]]:
    """共性问题: items with findings in most files, for the bulletin."""
    found = Finding.objects.filter(file__row__batch=batch, file__review_state__in=GRADED_REVIEWS, is_dropped=False)
    items = Counter(f"{code} {title}" for code, title in found.order_by("file", "pk").values_list("item__code", "item__title"))
    return items.most_common(limit)
