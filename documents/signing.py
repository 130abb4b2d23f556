"""逐件签发: what waits for one person's signature, one document after another, and how far a round of it has come.

A round lives in the address alone: since when, and what was put off. So it goes on after a reload and on another device.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from core.notices.models import Deadline
from core.whole_number import whole_number
from documents.actions import has_read
from documents.authors import authors_of
from documents.checks import checks_of
from documents.desk import STEPS
from documents.lists import SIGN_POWERS
from documents.models import Document, Opinion, OpinionRole
from documents.notices import SIGN
from documents.pages import next_number_of, preview_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

SIGNING = tuple(step for step in STEPS if step.clock == SIGN)
LONGEST = timedelta(days=1)
MOST_PUT_OFF = 50


def may_sign(user: User) -> bool:
    return any(user.has_perm(power) for power in SIGN_POWERS)


def queue_of(user: User) -> list[int]:
    """Documents that wait for this person's signature, the earliest deadline first; never one's own."""
    mine = [step.condition(user) for step in SIGNING if user.has_perm(step.power)]
    if not mine:
        return []
    deadlines = Deadline.objects.filter(kind=SIGN, target_kind=Document._meta.label_lower, target_id=OuterRef("document_key"), done_on=None)
    waiting = Document.objects.visible_to(user).filter(reduce(or_, mine)).annotate(document_key=Cast("pk", CharField()))
    waiting = waiting.annotate(due_on=Subquery(deadlines.order_by("-pk").values("due_on")[:1]))
    return list(waiting.order_by(F("due_on").asc(nulls_last=True), "submitted_at", "pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Round:
    """一轮签发: since when, and the documents put off until the end."""

    since: datetime
    put_off: tuple[int, ...] = ()

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Name and value of each part of the address."""
        parts = (("since", str(int(self.since.timestamp()))), ("skip", ",".join(map(str, self.put_off))))
        return [(name, value) for name, value in parts if value]

    @property
    def query(self) -> str:
        return urlencode(self.parts, safe=",")

    @property
    def next_url(self) -> str:
        """The next document, or the summary."""
        return f"{reverse('documents:signing')}?{self.query}"

    def page_url(self, pk: int) -> str:
        return f"{reverse('documents:signing-document', args=[pk])}?{self.query}"

    def without(self, pk: int) -> Round:
        """跳过: the same round with this document put off."""
        return replace(self, put_off=tuple(dict.fromkeys((*self.put_off, pk)))[-MOST_PUT_OFF:])


def round_of(params: Mapping[str, str], now: datetime) -> Round:
    """The round named in an address; without one it begins now. Yesterday's round is over."""
    stamp = whole_number(params.get("since"))
    begun = datetime.fromtimestamp(stamp, tz=timezone.get_current_timezone()) if stamp is not None and 0 < stamp <= now.timestamp() else now
    put_off = [whole_number(part) for part in params.get("skip", "").split(",")[:MOST_PUT_OFF]]
    return Round(begun if now - begun < LONGEST else now, tuple(pk for pk in put_off if pk))


def done_in(round_: Round, user: User) -> list[Opinion]:
    """What this person has signed or returned in the round, in order."""
    own = Opinion.objects.filter(author=user, is_on_paper=False, role__in=(OpinionRole.SIGN, OpinionRole.RETURN), at__gte=round_.since.replace(microsecond=0))
    return list(own.select_related("document__kind", "document__to_unit"))


def next_in(round_: Round, queue: list[int]) -> int | None:
    """The first of the queue that was not put off."""
    return next((pk for pk in queue if pk not in round_.put_off), None)


def summary_of(round_: Round, user: User, queue: list[int]) -> dict[str, Any]:
    """Context at the end of a round: the numbers given, what was returned, what was put off."""
    done = done_in(round_, user)
    return {
        "signed": [row.document for row in done if row.role == OpinionRole.SIGN],
        "returned": [row for row in done if row.role == OpinionRole.RETURN],
        "left": len(queue),
        "again_url": replace(round_, put_off=()).next_url,
    }


def page_of_signing(document: Document, user: User, round_: Round, **bound: Any) -> dict[str, Any]:
    """Context of one document before its signer."""
    queue, done = queue_of(user), len(done_in(round_, user))
    earlier = sum(pk in queue for pk in round_.put_off if pk != document.pk)
    checks = checks_of(document, user)
    return {
        "document": document,
        "round": round_,
        "skip_url": round_.without(document.pk).next_url,
        "number": done + earlier + 1,
        "total": done + len(queue),
        "done": done,
        "waits": document.pk in queue,
        "is_read": has_read(document, user),
        "opinions": list(document.opinions.select_related("author")),
        "authors": authors_of(document),
        "faults": [check for check in checks if not check.is_met],
        "preview": preview_of(document),
        "next_number": next_number_of(document),
        **bound,
    }
