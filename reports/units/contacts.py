"""联系人: who answers for a unit today, and who is missing: every unit has a liaison and a leader in charge, else a lamp is lit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from accounts.models import Post, Unit, User
from accounts.models.unit import SUPERVISED_KINDS
from core.crypto import decrypt, mask_phone

LIAISON, LEADER = "rectification.fill_order", "rectification.approve_report"
MOST = 8


@dataclass(frozen=True)
class Contact:
    """A person with the posts held at the unit; the telephone is masked."""

    name: str
    posts: str
    phone: str


@dataclass(frozen=True)
class People:
    """Those to call, and one sentence for each duty that nobody holds."""

    contacts: list[Contact]
    missing: list[str]


def people_of(unit: Unit, on: date) -> People:
    """Holders of the posts at the unit on that day; whoever may see the unit may know whom to call there, the three administrators are left out."""
    held = Post.objects.held(on).filter(unit=unit, user__is_active=True, role__is_administrator=False).with_powers().select_related("user", "role")
    posts = sorted(held, key=lambda post: (LEADER not in post.powers, LIAISON not in post.powers, post.pk))
    powers = {power for post in posts for power in post.powers}
    roles: dict[User, list[str]] = defaultdict(list)
    for post in posts:
        roles[post.user].append(post.role.name)
    contacts = [Contact(user.name, "、".join(names), _phone(user)) for user, names in list(roles.items())[:MOST]]
    return People(contacts, _missing(unit, powers))


def _missing(unit: Unit, powers: set[str]) -> list[str]:
    """未设亮灯, for the units that are supervised."""
    if unit.kind not in SUPERVISED_KINDS or not unit.is_active:
        return []
    return [words for power, words in ((LIAISON, "未设联络员"), (LEADER, "未设分管领导")) if power not in powers]


def _phone(user: User) -> str:
    """154****5117; decrypted only to be masked."""
    return mask_phone(decrypt(user.phone, table="accounts_user", field="phone", seal=user.seal)) if user.phone else ""
