"""核验: draws and scores recomputed from their records; each sentence names what does not fit."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from cases.drawing import SizeRule, deal, draw, frame_hash, order_strata
from cases.models import BatchUnit, Draw, DrawKind, DrawnFile, Objection, ReviewBatch, ReviewSheet
from cases.scoresheet import result_of, submitted_opinions
from cases.scoring import Outcome, grade_of, settle
from cases.workflow import GRADED_REVIEWS, BatchState, FileState, ReviewState, SheetState, UnitState


def check() -> list[str]:
    """All that is broken in the reviews; empty when nothing is."""
    return [*_draws(), *_sheets(), *_finals(), *_states()]


def _draws() -> Iterator[str]:
    for record in Draw.objects.exclude(seed=""):
        if frame_hash(record.frame) != record.frame_hash:
            yield f"抽取记录 {record.number}：范围与摘要不符。"
        elif recomputed(record) != record.result:
            yield f"抽取记录 {record.number}：按种子重算的结果不符。"
        elif record.kind == DrawKind.FILES and not _files_fit(record):
            yield f"抽取记录 {record.number}：抽中案卷与结果不符。"


def recomputed(record: Draw) -> dict[str, list[str]]:
    """The result that frame, seed and rule of the record give."""
    if record.kind == DrawKind.FILES:
        return draw(record.frame, record.seed, SizeRule.from_record(record.size_rule))
    eligible: dict[str, list[str]] = {}
    for key, pair in record.frame:
        eligible.setdefault(key, []).append(pair.removeprefix(f"{key}:"))
    return deal(eligible, record.seed, record.size_rule["seats"])


def _files_fit(record: Draw) -> bool:
    """First the drawn ones, then the replacements in the drawn order of their stratum."""
    taken = dict.fromkeys(record.result, 0)
    ordered = order_strata(record.frame, record.seed)
    strata = {key: stratum for stratum, key in record.frame}
    for file in DrawnFile.objects.filter(draw=record).select_related("entry").order_by("row", "position"):
        stratum = strata.get(file.entry.key, "")
        if not stratum or ordered[stratum][taken[stratum]] != file.entry.key:
            return False
        taken[stratum] += 1
    return all(taken[stratum] >= len(keys) for stratum, keys in record.result.items())


def _sheets() -> Iterator[str]:
    submitted = ReviewSheet.objects.filter(state=SheetState.SUBMITTED).select_related("file__rubric", "file__entry")
    for sheet in submitted.prefetch_related("scores", "vetoes", "file__rubric__items"):
        result = result_of(sheet)
        if (result.score, result.grade, result.is_vetoed) != (sheet.score, sheet.grade, sheet.is_vetoed):
            yield f"评查表 {sheet.pk}：重算得分 {result.score} 与记录 {sheet.score} 不符。"


def _finals() -> Iterator[str]:
    by_sheets = Q(group_note="") & ~Exists(Objection.objects.filter(file=OuterRef("pk")))
    done = DrawnFile.objects.filter(by_sheets, review_state__in=[ReviewState.SUBMITTED, *GRADED_REVIEWS])
    for file in done.select_related("row__batch", "entry"):
        opinions = submitted_opinions(file)
        verdict = settle([opinions[seat] for seat in sorted(opinions)], threshold=file.row.batch.threshold, is_capped=file.is_capped)
        if verdict.outcome is not Outcome.AGREED or (verdict.score, verdict.grade) != (file.final_score, file.final_grade):
            yield f"案卷 {file}：得分等次与两份评查表不符。"
    for file in DrawnFile.objects.filter(~by_sheets, review_state__in=GRADED_REVIEWS, final_score__isnull=False).select_related("entry"):
        if file.final_score is not None and grade_of(file.final_score, is_vetoed=file.is_vetoed, is_capped=file.is_capped) != file.final_grade:
            yield f"案卷 {file}：等次与得分不符。"


def _states() -> Iterator[str]:
    for name, found in (
        ("批次", ReviewBatch.objects.exclude(state__in=BatchState.values)),
        ("被评查单位", BatchUnit.objects.exclude(state__in=UnitState.values)),
        ("抽中案卷", DrawnFile.objects.exclude(state__in=FileState.values)),
    ):
        yield from (f"{name} {row.pk}：状态不存在。" for row in found)
