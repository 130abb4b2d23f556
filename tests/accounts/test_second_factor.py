"""双因子: codes count once, a login without it reaches nothing, seeds are encrypted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django_otp.oath import TOTP
from freezegun import freeze_time

from accounts import actions, second_factor
from accounts.models import RecoveryCode, SecondFactor, User
from core.audit.models import AuditEntry
from tests.accounts.conftest import log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_second_factor")]
NOW = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
ME, CHECK, SETUP = "/accounts/me/", "/accounts/second-factor/", "/accounts/second-factor/setup/"


def code_at(device: SecondFactor, at: datetime) -> str:
    totp = TOTP(device.seed)
    totp.time = at.timestamp()
    return f"{totp.token():06d}"


def enrol(user: User, at: datetime = NOW - timedelta(days=1)) -> tuple[SecondFactor, list[str]]:
    device = actions.begin_setup(user=user, at=at)
    return actions.confirm_setup(user=user, code=code_at(device, at), at=at)


def half_in(client: Client, user: User) -> Client:
    log_in(client, user.username)
    return client


@freeze_time(NOW)
def test_a_right_code_completes_the_login_with_a_new_token(client: Client, staff: User) -> None:
    device, _ = enrol(staff)
    half_in(client, staff)
    before = client.cookies["mingdu"].value

    answer = client.post(CHECK, {"code": code_at(device, NOW)})

    assert answer.status_code == 302
    assert client.cookies["mingdu"].value != before
    assert client.get(ME).status_code == 200
    assert AuditEntry.objects.filter(act="accounts.factor_passed").count() == 1


@freeze_time(NOW)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", [ME, "/jobs/", "/accounts/units/", "/admin/", "/accounts/confirm/", "/accounts/me/password/", "/accounts/post/"])
def test_a_half_logged_in_person_reaches_nothing(client: Client, staff: User, method: str, address: str) -> None:
    enrol(staff)
    half_in(client, staff)

    answer = getattr(client, method)(address)

    assert (answer.status_code, answer["Location"]) == (302, CHECK)


@freeze_time(NOW)
def test_a_half_logged_in_person_cannot_set_up_another_device(client: Client, staff: User) -> None:
    enrol(staff)
    half_in(client, staff)

    assert client.get(SETUP)["Location"] == CHECK
    assert client.post(SETUP, {"code": "123456"})["Location"] == CHECK


@freeze_time(NOW)
def test_a_half_logged_in_person_holds_no_power(client: Client, staff: User) -> None:
    enrol(staff)
    half_in(client, staff)

    assert client.get(CHECK).wsgi_request.user.unit_ids() == ()


@freeze_time(NOW)
def test_a_code_counts_once(client: Client, staff: User) -> None:
    device, _ = enrol(staff)
    code = code_at(device, NOW)
    half_in(client, staff).post(CHECK, {"code": code})
    other = half_in(Client(), staff)

    assert other.post(CHECK, {"code": code}).status_code == 422
    assert other.get(ME).status_code == 302


@freeze_time(NOW)
def test_the_code_of_the_set_up_counts_once_too(client: Client, staff: User) -> None:
    device, _ = enrol(staff, at=NOW)

    assert half_in(client, staff).post(CHECK, {"code": code_at(device, NOW)}).status_code == 422


@freeze_time(NOW)
@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 302), (0, 302), (30, 302), (60, 422)])
def test_a_clock_may_be_half_a_minute_off(client: Client, staff: User, seconds: int, status: int) -> None:
    device, _ = enrol(staff)

    assert half_in(client, staff).post(CHECK, {"code": code_at(device, NOW + timedelta(seconds=seconds))}).status_code == status


@freeze_time(NOW)
def test_guessing_is_limited_and_on_record(client: Client, staff: User) -> None:
    enrol(staff)
    half_in(client, staff)

    assert [client.post(CHECK, {"code": "000000"}).status_code for _ in range(6)] == [422] * 5 + [429]
    assert AuditEntry.objects.filter(act="accounts.factor_failed").count() == 5


@freeze_time(NOW)
def test_a_recovery_code_counts_once(client: Client, staff: User) -> None:
    _, codes = enrol(staff)

    assert half_in(client, staff).post(CHECK, {"code": codes[0].lower().replace("-", " ")}).status_code == 302
    assert half_in(Client(), staff).post(CHECK, {"code": codes[0]}).status_code == 422
    assert len(codes) == len(set(codes)) == 8


@freeze_time(NOW)
def test_the_recovery_code_of_another_person_is_wrong(client: Client, staff: User, system_admin: User) -> None:
    enrol(staff)
    _, codes = enrol(system_admin)

    assert half_in(client, staff).post(CHECK, {"code": codes[0]}).status_code == 422


@freeze_time(NOW)
def test_whoever_needs_one_sets_it_up_first(client: Client, staff: User) -> None:
    half_in(client, staff)
    assert client.get(ME)["Location"] == CHECK
    assert client.get(CHECK)["Location"] == SETUP
    page = client.get(SETUP).content.decode()
    device = SecondFactor.objects.get(user=staff)

    answer = client.post(SETUP, {"code": code_at(device, NOW)})

    assert "data:image/svg+xml" in page
    assert second_factor.readable_seed(device.seed) in page
    assert answer.content.decode().count("<code>") == 8
    assert client.get(ME).status_code == 200


def test_the_first_set_up_may_take_longer_than_ten_minutes(client: Client, staff: User) -> None:
    with freeze_time(NOW):
        half_in(client, staff).get(SETUP)
    with freeze_time(NOW + timedelta(minutes=14)):
        assert client.get(SETUP).status_code == 200


def test_another_device_asks_for_the_password_again(client: Client, staff: User) -> None:
    device, _ = enrol(staff)
    with freeze_time(NOW):
        half_in(client, staff).post(CHECK, {"code": code_at(device, NOW)})
        assert client.get(SETUP).status_code == 200
    with freeze_time(NOW + timedelta(minutes=11)):
        assert client.get(SETUP)["Location"].startswith("/accounts/confirm/")


@freeze_time(NOW)
def test_a_wrong_first_code_sets_nothing_up(client: Client, staff: User) -> None:
    half_in(client, staff).get(SETUP)

    assert client.post(SETUP, {"code": "000000"}).status_code == 422
    assert second_factor.device_of(staff) is None


@freeze_time(NOW)
def test_roles_without_the_demand_log_in_without(client: Client, liaison: User) -> None:
    assert half_in(client, liaison).get(ME).status_code == 200


@freeze_time(NOW)
def test_whoever_has_set_one_up_must_answer_it(client: Client, liaison: User) -> None:
    enrol(liaison)

    assert half_in(client, liaison).get(ME)["Location"] == CHECK


@freeze_time(NOW)
def test_the_security_administrator_resets_it(client: Client, staff: User, security_admin: User) -> None:
    enrol(staff)

    actions.reset_second_factor(user=staff, actor=security_admin, at=NOW, reason="手机丢失")

    assert (second_factor.device_of(staff), RecoveryCode.objects.filter(user=staff).count()) == (None, 0)
    assert half_in(client, staff).get(CHECK)["Location"] == SETUP


def test_seed_and_codes_are_not_readable_in_the_database(staff: User) -> None:
    device, codes = enrol(staff)

    kept = str(list(SecondFactor.objects.values())) + str(list(RecoveryCode.objects.values()))
    assert device.seed.hex() not in kept
    assert not any(code.replace("-", "") in kept for code in codes)
