"""读文字: parsers of text cells, and what every parser does first: take out control characters and stray blanks."""

import re
from typing import Any

from core.search import fold
from core.search.numbers import in_our_spelling
from core.sheets.cells import CellError, Tidied, Value, shown

FULL = str.maketrans(fold.WIDE, fold.NARROW)
FULL_SIGNS = str.maketrans("．，－／：＋％　", ".,-/:+% ")
BLANKS = "\u00a0\u3000\u2002\u2003\u2009\u202f\u200b\u200c\u200d\ufeff\u2060"
ODD_SPACE = re.compile(f"[{BLANKS}\t\x0b\x0c\x85]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
UNTIDY = re.compile(f"[{BLANKS}\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]|  |^ | $")
SPACES = re.compile(" {2,}")
ALL_SPACE = re.compile(rf"[\s{BLANKS}]+")
CJK = "\u3400-\u9fff\uf900-\ufaff·"
CJK_GAP = re.compile(f"(?<=[{CJK}])[ ]+(?=[{CJK}])")
SPACED, WIDE, SPELT = "去掉多余空格", "全角改半角", "统一文号写法"


def clean(raw: Value) -> tuple[str, str]:
    """The cell as text without control characters and stray blanks, and what was done to it ("" for nothing worth saying)."""
    if not isinstance(raw, str):
        if isinstance(raw, float) and abs(raw) >= 1e15:
            raise CellError("precision_lost", "数字超过 15 位，表格软件已丢掉末几位。", "把这一列设为文本格式后重新填写")
        return shown(raw), ""
    if raw.isalnum() or not UNTIDY.search(raw):
        return raw, ""
    plain = CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    tidy = SPACES.sub(" ", ODD_SPACE.sub(" ", plain)).strip()
    return tidy, (SPACED if tidy != plain.rstrip("\n") else "")


def taken(value: Any, *notes: str) -> Any:
    said = "、".join(filter(None, notes))
    return Tidied(value, said) if said else value


def text(raw: Value) -> Any:
    """Any text: ends trimmed, runs of blanks made one, line breaks kept."""
    plain, note = clean(raw)
    return taken(plain, note)


def name(raw: Value) -> Any:
    """A name of a person or a unit: no blanks between Chinese characters, none at the ends."""
    plain, note = clean(raw)
    tight = CJK_GAP.sub("", plain.replace("\n", ""))
    return taken(tight, note or (SPACED if tight != plain else ""))


def number_text(raw: Value) -> Any:
    """A card, telephone or document number kept as text: half-width, no blanks inside."""
    plain, note = clean(raw)
    tight = ALL_SPACE.sub("", plain)
    half = tight.translate(FULL)
    return taken(half, note or (SPACED if tight != plain else ""), WIDE if half != tight else "")


def document_number(raw: Value) -> Any:
    """文号: 明司整[2026]8号 and 明司整（2026）第8号 are the same number, kept as 明司整〔2026〕8号; a number of another making is kept as text."""
    plain, _ = clean(raw)
    spelt = in_our_spelling(plain)
    return number_text(raw) if spelt in (plain, ALL_SPACE.sub("", plain)) else taken(spelt, f"{SPELT}，原为 {plain}")
