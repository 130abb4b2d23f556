"""未报名单: the units that have not answered, as words to be pasted into a message."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.recipients import holders_of
from core.look.numbers import day_in_words
from submissions.models import Submission, SubmissionRequest
from submissions.workflow import FILL


@dataclass(frozen=True)
class MissingUnit:
    """未报单位 with the people who would report."""

    submission: Submission
    people: list[User]

    @property
    def liaisons(self) -> str:
        """王海棠（138****1234）、…"""
        return "、".join(f"{person.name}（{person.masked_phone}）" if person.phone else person.name for person in self.people)


def missing_units(request: SubmissionRequest, user: User) -> list[MissingUnit]:
    rows = list(Submission.objects.visible_to(user).missing().filter(request=request).select_related("unit", "request").order_by("unit__sort_key", "pk"))
    people = holders_of([row.unit for row in rows], FILL)
    return [MissingUnit(row, people.get(row.unit_id, [])) for row in rows]


def words_of(request: SubmissionRequest, missing: list[MissingUnit]) -> str:
    """《…》截止…，以下 n 个单位未报：, then one line a kind of unit."""
    if not missing:
        return f"《{request}》各单位均已报送。"
    names: dict[str, list[str]] = {}
    for one in missing:
        names.setdefault(one.submission.unit.get_kind_display(), []).append(one.submission.unit.name)
    lines = [f"{kind}（{len(units)}）：{'、'.join(units)}" for kind, units in names.items()]
    return "\n".join([f"《{request}》截止{day_in_words(request.due_on)}，以下 {len(missing)} 个单位未报：", *lines])
