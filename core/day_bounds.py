"""日期范围: days that are typed lie within 1900—2200, as in workbooks; a term counted from a day at the end of the calendar has no last day."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
IN_REACH = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))
"""Validators of the day fields of forms."""
EARLIEST, TEN_YEARS = date(2000, 1, 1), timedelta(days=3660)


def refuse_remote(day: date) -> None:
    """A day of daily business lies within this century and ten years from today; a page that counts to it stays a page."""
    if day < EARLIEST:
        raise ValidationError("日期太早，请核对年份。", code="too_early")
    if day > timezone.localdate() + TEN_YEARS:
        raise ValidationError("日期太远，请核对年份。", code="too_far")


NEAR = (refuse_remote,)
"""Validators of the day fields by which somebody has to act, or on which something came in."""


def beginning_of(day: date) -> datetime:
    """The first moment of a day here; also where of a day no hour is known."""
    return timezone.make_aware(datetime.combine(day, time.min))
