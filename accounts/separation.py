"""职责分离: two accounts of one person are one person. Basis: SEPARATION."""

from accounts.models import User


def same_person(one: User, other: User) -> bool:
    """Whether both are the same account, or two accounts with the same person key."""
    return one.pk == other.pk or bool(one.person_key and one.person_key == other.person_key)
