"""日期范围: days that are typed lie within 1900—2200, as in workbooks; a term counted from a day at the end of the calendar has no last day."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
IN_REACH = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))
"""Validators of the day fields of forms."""
