"""评查员: who may review which file; one's own unit is excluded, also under another account of the same person.

Basis: REVIEW-CROSS.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Post, Unit, User
from accounts.separation import same_person
from cases.models import DrawnFile, ReviewBatch
from core.errors import DomainError

OWN_UNIT = "您是被评查单位的人员，不能评这份案卷。"


def reviewer_accounts() -> QuerySet[User]:
    """Everybody who holds the power to score in some post today."""
    holding = Post.objects.held(timezone.localdate()).filter(role__permissions__codename="score_files", role__permissions__content_type__app_label="cases")
    found: QuerySet[User] = User.objects.filter(is_active=True, pk__in=holding.values("user")).select_related("unit").order_by("username")
    return found


def reviewers_in_sight(user: User) -> QuerySet[User]:
    """Of these, whom `user` may choose: reviewers of the units in sight, and invited ones who belong to no unit."""
    return reviewer_accounts().filter(Q(unit=None) | Q(unit__in=Unit.objects.visible_to(user)))


def refuse_out_of_sight(chosen: Iterable[User], user: User) -> None:
    """DomainError when one of `chosen` is nobody whom `user` may choose."""
    known = set(reviewers_in_sight(user).values_list("pk", flat=True))
    for reviewer in chosen:
        if reviewer.pk not in known:
            raise DomainError(f"{reviewer}没有评查员岗位，或者不在可选范围内。")


def belongs_to(user: User, unit: Unit) -> bool:
    """Whether `user` works in `unit`, above or below it, in any post of any account of the same person."""
    return is_near(homes_of([user])[user.pk], unit)


def is_near(paths: Iterable[str], unit: Unit) -> bool:
    """Whether one of `paths`, the units of a person, is `unit`, above or below it."""
    return any(path.startswith(unit.path) or unit.path.startswith(path) for path in paths if path.count("/") > 2 or path == unit.path)


def homes_of(users: Iterable[User]) -> dict[int, set[str]]:
    """For each of `users` the units, by path, of all accounts of that person and of all their posts; two queries for any number."""
    person = {user.pk: user.person_key or user.pk for user in users}
    accounts = User.objects.filter(Q(pk__in=person) | Q(person_key__in=[key for key in person.values() if isinstance(key, str)]))
    posts = Post.objects.filter(user__in=accounts)
    found: dict[str | int, set[str]] = defaultdict(set)
    for pk, key, path in [*accounts.values_list("pk", "person_key", "unit__path"), *posts.values_list("user", "user__person_key", "unit__path")]:
        if path:
            found[key or pk].add(path)
    return {pk: found[whose] for pk, whose in person.items()}


def eligible(file: DrawnFile, pool: Collection[User], homes: Mapping[int, set[str]] | None = None) -> list[User]:
    """Of `pool`, those who may take a seat on `file`: not of its unit, and not on it already, recused or not. `homes` where many files are asked for."""
    seated = [sheet.reviewer for sheet in file.sheets.select_related("reviewer")]
    homes = homes_of(pool) if homes is None else homes
    return [user for user in pool if not is_near(homes[user.pk], file.row.unit) and not any(same_person(user, other) for other in seated)]


def refuse_own_file(user: User, file: DrawnFile, what: str) -> None:
    """DomainError when `user` reviewed `file`, also under another account and where the seat was given up: nobody judges the own review."""
    if any(same_person(user, sheet.reviewer) for sheet in file.sheets.select_related("reviewer")):
        raise DomainError(f"评查员不能{what}。")


def pool_of(batch: ReviewBatch) -> list[User]:
    """The reviewers named in the batch who may still review."""
    return list(reviewer_accounts().filter(pk__in=batch.reviewers.values("pk")))
