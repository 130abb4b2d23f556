"""整改的提醒: whoever is told something about an order reads it beside a link to that order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from accounts.recipients import holders
from core.notices.messages import tell
from rectification.models import Order
from rectification.workflow import FILL


def tell_people(order: Order, people: Iterable[User], title: str, body: str, at: datetime) -> None:
    tell(recipients=people, title=title[:200], body=body, url=order.get_absolute_url(), at=at, target=order)


def tell_unit(order: Order, title: str, body: str, at: datetime) -> None:
    """The liaisons of the unit that has to put it right."""
    tell_people(order, holders(order.unit, FILL), title, body, at)
