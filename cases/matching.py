"""按文号对应: finds the 决定书文号 in a file name, whatever brackets and blanks the sender used."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePath
from typing import TypeVar

RowT = TypeVar("RowT")

_OPEN, _CLOSE = "〔[({【［（﹝", "〕])}】］）﹞"
_NUMBER = re.compile(
    rf"([一-鿿]{{2,20}}?)\s*[{re.escape(_OPEN)}]?\s*((?:19|20)\d{{2}})\s*[{re.escape(_CLOSE)}年]?\s*[-_—]*第?\s*0*(\d{{1,6}})\s*(?:号|$|(?=[^\d]))"
)


def normal_number(text: str) -> str:
    """明市监罚决〔2025〕32号 for any way of writing it; "" when there is no number in the text."""
    found = _NUMBER.search(unicodedata.normalize("NFKC", text).replace(" ", ""))
    return f"{found[1]}〔{found[2]}〕{found[3]}号" if found else ""


def match_name(file_name: str, rows: Mapping[str, RowT]) -> RowT | None:
    """The row whose number stands in `file_name`; None when none or more than one fits. `rows` is keyed by number as stored."""
    stem = PurePath(file_name.replace("\\", "/")).stem
    wanted = normal_number(stem)
    if not wanted:
        return None
    exact = [row for number, row in rows.items() if normal_number(number) == wanted]
    if len(exact) == 1:
        return exact[0]
    inside = [row for number, row in rows.items() if normal_number(number) and wanted.endswith(normal_number(number))]
    return inside[0] if len(inside) == 1 else None
