"""Tables of `accounts`, by noun."""

from accounts.models.post import Post, Role
from accounts.models.security import ActivationCode, LoginRecord, LoginSession, LoginThrottle, RecoveryCode
from accounts.models.unit import Unit, UnitKind, UnitQuerySet
from accounts.models.user import User

__all__ = [
    "ActivationCode",
    "LoginRecord",
    "LoginSession",
    "LoginThrottle",
    "Post",
    "RecoveryCode",
    "Role",
    "Unit",
    "UnitKind",
    "UnitQuerySet",
    "User",
]
