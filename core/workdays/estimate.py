"""估算: a year without a notice, filled from weekends and the statutory days; used when rows are loaded, never at request time."""

from datetime import date

import chinese_calendar.constants as published
from holidays import country_holidays

from core.workdays.models import DayKind

Days = dict[date, tuple[str, str]]

# Basis: HOLIDAY-1. Beginning of the English name that the packages give -> Chinese name, statutory days.
NAMES = {
    "New Year": "元旦",
    "Chinese New Year": "春节",
    "Spring Festival": "春节",
    "Tomb": "清明节",
    "Labo": "劳动节",
    "Dragon Boat": "端午节",
    "Mid-": "中秋节",
    "National Day": "国庆节",
}
# 国办 notice of each year, as cited on the page.
NOTICES = {
    2024: "国办发明电〔2023〕7号《国务院办公厅关于2024年部分节假日安排的通知》",
    2025: "国办发明电〔2024〕12号《国务院办公厅关于2025年部分节假日安排的通知》",
    2026: "国办发明电〔2025〕7号《国务院办公厅关于2026年部分节假日安排的通知》",
}
FIRST_YEAR = 2020


def published_years() -> range:
    """Years from 2020 on whose notice the package `chinesecalendar` carries."""
    return range(FIRST_YEAR, max(published.holidays).year + 1)


def published_days(year: int) -> Days:
    """The days off and the days worked of a published year, with Chinese names."""
    days: Days = {day: (DayKind.REST, chinese_name(name)) for day, name in published.holidays.items() if day.year == year}
    days.update({day: (DayKind.WORK, chinese_name(name)) for day, name in published.workdays.items() if day.year == year})
    return days


def notice_of(year: int) -> str:
    """Title of the notice the year comes from."""
    return NOTICES.get(year, f"《国务院办公厅关于{year}年部分节假日安排的通知》")


def estimated_days(year: int) -> Days:
    """Statutory days and their substitutes of a year that no notice covers yet; no worked weekends can be known."""
    return {day: (DayKind.REST, chinese_name(name)) for day, name in country_holidays("CN", years=year).items() if day.year == year}


def chinese_name(name: str) -> str:
    """Chinese name of a holiday as the packages call it; a name that is not known is kept, cut to the column."""
    return next((chinese for english, chinese in NAMES.items() if name.startswith(english)), name[:20])
