"""密码规则: length, classes, common passwords, likeness to the person, reuse and age.

Profiles: "dengbao" (GB/T 22239-2019, the default) asks for three of four classes, a new password every 90 days and none of
the last five; "asvs" asks for length and against known passwords only. Basis: GB22239-PASSWORD.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from pypinyin import Style, lazy_pinyin

from accounts.models import User
from core.crypto import decrypt

MINIMUM, MINIMUM_ADMINISTRATOR, MAXIMUM = 10, 12, 128
CLASSES_ASKED = 3
ROTATION_DAYS, WARNING_DAYS, REMEMBERED = 90, 14, 5
CLASSES = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"\d"), re.compile(r"[^A-Za-z0-9]"))
IDENTITY = re.compile(r"[1-9]\d{16}[\dXx]")
MOBILE = re.compile(r"1[3-9]\d{9}")
LEET = str.maketrans("@4013$57!", "aaoiessti")
COMMON_FILE = Path(__file__).parent / "data" / "common_passwords.txt"


DENGBAO = "dengbao"


def is_dengbao() -> bool:
    """Whether the rules of 等级保护 are in force."""
    return bool(settings.PASSWORD_PROFILE == DENGBAO)


@cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    """Whole passwords and stems ("*stem" lines: a stem with any digits or signs around it)."""
    lines = [line.strip().lower() for line in COMMON_FILE.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return frozenset(line for line in lines if not line.startswith("*")), frozenset(line[1:] for line in lines if line.startswith("*"))


def is_common(password: str) -> bool:
    """Whether the password, or its stem without digits and signs around it, is in the local list; @, 0, 1, 3, $ count as letters too."""
    whole, stems = _common()
    text = password.lower()
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", text).translate(LEET)
    cores = {core, re.sub(r"[^a-z]", "", text)}
    is_one_character = len(set(password)) <= 2
    return is_one_character or text in whole or text.translate(LEET) in whole or (text.isascii() and bool(cores & stems)) or _is_run(text)


def _is_run(text: str) -> bool:
    """Nothing but a rising, falling or keyboard run: 1234567890, abcdefghij, qwertyuiop."""
    rows = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
    return any(text in row * 2 or text in row[::-1] * 2 for row in rows)


def _own_words(user: User) -> set[str]:
    """What an observer would try: login name, name and unit in pinyin, whole and by initials, and the telephone number."""
    words = {user.username.lower(), *_pinyin(user.name)}
    if user.unit is not None:
        words |= {form for name in (user.unit.name, user.unit.short_name) for form in _pinyin(name)}
    phone = decrypt(user.phone, table="accounts_user", field="phone", seal=user.seal)
    return {word for word in words if len(word) >= 4} | ({phone[-8:], phone} if len(phone) >= 8 else set())


def _pinyin(text: str) -> set[str]:
    if not text:
        return set()
    whole = "".join(lazy_pinyin(text)).lower()
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
    return {text.lower() if len(text) > 1 else whole, whole, initials}


def is_like_person(password: str, user: User) -> bool:
    """Whether the password contains the login name, the person's or the unit's name, a telephone or an identity number."""
    text = password.lower()
    short = [name for name in (user.name, user.unit.short_name if user.unit else "") if len(name) >= 2]
    return any(word in text for word in {*_own_words(user), *short}) or bool(IDENTITY.search(password) or MOBILE.search(password))


def remembered(user: User) -> list[str]:
    """The hashes to keep when the present password ends, the latest first; an unusable one is none."""
    held = [user.password] if user.has_usable_password() else []
    return [*held, *user.old_passwords][:REMEMBERED]


def is_used_before(password: str, user: User) -> bool:
    """Whether it is the present password or one of the last five."""
    return any(check_password(password, old) for old in remembered(user))


def minimum_length(user: User | None) -> int:
    is_administrator = user is not None and user.pk is not None and any(post.role.is_administrator for post in user.held_posts)
    return MINIMUM_ADMINISTRATOR if is_administrator else MINIMUM


def problems(password: str, user: User | None) -> list[str]:
    """What is wrong with the password, each in one sentence; [] when it may be used."""
    found = _shape_problems(password, minimum_length(user))
    if is_common(password):
        found.append("这个密码太常见，容易被猜到。")
    if user is not None and is_like_person(password, user):
        found.append("密码不能包含登录名、姓名、单位名称、电话或身份证号。")
    if user is not None and user.pk is not None and is_dengbao() and is_used_before(password, user):
        found.append(f"不能使用最近 {REMEMBERED} 次用过的密码。")
    return found


def _shape_problems(password: str, minimum: int) -> list[str]:
    found = []
    if len(password) < minimum:
        found.append(f"密码至少 {minimum} 位，现在 {len(password)} 位。")
    if len(password) > MAXIMUM:
        found.append(f"密码最多 {MAXIMUM} 位。")
    if is_dengbao() and sum(bool(kind.search(password)) for kind in CLASSES) < CLASSES_ASKED:
        found.append("密码须包含大写字母、小写字母、数字、符号中的三种。")
    return found


class AccountRules:
    """These rules as Django asks for them (AUTH_PASSWORD_VALIDATORS)."""

    def validate(self, password: str, user: Any = None) -> None:
        found = problems(password, user if isinstance(user, User) else None)
        if found:
            raise ValidationError(found)

    def get_help_text(self) -> str:
        return help_text(None)


def help_text(user: User | None) -> str:
    """The rules in one line, under the field."""
    classes = "，含大写字母、小写字母、数字、符号中的三种" if is_dengbao() else ""
    return f"至少 {minimum_length(user)} 位{classes}；不含登录名、姓名、单位、电话，也不用常见密码。"


def expires_at(user: User) -> datetime | None:
    """When the password must be changed; None where the profile knows no age."""
    if not is_dengbao() or user.password_changed_at is None:
        return None
    return user.password_changed_at + timedelta(days=ROTATION_DAYS)


def is_change_due(user: User, at: datetime) -> bool:
    """Whether nothing else may be done before the password is changed."""
    expiry = expires_at(user)
    return user.must_change_password or (expiry is not None and at >= expiry)


def days_left(user: User, at: datetime) -> int | None:
    """Whole days until the change is due, from fourteen days before on; else None."""
    expiry = expires_at(user)
    if expiry is None or expiry - at > timedelta(days=WARNING_DAYS):
        return None
    return max((expiry - at).days, 0)


def warning(user: User, at: datetime) -> str:
    """What to tell in the last fourteen days, "" before."""
    days = days_left(user, at)
    if days is None:
        return ""
    return f"密码还有 {days} 天到更换期，请尽早修改。" if days else "密码今天到更换期，请现在修改。"
