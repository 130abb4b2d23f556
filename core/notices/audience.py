"""提醒的对象: whom a deadline concerns, asked from the app that knows persons and posts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from core.notices.levels import kind_row
from core.notices.models import Channel, Deadline, Notice

OUT_OF_POST, INACTIVE = "对象已不负责这一事项", "账号已停用"


class Audience:
    """Recipients by unit, kind and person; asked once in a run for each combination."""

    def __init__(self) -> None:
        self._for_deadline: Callable[[Deadline], Iterable[Any]] = import_string(settings.NOTICE_RECIPIENTS)
        self._holders: Callable[[Any, str], Iterable[Any]] = import_string(settings.NOTICE_HOLDERS)
        self._known: dict[tuple[Any, ...], list[Any]] = {}

    def of(self, deadline: Deadline, *, to_superior: bool = False) -> list[Any]:
        """Active recipients of a reminder: those who do the work, or their superior."""
        key = (deadline.kind, deadline.unit_id, deadline.assignee_id, to_superior)
        if key not in self._known:
            found = self._superiors(deadline) if to_superior else self._for_deadline(deadline)
            self._known[key] = [user for user in found if user.is_active]
        return self._known[key]

    def learn(self, deadlines: Sequence[Deadline]) -> None:
        """Ask for the recipients of many deadlines of one kind at once, so that `of` knows them."""
        shared = [deadline for deadline in deadlines if deadline.assignee_id is None]
        found: dict[int, list[Any]] = import_string(settings.NOTICE_RECIPIENTS_OF_MANY)(shared)
        for deadline in shared:
            self._known[deadline.kind, deadline.unit_id, None, False] = [user for user in found[deadline.pk] if user.is_active]

    def _superiors(self, deadline: Deadline) -> Iterable[Any]:
        return self._holders(deadline.unit, kind_row(deadline.kind).escalation_permission)

    def refusal(self, notice: Notice) -> str:
        """Why `notice` may no longer go to its recipient, "" when it may."""
        user = notice.recipient
        if user is None or not user.is_active:
            return INACTIVE
        to_superior = notice.level.startswith("escalate")
        return "" if user.pk in {other.pk for other in self.of(notice.deadline, to_superior=to_superior)} else OUT_OF_POST


def channels_of(user: Any) -> list[Channel]:
    """Channels by which `user` is told: always in the product, by mail where an address is known and mail is on."""
    channels = [Channel.IN_APP]
    if user.email and Channel.EMAIL in settings.NOTICE_CHANNELS:
        channels.append(Channel.EMAIL)
    return channels
