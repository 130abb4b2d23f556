"""Posts: held by day, the three administrators exclusive in the database."""

from datetime import date

import pytest
from django.db import IntegrityError, connection

from accounts.models import Post, User
from tests.factories.accounts import PostFactory, UserFactory

pytestmark = pytest.mark.django_db
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


def test_until_is_the_first_day_without_the_post() -> None:
    user = UserFactory()
    post = PostFactory(user=user, since=date(2026, 1, 1), until=date(2026, 3, 1))

    assert list(Post.objects.held(date(2026, 2, 28))) == [post]
    assert list(Post.objects.held(date(2026, 3, 1))) == []


@pytest.mark.parametrize("administrator", ADMINISTRATORS)
@pytest.mark.parametrize("other", [*ADMINISTRATORS, "bureau_staff", "dept_liaison"])
def test_an_administrator_holds_no_other_role_at_the_same_time(administrator: str, other: str) -> None:
    if administrator == other:
        return
    user = UserFactory(role=administrator)

    with pytest.raises(IntegrityError, match="post_administrators_exclusive"):
        PostFactory(user=user, role=other)


def test_an_administrator_may_have_held_another_role_before() -> None:
    user = UserFactory(role=None)
    PostFactory(user=user, role="bureau_staff", since=date(2026, 1, 1), until=date(2026, 3, 1))

    PostFactory(user=user, role="audit_admin", since=date(2026, 3, 1))

    assert user.posts.count() == 2


def test_two_accounts_of_one_person_cannot_combine_administrator_and_trade_role() -> None:
    UserFactory(role="security_admin", person_key="p1")

    with pytest.raises(IntegrityError, match="post_administrators_exclusive"):
        UserFactory(role="bureau_staff", person_key="p1")


def test_becoming_known_as_the_same_person_is_checked_too() -> None:
    UserFactory(role="security_admin", person_key="p1")
    trade = UserFactory(role="bureau_staff", person_key="p2")
    trade.person_key = "p1"

    with pytest.raises(IntegrityError, match="post_administrators_exclusive"):
        trade.save(update_fields=["person_key"])


def test_trade_roles_combine() -> None:
    user = UserFactory(role="dept_liaison")

    PostFactory(user=user, role="reviewer")

    assert user.posts.count() == 2


def test_nobody_is_given_the_role_of_the_system() -> None:
    with pytest.raises(IntegrityError, match="post_never_system"):
        PostFactory(role="system")


def test_the_system_account_has_its_role_and_no_password() -> None:
    system = User.objects.system()

    assert (system.role_code, system.unit_ids(), system.has_usable_password()) == ("system", None, False)


def test_a_fresh_database_holds_no_usable_password() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user WHERE password NOT LIKE '!%%'")
        assert cursor.fetchone() == (0,)
