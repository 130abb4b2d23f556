"""报送的提醒: whoever is told something about an answer reads it beside a link to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Unit, User
from accounts.recipients import holders, holders_of
from core.notices.messages import tell
from submissions.models import Submission
from submissions.workflow import APPROVE, FILL


def tell_people(submission: Submission, people: Iterable[User], title: str, body: str, at: datetime) -> None:
    tell(recipients=people, title=title[:200], body=body, url=submission.get_absolute_url(), at=at, target=submission)


def unheard(units: Iterable[Unit]) -> list[Unit]:
    """收不到提醒: units where nobody – here or above – fills in."""
    asked = list(units)
    people = holders_of(asked, FILL)
    return [unit for unit in asked if not people[unit.pk]]


def tell_unit(submission: Submission, title: str, body: str, at: datetime) -> None:
    """The liaisons of the unit that answers."""
    tell_people(submission, holders(submission.unit, FILL), title, body, at)


def tell_leaders(submission: Submission, title: str, body: str, at: datetime) -> None:
    """Those who let the unit's answers leave."""
    tell_people(submission, holders(submission.unit, APPROVE), title, body, at)
