"""Units, people and their posts."""

from datetime import UTC, date, datetime
from typing import Any

import factory
from django.conf import settings

from accounts import tree
from accounts.models import Post, Role, Unit, User
from accounts.models.unit import UnitKind
from accounts.roles import write_role

PASSWORD = "Cai-Hong_2026"


def role_named(code: str) -> Role:
    """The role as `config/roles.py` has it."""
    if not Role.objects.filter(pk=code).exists():
        write_role(code, settings.ROLES[code])
    return Role.objects.get(pk=code)


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    """A department without a superior; `parent=` hangs it below another unit."""

    class Meta:
        model = Unit
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"U{n:05d}")
    name = factory.Sequence(lambda n: f"明川县第{n}局")
    short_name = factory.LazyAttribute(lambda unit: unit.name.removeprefix("明川县"))
    kind = UnitKind.DEPARTMENT
    area_code = "419921"
    sort_key = factory.LazyAttribute(lambda unit: unit.code)
    parent = None

    @factory.post_generation
    def place(unit: Unit, create: bool, extracted: None, **_: Any) -> None:
        if create:
            tree.place(unit)


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person whose account works at once; `role="bureau_staff"` gives a default post at `unit`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"陈{n}")
    unit = factory.SubFactory(UnitFactory)
    person_key = factory.LazyAttribute(lambda user: f"person-{user.username}")
    must_change_password = False
    password_changed_at = factory.LazyFunction(lambda: datetime.now(UTC))

    @factory.post_generation
    def password(user: User, create: bool, extracted: str | None, **_: Any) -> None:
        user.set_password(extracted or PASSWORD)
        if create:
            user.save(update_fields=["password"])

    @factory.post_generation
    def role(user: User, create: bool, extracted: str | None, **_: Any) -> None:
        if create and extracted:
            PostFactory(user=user, unit=user.unit, role=role_named(extracted), is_default=True)


class PostFactory(factory.django.DjangoModelFactory[Post]):
    """A post held since the beginning of 2026; `role=` may be a code."""

    class Meta:
        model = Post

    user = factory.SubFactory(UserFactory)
    unit = factory.LazyAttribute(lambda post: post.user.unit)
    role = "dept_liaison"
    since = date(2026, 1, 1)

    @classmethod
    def _create(cls, model_class: type[Post], *args: Any, **kwargs: Any) -> Post:
        role = kwargs["role"]
        kwargs["role"] = role_named(role) if isinstance(role, str) else role
        post: Post = super()._create(model_class, *args, **kwargs)
        return post
