"""职责分离: two accounts of one person are one person. Basis: SEPARATION."""

from django.db.models import Q, QuerySet

from accounts.models import User


def same_person(one: User, other: User) -> bool:
    """Whether both are the same account, or two accounts with the same person key."""
    return one.pk == other.pk or bool(one.person_key and one.person_key == other.person_key)


def accounts_of(user: User) -> QuerySet[User]:
    """The same of rows: every account of that person."""
    accounts: QuerySet[User] = User.objects.filter(Q(person_key=user.person_key) if user.person_key else Q(pk=user.pk))
    return accounts
