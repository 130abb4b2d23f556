"""发现问题: what the counted sheets of a file say, item by item, put into one sentence each."""

from cases.models import DrawnFile, Finding, ItemScore, ReviewSheet, Veto
from cases.scoresheet import submitted_opinions
from cases.scoring import Outcome, settle


def counted_seats(file: DrawnFile) -> list[int]:
    """Seats whose sheets made the result; all of them when the group decided."""
    opinions = submitted_opinions(file)
    seats = sorted(opinions)
    verdict = settle([opinions[seat] for seat in seats], threshold=file.row.batch.threshold, is_capped=file.is_capped)
    return [seats[place] for place in verdict.counted] if verdict.outcome is Outcome.AGREED else seats


def findings_of(file: DrawnFile) -> list[Finding]:
    """Unsaved findings: vetoes when the veto stands, and every item on which a counted sheet deducted."""
    sheets = list(ReviewSheet.objects.filter(file=file, seat__in=counted_seats(file), state="submitted").prefetch_related("scores__item", "vetoes__item").order_by("seat"))
    found: dict[int, Finding] = {}
    if file.is_vetoed:
        for veto in (veto for sheet in sheets for veto in sheet.vetoes.all()):
            _add(found, file, veto, f"“{veto.item.title}”，一票否决", veto.statement)
    for score in (score for sheet in sheets for score in sheet.scores.all() if score.deducted):
        _add(found, file, score, f"“{score.item.title}”一项，{'；'.join(reasons_of(score))}", score.reason)
    return sorted(found.values(), key=lambda finding: finding.item.order)


def reasons_of(score: ItemScore) -> list[str]:
    """The deduction cases picked, with their occurrences."""
    named = ((score.item.cases[int(place)]["reason"], times) for place, times in sorted(score.picks.items()))
    return [f"{reason}（{times}处）" if times > 1 else reason for reason, times in named]


def _add(found: dict[int, Finding], file: DrawnFile, line: ItemScore | Veto, head: str, detail: str) -> None:
    finding = found.setdefault(line.item_id, Finding(file=file, item=line.item, text=head, pages=[]))
    words = detail.strip().rstrip("。")
    if words and words not in finding.text:
        finding.text = f"{finding.text}。{words}"
    finding.pages = sorted({*finding.pages, *(cite["page"] for cite in line.cites if cite["page"])})
