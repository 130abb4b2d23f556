"""抽取范围: what the bureau should look at before it draws – files reviewed before, files of another procedure than the standard's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from cases.models import BatchUnit, CatalogueEntry, ReviewBatch, Rubric


@dataclass(frozen=True)
class EntryLine:
    """One line of a catalogue with its signs."""

    entry: CatalogueEntry
    earlier_round: str | None
    is_misfit: bool

    @property
    def earlier_words(self) -> str:
        """已在“2026年第一批案卷评查”评查."""
        return f"已在“{self.earlier_round}”评查"


def entry_lines(row: BatchUnit) -> list[EntryLine]:
    """The unit's catalogue; two queries."""
    rubrics = _rubrics_of(row.batch)
    entries = row.entries.with_earlier_round()
    return [
        EntryLine(entry, entry.earlier_round, _is_misfit(rubrics, entry.kind, entry.procedure))  # type: ignore[attr-defined]
        for entry in entries
    ]


def frame_warnings(batch: ReviewBatch) -> list[str]:
    """Said before the frame is locked and before the draw: how many, unit by unit; nothing is left out silently."""
    entries, rubrics = CatalogueEntry.objects.filter(row__batch=batch).in_frame().order_by("row__unit__sort_key"), _rubrics_of(batch)
    repeated = entries.drawn_before().values_list("row__unit__short_name").annotate(n=Count("pk"))
    kinds = entries.values_list("row__unit__short_name", "kind", "procedure").annotate(n=Count("pk"))
    misfits: Counter[str] = Counter()
    for unit, kind, procedure, count in kinds:
        misfits[unit] += count if _is_misfit(rubrics, kind, procedure) else 0
    told = (("已在以前的批次评查", Counter(dict(repeated))), ("程序与评查标准不符", +misfits))
    return [f"{words}的案卷 {found.total()} 卷：{'、'.join(f'{unit} {count} 卷' for unit, count in found.items())}。" for words, found in told if found]


def _rubrics_of(batch: ReviewBatch) -> dict[str, Rubric]:
    return {rubric.kind: rubric for rubric in batch.rubrics.all()}


def _is_misfit(rubrics: Mapping[str, Rubric], kind: str, procedure: str) -> bool:
    return kind in rubrics and not rubrics[kind].fits(procedure)
