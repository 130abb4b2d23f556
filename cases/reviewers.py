"""评查员: who may review which file; one's own unit is excluded, also under another account of the same person.

Basis: REVIEW-CROSS.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Post, Unit, User
from accounts.separation import same_person
from cases.models import DrawnFile, ReviewBatch
from core.errors import DomainError

OWN_UNIT = "您是被评查单位的人员，不能评这份案卷。"


def reviewer_accounts() -> QuerySet[User]:
    """Everybody who holds the power to score in some post today."""
    today = timezone.localdate()
    holding = Post.objects.filter(role__permissions__codename="score_files", role__permissions__content_type__app_label="cases", since__lte=today)
    found: QuerySet[User] = (
        User.objects.filter(is_active=True, pk__in=holding.filter(Q(until=None) | Q(until__gte=today)).values("user"))
        .select_related("unit")
        .order_by("username")
    )
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
    paths = _paths_of(user)
    return any(path.startswith(unit.path) or unit.path.startswith(path) for path in paths if path.count("/") > 2 or path == unit.path)


def _paths_of(user: User) -> set[str]:
    people = User.objects.filter(person_key=user.person_key) if user.person_key else User.objects.filter(pk=user.pk)
    posts = Post.objects.filter(user__in=people).values_list("unit__path", flat=True)
    return {path for path in [*people.values_list("unit__path", flat=True), *posts] if path}


def eligible(file: DrawnFile, pool: Iterable[User]) -> list[User]:
    """Of `pool`, those who may take a seat on `file`: not of its unit, and not on it already, recused or not."""
    seated = [sheet.reviewer for sheet in file.sheets.select_related("reviewer")]
    return [user for user in pool if not belongs_to(user, file.row.unit) and not any(same_person(user, other) for other in seated)]


def pool_of(batch: ReviewBatch) -> list[User]:
    """The reviewers named in the batch who may still review."""
    return list(reviewer_accounts().filter(pk__in=batch.reviewers.values("pk")))
