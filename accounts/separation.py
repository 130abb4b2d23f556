"""职责分离: two accounts of one person are one person, and who acts in another's place does not judge what that other did. Basis: SEPARATION."""

from django.db.models import Q, QuerySet

from accounts.models import User


def same_person(one: User, other: User) -> bool:
    """Whether both are the same account, two accounts with the same person key, or one now stands in for the other."""
    return _is_one(one, other) or any(
        _is_one(deputy.stands_in_for, principal) for deputy, principal in ((one, other), (other, one)) if deputy.stands_in_for is not None
    )


def _is_one(one: User, other: User) -> bool:
    return one.pk == other.pk or bool(one.person_key and one.person_key == other.person_key)


def accounts_of(user: User) -> QuerySet[User]:
    """The same of rows: every account of that person, and of the one whose place he takes now."""
    people = user.acting_as
    keys = [person.person_key for person in people if person.person_key]
    accounts: QuerySet[User] = User.objects.filter(Q(pk__in=[person.pk for person in people]) | Q(person_key__in=keys))
    return accounts
