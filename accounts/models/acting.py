"""代理留痕: rows of what was done keep in whose place it was done, as it was that day; every record of acts says it from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from accounts.models.user import User

LONGEST_NAME = 40
LONGEST_SIGNED = 2 * LONGEST_NAME + 3  # 贺兰亭（代许静文）


def in_words(who: Any, in_place_of: str) -> str:
    """贺兰亭（代许静文）; the bare name of who acted in his own post."""
    return f"{who}（代{in_place_of}）" if in_place_of else str(who)


def in_place_of_field(label: str = "代谁办理") -> models.CharField[str, str]:
    """The name of the one whose place was taken; empty in a post of one's own."""
    return models.CharField(label, max_length=LONGEST_NAME, blank=True, default="")


def acted(actor: User | None) -> dict[str, Any]:
    """The columns of an `ActedRow` for an act of `actor` in the post he holds now."""
    principal = actor.stands_in_for if actor is not None else None
    return {"actor": actor, "in_place_of": principal.name if principal is not None else ""}


class ActedRow(models.Model):
    """A row that one act leaves: `actor` is the child's, `in_place_of` says whose place he took."""

    in_place_of = in_place_of_field()

    class Meta:
        abstract = True

    @property
    def actor_words(self) -> str:
        """Who did it, and in whose place."""
        actor = getattr(self, "actor", None)
        return in_words(actor, self.in_place_of) if actor is not None else ""
