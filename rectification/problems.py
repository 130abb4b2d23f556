"""发现的问题 as the page of an order shows them: the answer in the box, a colleague's beside it, the evidence of now and of before."""

from __future__ import annotations

from dataclasses import dataclass

from core.files.models import StoredFile
from rectification.actions.unit import is_rewritten, is_taken
from rectification.evidence import evidence_of, is_earlier
from rectification.forms import AnswersForm, JudgementForm
from rectification.models import Order, Problem, Verdict


@dataclass(frozen=True)
class ProblemRow:
    """One problem; `text` stands in the box, `stored` is what a colleague has saved there meanwhile, `verdict` what is ticked."""

    problem: Problem
    files: list[StoredFile]
    earlier_files: list[StoredFile]
    text: str
    stored: str
    verdict: str

    @property
    def is_passed(self) -> bool:
        return self.verdict == Verdict.PASS

    @property
    def is_returned(self) -> bool:
        return self.verdict == Verdict.RETURN


def problem_rows(order: Order, refused: AnswersForm | None, judgement: JudgementForm) -> list[ProblemRow]:
    """The problems in order; after a refusal with what was typed and ticked."""
    files, rows = evidence_of(order), []
    for problem in order.problems.all():
        text, stored = _shown(problem, refused)
        now = [file for file in files[problem.pk] if not is_earlier(file, order)]
        before = [file for file in files[problem.pk] if file not in now]
        rows.append(ProblemRow(problem, now, before, text, stored, judgement[f"problem-{problem.pk}"].value() or ""))
    return rows


def _shown(problem: Problem, refused: AnswersForm | None) -> tuple[str, str]:
    """What the box holds and what is stored otherwise; an answer that was not touched follows the stored one."""
    if refused is None or not is_rewritten(problem, refused.answers(), refused.seen()):
        return problem.answer, ""
    return refused.answers()[problem.pk], problem.answer if is_taken(problem, refused.seen()) else ""
