"""发现问题: what the counted sheets of a file say, item by item, put into one sentence each."""

from collections import defaultdict

from cases.models import DrawnFile, Finding, ItemScore, ReviewSheet, RubricItem, Veto
from cases.scoresheet import submitted_opinions
from cases.scoring import Outcome, settle


def counted_seats(file: DrawnFile) -> list[int]:
    """Seats whose sheets made the result; all of them when the group decided."""
    opinions = submitted_opinions(file)
    seats = sorted(opinions)
    verdict = settle([opinions[seat] for seat in seats], threshold=file.row.batch.threshold, is_capped=file.is_capped)
    return [seats[place] for place in verdict.counted] if verdict.outcome is Outcome.AGREED else seats


def findings_of(file: DrawnFile) -> list[Finding]:
    """Unsaved findings: vetoes when the veto stands, and every item on which a counted sheet deducted; what several sheets say is put together."""
    sheets = list(
        ReviewSheet.objects.filter(file=file, seat__in=counted_seats(file), state="submitted").prefetch_related("scores__item", "vetoes__item").order_by("seat")
    )
    lines: dict[RubricItem, list[ItemScore | Veto]] = defaultdict(list)
    for sheet in sheets:
        for veto in sheet.vetoes.all() if file.is_vetoed else ():
            lines[veto.item].append(veto)
        for score in (score for score in sheet.scores.all() if score.deducted):
            lines[score.item].append(score)
    return [_finding(file, item, own) for item, own in sorted(lines.items(), key=lambda pair: pair[0].order)]


def _finding(file: DrawnFile, item: RubricItem, lines: list[ItemScore | Veto]) -> Finding:
    """What is wrong first, then the facts, each said once; and every page that shows it."""
    reasons = dict.fromkeys(reason for line in lines if isinstance(line, ItemScore) for reason in reasons_of(line))
    head = f"“{item.title}”，一票否决" if item.is_veto else f"“{item.title}”一项，{'；'.join(reasons)}"
    details = dict.fromkeys((line.statement if isinstance(line, Veto) else line.reason).strip().rstrip("。") for line in lines)
    pages = sorted({cite["page"] for line in lines for cite in line.cites if cite["page"]})
    return Finding(file=file, item=item, text="。".join(part for part in (head, *details) if part), pages=pages)


def reasons_of(score: ItemScore) -> list[str]:
    """The deduction cases picked, with their occurrences."""
    named = ((score.item.cases[int(place)]["reason"], times) for place, times in sorted(score.picks.items()))
    return [f"{reason}（{times}处）" if times > 1 else reason for reason, times in named]
