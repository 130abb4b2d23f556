"""日期、数字: how values are written on a page."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

NONE = "—"
WEEKDAYS = "一二三四五六日"
Number = int | float | Decimal


def day_in_words(value: date | None, form: str = "full") -> str:
    """2026年3月5日; `form` week gives 3月5日（周四）, short 3月5日, long 2026年3月5日（周四）, table 2026-03-05."""
    if not value:
        return NONE
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    weekday = f"（周{WEEKDAYS[day.weekday()]}）"
    short = f"{day.month}月{day.day}日"
    forms = {"short": short, "week": short + weekday, "long": f"{day.year}年{short}{weekday}", "table": f"{day:%Y-%m-%d}"}
    return forms.get(form, f"{day.year}年{short}")


def moment_in_words(value: datetime | None) -> str:
    """2026-03-05 14:30 in local time."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else NONE


def money_in_words(value: Number | None, unit: str = "") -> str:
    """23,500.00, followed by the unit when one is given."""
    if value is None or value == "":
        return NONE
    return f"{value:,.2f}{' ' + unit if unit else ''}"


def rate_in_words(value: Number | Sequence[int] | None) -> str:
    """95.65%（22/23） of a pair; a bare number is a percentage already; no denominator, no rate."""
    if value is None or value == "":
        return NONE
    if isinstance(value, Sequence):
        part, whole = value
        return f"{Decimal(part) * 100 / Decimal(whole):.2f}%（{part}/{whole}）" if whole else NONE
    return f"{value:.2f}%"


def or_dash(value: object) -> object:
    """ "—" for nothing; 0 stays 0."""
    return NONE if value is None or value == "" or value == [] else value
