"""文号的写法: "明司执监意2026 3号", "[2026]" and "(2026)" all mean 〔2026〕; a search finds the number as it was stored."""

from __future__ import annotations

import re
from unicodedata import normalize

from django.db.models import Q

STORED = ("〔{}〕", "[{}]", "({})")  # our own, and how imported books write it
NUMBER = re.compile(
    r"(?P<lead>[^0-9〔〕\[\]()【】]*)(?P<open>[〔\[(【])?(?P<year>(?:19|20)[0-9]{2})(?P<close>[〕\])】])?第?(?P<number>[0-9]{1,6})(?P<sign>号?)"
)


def _parts(text: str) -> re.Match[str] | None:
    """The parts of a number written in any way; figures alone (a day, a telephone) are none."""
    found = NUMBER.fullmatch("".join(normalize("NFKC", text).split()))
    return found if found is not None and (found["lead"] or found["sign"] or found["open"] or found["close"]) else None


def number_key(text: str) -> str:
    """One spelling of a whole number, to compare two; "" of what is no number with its 号."""
    found = _parts(text)
    return f"{found['lead']}〔{found['year']}〕{int(found['number'])}号" if found is not None and found["lead"] and found["sign"] else ""


def spellings(text: str) -> list[str]:
    """What was typed, and the ways in which the number it means may be stored."""
    found = _parts(text)
    if found is None:
        return [text]
    digits = dict.fromkeys((str(int(found["number"])), found["number"]))
    made = [f"{found['lead']}{bracket.format(found['year'])}{number}{found['sign']}" for bracket in STORED for number in digits]
    return list(dict.fromkeys((text, *made)))


def numbered(field: str, text: str, lookup: str = "contains") -> Q:
    """Rows of which the number in `field` holds what was typed, in any spelling."""
    found = Q()
    for spelling in spellings(text):
        found |= Q(**{f"{field}__{lookup}": spelling})
    return found
