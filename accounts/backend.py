"""Whose name and password these are."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from accounts.models import User


class AccountBackend(BaseBackend):
    """Name and password. Unknown, disabled, not yet activated and wrong take the same time and give the same answer."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any) -> User | None:
        if not username or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None or not user.has_usable_password():
            make_password(password)
            return None
        is_right = check_password(password, user.password)
        return user if is_right and user.is_active and not user.is_system else None

    def get_user(self, user_id: int) -> User | None:
        user: User | None = User.objects.filter(pk=user_id, is_active=True).select_related("unit").first()
        return user
