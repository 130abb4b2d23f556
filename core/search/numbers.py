"""文号的写法: "明司执监意2026-3", "[2026]3号" and "（2026）第3号" all mean 〔2026〕3号. One folding for what is searched for and for what is imported.

No Django here: the child that reads workbooks imports it too.
"""

from __future__ import annotations

import re
from unicodedata import normalize

STORED = ("〔{}〕", "[{}]", "({})")  # our own, and how the books of others write it
OPEN, CLOSE = r"〔\[(【", r"〕\])】"
NUMBER = re.compile(
    rf"(?P<lead>[^0-9{OPEN}{CLOSE}]*)(?P<open>[{OPEN}])?(?P<year>(?:19|20)[0-9]{{2}})(?P<close>[{CLOSE}])?第?(?P<number>[0-9]{{1,6}})(?P<sign>号?)"
)
DASHED = re.compile(rf"(?<=[^0-9{OPEN}])((?:19|20)[0-9]{{2}})\s*[-—–_/]\s*第?([0-9]{{1,6}})\s*号?$")  # 明司执监意2026-3: a whole number
PARTED = re.compile(rf"(?<=[^0-9{OPEN}])((?:19|20)[0-9]{{2}})(?:\s*年\s*|\s+)第?\s*(?=[0-9]{{1,6}}\s*号?$)")  # 明司执监意2026 3号
YEARLESS = re.compile(rf"(?P<lead>[^0-9{OPEN}{CLOSE}]*[^0-9{OPEN}{CLOSE}第]{{2}})第?(?P<number>[0-9]{{1,6}})号")
CHINESE = re.compile("[\u3400-\u9fff]")
MISSPELT = (  # for the database: a number of ours in a spelling that `in_our_spelling` would have changed
    r"^[^0-9〔〕\[\]()（）【】［］]*[\u3400-\u9fff][^0-9〔〕\[\]()（）【】［］]*"
    r"([\[(（【［](19|20)[0-9]{2}[\])）】］]第?[0-9]{1,6}号|〔(19|20)[0-9]{2}〕(第[0-9]{1,6}|0[0-9]{1,5})号)$"
)


def _parts(text: str) -> re.Match[str] | None:
    """The parts of a number written in any way; figures alone (a day, a telephone) are none."""
    plain = DASHED.sub(r"〔\1〕\2号", PARTED.sub(r"〔\1〕", normalize("NFKC", text).strip()))
    found = NUMBER.fullmatch("".join(plain.split()))
    return found if found is not None and (found["lead"] or found["sign"] or found["open"] or found["close"]) else None


def number_key(text: str) -> str:
    """One spelling of a whole number, to compare two; "" of what is no number with its 号."""
    found = _parts(text)
    return f"{found['lead']}〔{found['year']}〕{int(found['number'])}号" if found is not None and found["lead"] and found["sign"] else ""


def in_our_spelling(text: str) -> str:
    """文号 as it is stored: 明司整[2026]第08号 becomes 明司整〔2026〕8号. A code of another making (ZG2026-008, 明司监字第20261号) stays as it was given."""
    found, plain = _parts(text), normalize("NFKC", text)
    if found is None or not CHINESE.search(found["lead"]) or bool(found["open"]) != bool(found["close"]):
        return text
    is_whole = re.search(f"[{OPEN}]", plain) or ("号" in plain and not found["lead"].endswith("第"))
    return f"{found['lead']}〔{found['year']}〕{int(found['number'])}号" if is_whole else text


def year_in(text: str) -> int | None:
    """The year that a number bears; None of what is no number."""
    found = _parts(text)
    return int(found["year"]) if found is not None else None


def spellings(text: str) -> list[str]:
    """What was typed, and the ways in which the number it means may be stored."""
    found = _parts(text)
    if found is None:
        return [text]
    digits = dict.fromkeys((str(int(found["number"])), found["number"]))
    made = [f"{found['lead']}{bracket.format(found['year'])}{number}{found['sign']}" for bracket in STORED for number in digits]
    return list(dict.fromkeys((text, *made)))


def of_any_year(text: str) -> tuple[str, str] | None:
    """明政办督17号, its year left out: the 机关代字, and the pattern of that number in any year; None of anything else."""
    found = YEARLESS.fullmatch("".join(normalize("NFKC", text).split())) if _parts(text) is None else None
    if found is None:
        return None
    lead = found["lead"].removesuffix("第")
    return lead, rf"{re.escape(lead)}[〔\[(（【](19|20)[0-9]{{2}}[〕\])）】]第?0*{int(found['number'])}号"


def is_a_number(text: str) -> bool:
    """Whether what was typed means a number, which is searched for as a whole."""
    return len(spellings(text)) > 1 or of_any_year(text) is not None
