"""虚构的人: names and identity numbers with valid check digits in an area code that no place has."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉玲建国华志飞兰英健俊帆雪倩琳博宇晨浩然子涵欣怡梓轩"
AREA = "419921"  # not assigned to any place
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def name(random: Random) -> str:
    """A name of two or three characters."""
    return random.choice(SURNAMES) + "".join(random.choice(GIVEN) for _ in range(random.choice((1, 2, 2))))


def identity(random: Random, serial: int) -> str:
    """18 figures, unique by `serial` (below 500 × 14,000), born 1962–2002."""
    born = date(1962, 1, 1) + timedelta(days=serial // 500 % 14_000)
    body = f"{AREA}{born:%Y%m%d}{serial % 500 * 2 + random.choice((0, 1)):03d}"
    return body + CHECKS[sum(int(figure) * weight for figure, weight in zip(body, WEIGHTS, strict=True)) % 11]


def phone(random: Random) -> str:
    """A number in the unused segment 154."""
    return f"154{random.randrange(10**8):08d}"
