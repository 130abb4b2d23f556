"""Tables of `accounts`, by noun."""

from accounts.models.post import Post, PostQuerySet, Role, Scope
from accounts.models.second_factor import RecoveryCode, SecondFactor
from accounts.models.security import ActivationCode, LoginRecord, LoginSession, LoginThrottle
from accounts.models.unit import Unit, UnitKind, UnitQuerySet
from accounts.models.user import User, UserQuerySet

__all__ = [
    "ActivationCode",
    "LoginRecord",
    "LoginSession",
    "LoginThrottle",
    "Post",
    "PostQuerySet",
    "RecoveryCode",
    "Role",
    "Scope",
    "SecondFactor",
    "Unit",
    "UnitKind",
    "UnitQuerySet",
    "User",
    "UserQuerySet",
]
