"""认人: which account a row of a list means – by login name, else by telephone, else by name and unit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import Post, PostProposal, User
from accounts.models.user import SYSTEM_USERNAME


@dataclass(frozen=True)
class Unlike:
    """Why a row cannot be the account it points at: column, code, sentence, hint."""

    column: str
    code: str
    message: str
    hint: str


class KnownAccounts:
    """Every account with its posts, read in four statements."""

    def __init__(self) -> None:
        people = list(User.objects.exclude(username=SYSTEM_USERNAME))
        self.by_name = {user.username: user for user in people}
        self.by_phone = {user.phone_index: user for user in people if user.phone_index}
        self.by_place: dict[tuple[str, int | None], list[User]] = defaultdict(list)
        for user in people:
            self.by_place[user.name, user.unit_id].append(user)
        standing = Post.objects.filter(Q(until=None) | Q(until__gt=timezone.localdate())).own()
        self.administrators = set(standing.filter(role__is_administrator=True).values_list("user_id", flat=True))
        waiting = PostProposal.objects.waiting().values_list("user_id", "role_id", "unit_id")
        self.posts = {*standing.filter(until=None).values_list("user_id", "role_id", "unit_id"), *waiting}

    def meant(self, username: str | None, name: str, phone_index: str | None, unit_id: int) -> User | Unlike | None:
        """The account, None for a new person, or why neither can be said."""
        if username:
            user = self.by_name.get(username)
            if user is not None and user.name != name:
                return Unlike("username", "username_of_other", f"登录名“{username}”是{user.name}的。", "核对账号；新人请换一个登录名")
            return user or self._with_phone_of_another(phone_index)
        if phone_index and phone_index in self.by_phone:
            user = self.by_phone[phone_index]
            return user if user.name == name else Unlike("phone", "phone_of_other", f"这个手机号登记在账号“{user.username}”（{user.name}）名下。", "核对手机号")
        return self._at_place(name, unit_id, phone_index)

    def _with_phone_of_another(self, phone_index: str | None) -> Unlike | None:
        user = self.by_phone.get(phone_index or "")
        return Unlike("phone", "phone_of_other", f"这个手机号登记在账号“{user.username}”（{user.name}）名下。", "核对手机号") if user else None

    def _at_place(self, name: str, unit_id: int, phone_index: str | None) -> User | Unlike | None:
        namesakes = self.by_place.get((name, unit_id), [])
        if not namesakes:
            return None
        if len(namesakes) == 1 and not (phone_index and namesakes[0].phone_index):
            return namesakes[0]
        names = "、".join(user.username for user in namesakes)
        return Unlike("name", "namesake", f"本单位已有同名账号 {names}，不能确定是不是同一人。", "在“账号”一列写明登录名")
