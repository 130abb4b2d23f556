"""密码规则: a table for both profiles, age by the clock, the gate on every URL."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts import actions, passwords
from accounts.models import LoginRecord, User
from core.audit.models import AuditEntry
from tests.accounts.conftest import log_in
from tests.factories.accounts import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
LONG, CLASSES, COMMON, LIKE, USED = "至少", "三种", "常见", "不能包含", "最近"


@pytest.fixture
def person() -> User:
    unit = UnitFactory(name="明川县水利局", short_name="水利局")
    return UserFactory(username="wangxiaoming", name="王小明", unit=unit, password="Lao-Mi_ma88")


TABLE = [
    # password, refusals in the 等保 profile, refusals in the ASVS profile
    ("Qing-Shan_58", [], []),
    ("Qing-Sh_5", [LONG], [LONG]),
    ("青山绿水长流不息啊啊12A", [], []),
    ("qingshanlvshui", [CLASSES], []),
    ("qing shan 58 lv shui", [], []),
    ("1234567890", [CLASSES, COMMON], [COMMON]),
    ("Password123!", [COMMON], [COMMON]),
    ("P@ssw0rd2026", [COMMON], [COMMON]),
    ("Woaini1314520!", [COMMON], [COMMON]),
    ("Mingdu@2026!!", [COMMON], [COMMON]),
    ("1qaz@WSX3edc", [COMMON], [COMMON]),
    ("Qwertyuiop123!", [COMMON], [COMMON]),
    ("aaaaaaaaaaaa", [CLASSES, COMMON], [COMMON]),
    ("Wangxiaoming-5", [LIKE], [LIKE]),
    ("Ab-王小明-12345x", [LIKE], [LIKE]),
    ("Shuiliju_5588", [LIKE], [LIKE]),
    ("Kp-13812345678", [LIKE], [LIKE]),
    ("Aa-41992119900307239X", [LIKE], [LIKE]),
    ("Lao-Mi_ma88", [USED], []),
]


@pytest.mark.parametrize(("password", "dengbao", "asvs"), TABLE)
def test_both_profiles(person: User, settings: Settings, password: str, dengbao: list[str], asvs: list[str]) -> None:
    for profile, expected in (("dengbao", dengbao), ("asvs", asvs)):
        settings.PASSWORD_PROFILE = profile
        found = passwords.problems(password, person)

        assert len(found) == len(expected), (profile, found)
        assert all(word in sentence for word, sentence in zip(expected, found, strict=True)), (profile, found)


def test_administrators_need_twelve_characters(system_admin: User) -> None:
    assert passwords.problems("Qing-Shan_5", system_admin) == ["密码至少 12 位，现在 11 位。"]
    assert passwords.problems("Qing-Shan_58", system_admin) == []


def test_128_characters_are_the_most(person: User) -> None:
    assert passwords.problems("Aa1-" + "青山" * 62, person) == []
    assert passwords.problems("Aa1-" + "青山" * 62 + "!", person) == ["密码最多 128 位。"]


def test_the_whole_password_counts(person: User) -> None:
    person.set_password("Aa1-" + "x" * 123 + "y")

    assert not person.check_password("Aa1-" + "x" * 123 + "z")


def test_the_last_five_are_refused_and_the_sixth_is_not(person: User) -> None:
    chosen = [f"Di-{number}-Ge-Mi_ma" for number in "一二三四五六"]
    for password in chosen:
        actions.change_password(user=person, password=password, at=NOW)
    person.refresh_from_db()

    refused = [bool(passwords.problems(password, person)) for password in chosen]
    assert refused == [False, True, True, True, True, True]


@pytest.mark.parametrize(("days", "left", "is_due"), [(75, None, False), (76, 14, False), (89, 1, False), (89.999, 0, False), (90, 0, True), (400, 0, True)])
def test_ninety_days_with_fourteen_days_of_warning(person: User, days: float, left: int | None, is_due: bool) -> None:
    person.password_changed_at = NOW

    assert (passwords.days_left(person, NOW + timedelta(days=days)), passwords.is_change_due(person, NOW + timedelta(days=days))) == (left, is_due)


def test_the_login_tells_in_the_last_fourteen_days(client: Client, liaison: User) -> None:
    liaison.password_changed_at = datetime.now(UTC) - timedelta(days=80, hours=1)
    liaison.save()
    log_in(client, "lianluo1")

    assert client.get("/accounts/me/").content.decode().count("密码还有 9 天到更换期，请尽早修改。") == 2


def test_the_other_profile_knows_no_age(person: User, settings: Settings) -> None:
    settings.PASSWORD_PROFILE = "asvs"
    person.password_changed_at = NOW

    assert not passwords.is_change_due(person, NOW + timedelta(days=4000))


@pytest.mark.parametrize("address", ["/", "/accounts/me/", "/accounts/users/", "/accounts/units/", "/jobs/", "/admin/", "/accounts/second-factor/setup/"])
def test_the_forced_change_stands_before_every_page(client: Client, address: str) -> None:
    UserFactory(username="someone", role="system_admin", must_change_password=True)
    log_in(client, "someone")

    answer = client.get(address)
    if address == "/" and answer.status_code == 404:
        return
    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:password-change"))
    part = client.get(address, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == reverse("accounts:password-change")
    assert part.content == b""


def test_the_present_password_cannot_be_guessed_without_limit(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1")
    typed = {"present": "wrong", "password": "Qing-Shan_58", "again": "Qing-Shan_58"}

    answers = [client.post(reverse("accounts:password-change"), typed).status_code for _ in range(6)]

    assert answers == [*[422] * 5, 429]
    assert LoginRecord.objects.filter(user=liaison, succeeded=False).count() == 6
    right = client.post(reverse("accounts:password-change"), {**typed, "present": "Cai-Hong_2026"})
    assert right.status_code == 429


def test_after_the_change_everything_is_open(client: Client) -> None:
    UserFactory(username="someone", role="dept_liaison", must_change_password=True)
    log_in(client, "someone")

    page = client.get(reverse("accounts:password-change"))
    client.post(reverse("accounts:password-change"), {"present": "Cai-Hong_2026", "password": "Qing-Shan_58", "again": "Qing-Shan_58"})

    assert "密码须先修改，才能继续使用。" in page.content.decode()
    assert client.get(reverse("accounts:me")).status_code == 200


@pytest.mark.parametrize(
    ("present", "password", "again", "sentence"),
    [
        ("wrong", "Qing-Shan_58", "Qing-Shan_58", "现在的密码不对。"),
        ("Cai-Hong_2026", "Qing-Shan_58", "Qing-Shan_59", "两次输入的新密码不一样。"),
        ("Cai-Hong_2026", "Cai-Hong_2026", "Cai-Hong_2026", "不能使用最近 5 次用过的密码。"),
    ],
)
def test_a_refused_change_changes_nothing(client: Client, liaison: User, present: str, password: str, again: str, sentence: str) -> None:
    log_in(client, "lianluo1")

    answer = client.post(reverse("accounts:password-change"), {"present": present, "password": password, "again": again})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert User.objects.get(pk=liaison.pk).check_password("Cai-Hong_2026")


def test_the_change_is_on_record_without_the_password(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1")
    client.post(reverse("accounts:password-change"), {"present": "Cai-Hong_2026", "password": "Qing-Shan_58", "again": "Qing-Shan_58"})

    assert AuditEntry.objects.filter(act="accounts.change_password").count() == 1
    assert "Qing-Shan" not in str(list(AuditEntry.objects.values()))


def test_the_hash_has_the_pinned_parameters(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["accounts.hashers.PinnedArgon2"]
    user = User(username="x")
    user.set_password("Qing-Shan_58")

    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
